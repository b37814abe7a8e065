"""Spreadsheets as streams of typed cells: .xlsx, .xls and .csv through one door, in constant memory."""

from anju.intake.tables.cells import Row, Unreadable, Value, column_letters
from anju.intake.tables.headers import Header, find_header, header_at
from anju.intake.tables.limits import Limits
from anju.intake.tables.opening import Table, open_table

__all__ = [
    "Header",
    "Limits",
    "Row",
    "Table",
    "Unreadable",
    "Value",
    "column_letters",
    "find_header",
    "header_at",
    "open_table",
]
