"""The only writers of burden's tables."""
