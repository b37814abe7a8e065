"""What a table may tell of each target, under which names. Pure."""
