"""Pages of patrols, and what the phone talks to."""
