"""Wire formats, sans-I/O, standard library only."""
