"""Named reads of burden."""
