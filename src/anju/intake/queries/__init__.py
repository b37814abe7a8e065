"""Named reads of imports."""
