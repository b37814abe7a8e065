"""Pure: no database, no clock."""
