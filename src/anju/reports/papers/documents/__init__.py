"""Documents as files: drawn, written as Word, and read back."""
