"""Workbooks that somebody else laid out: opened with suspicion, understood, filled."""
