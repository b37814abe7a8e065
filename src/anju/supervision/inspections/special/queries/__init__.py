"""Named reads of special supervision."""
