"""What was entered once, and by which names forms may ask for it. Every read is scoped to the reader."""
