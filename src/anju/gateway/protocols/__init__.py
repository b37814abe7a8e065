"""One package per standard: bytes in, values out. No sockets, no clock, standard library only."""
