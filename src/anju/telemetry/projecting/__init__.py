"""What frames mean: from bytes to facts. Pure: no database and no clock; `actions.projecting` writes what comes out."""
