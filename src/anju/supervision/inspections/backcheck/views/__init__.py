"""Pages of the backcheck."""
