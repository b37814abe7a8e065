"""The small ASGI half: what stays open longer than a page takes (docs/adr/0006)."""
