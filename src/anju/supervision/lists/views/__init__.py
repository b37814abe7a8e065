"""Pages of the two lists."""
