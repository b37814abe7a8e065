"""The pages of monthly supervision."""
