"""Named reads of patrols."""
