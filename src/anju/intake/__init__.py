"""Records that arrive from outside: spreadsheets, residents' reports, other departments' data."""
