"""Residents' reports: from the page without a sign-in, at a counter, from 12345, by Open311."""
