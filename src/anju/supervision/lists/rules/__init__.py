"""Pure decisions of the two lists: no database, no clock of their own."""
