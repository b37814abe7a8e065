"""From a stranger's columns to our fields: specifications, proposals, mapping files, conversion of rows."""

from anju.intake.mapping.conversion import ConvertedRow, RowConverter
from anju.intake.mapping.files import load_mapping, mapping_from_dict
from anju.intake.mapping.mappings import Datum, Derivation, Mapping
from anju.intake.mapping.proposals import Proposal, fingerprint, guesses, propose
from anju.intake.mapping.specs import FieldSpec, FieldType

__all__ = [
    "ConvertedRow",
    "Datum",
    "Derivation",
    "FieldSpec",
    "FieldType",
    "Mapping",
    "Proposal",
    "RowConverter",
    "fingerprint",
    "guesses",
    "load_mapping",
    "mapping_from_dict",
    "propose",
]
