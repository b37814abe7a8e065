"""The only writers of monthly supervision."""
