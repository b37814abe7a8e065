"""Pure decisions about documents: no database, no clock of their own."""
