"""The append-only ledger that every change is written in, sealed in a Merkle tree per district (docs/adr/0004)."""
