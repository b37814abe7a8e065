"""Pure rules of special supervision: no database, `now` is an argument."""
