"""Named reads of the two lists."""
