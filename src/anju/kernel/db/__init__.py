"""How Anju writes to its database: a fair queue on SQLite, a guard that keeps reads from writing."""

from anju.kernel.db.guard import WriteForbiddenError, forbid_writes

__all__ = ["WriteForbiddenError", "forbid_writes"]
