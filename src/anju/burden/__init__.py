"""Burden: what the work takes, and how to ask for less of it."""
