"""Pure rules of the backcheck."""
