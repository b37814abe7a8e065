"""Addresses made comparable, and records of the same building found by them. Pure."""

from anju.intake.addresses.chinese import spellings
from anju.intake.addresses.keys import address_key, address_keys, split_address
from anju.intake.addresses.linking import Link, Linker, Tier

__all__ = ["Link", "Linker", "Tier", "address_key", "address_keys", "spellings", "split_address"]
