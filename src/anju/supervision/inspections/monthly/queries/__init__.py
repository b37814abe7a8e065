"""Named reads of monthly supervision."""
