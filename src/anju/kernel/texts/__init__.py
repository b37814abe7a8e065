"""Erasable free text beside the ledger: `texts.write`, `texts.read`, `texts.erase`, `texts.ids_of`.

The ledger keeps no personal data, so what people write in their own words stands here and the entry holds only its id
and salted hash. Erasing destroys the words and the salt; the entry, its proof and its tree stay as they were.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anju.kernel.texts.store import by_field, compose, erase, ids_of, read, reference, write

__all__ = ["by_field", "compose", "erase", "ids_of", "read", "reference", "write"]


def __getattr__(name: str) -> Any:
    # Django imports this package before any model may be loaded.
    if name in __all__:
        return getattr(import_module("anju.kernel.texts.store"), name)
    raise AttributeError(name)
