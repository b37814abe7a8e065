"""Pasted tickets as a table: rows of a spreadsheet as they are, lines of `name: value` turned into rows. Pure."""

import csv
import io
import re

_LINE = re.compile(r"^\s*([^：:\t]{1,20})\s*[：:]\s*(.*)$")


def as_csv(text: str) -> bytes:
    """UTF-8 CSV of what was pasted; empty where it is neither. A value may go on over several lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    rows = list(csv.reader(io.StringIO(text), delimiter="\t")) if "\t" in text else _blocks(text)
    if len(rows) < 2:
        return b""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _blocks(text: str) -> list[list[str]]:
    """A header of all names in the order they first come, then one row for each block between blank lines."""
    found: list[dict[str, str]] = []
    for block in re.split(r"\n\s*\n", text):
        told: dict[str, str] = {}
        last = ""
        for line in block.split("\n"):
            match = _LINE.match(line)
            if match is not None and match[1].strip() not in told:
                last = match[1].strip()
                told[last] = match[2].strip()
            elif last and line.strip():
                told[last] = f"{told[last]} {line.strip()}".strip()
        if told:
            found.append(told)
    names = list(dict.fromkeys(name for told in found for name in told))
    return [names, *([told.get(name, "") for name in names] for told in found)] if names else []
