"""Named reads of the backcheck."""
