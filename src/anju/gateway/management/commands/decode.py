"""`anju decode HEX…`: what a frame of GB/T 26875.3 says, in words or as JSON.

A bad frame is an answer, not a failure: its `error` stands in the object.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.gateway.protocols.gbt26875 import DIALECTS, Broken, Dialect, Frame, Refused, by_name, decode, dissect, explain
from anju.gateway.protocols.gbt26875 import report as reporting


class Command(BaseCommand):
    help = "Read frames of GB/T 26875.3."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("hex", nargs="+", metavar="HEX", help="hex digits, spaces allowed; - reads lines")
        parser.add_argument("--json", action="store_true", help="one object per frame and line")
        parser.add_argument("--adu", action="store_true", help="the digits are application data units, without a frame")
        parser.add_argument("--dialect", default="std", help=f"one of {', '.join(DIALECTS)}")
        parser.add_argument("--language", choices=("zh", "en"), default="zh")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            dialect = by_name(options["dialect"])
        except LookupError as error:
            raise CommandError(str(error)) from error
        show = self._unit if options["adu"] else self._frames
        for raw in _given(options["hex"]):
            show(raw, dialect, options)

    def _unit(self, raw: bytes, dialect: Dialect, options: dict[str, Any]) -> None:
        unit = decode(raw, dialect)
        told = {"adu": reporting.of_unit(unit, dialect)}
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=None if options["json"] else 2))

    def _frames(self, raw: bytes, dialect: Dialect, options: dict[str, Any]) -> None:
        for piece in dissect(raw):
            if options["json"]:
                self.stdout.write(json.dumps(reporting.of_piece(piece, dialect), ensure_ascii=False))
            else:
                self._explain(piece, dialect, options["language"])

    def _explain(self, piece: Frame | Refused | Broken, dialect: Dialect, language: Any) -> None:
        which = 0 if language == "zh" else 1
        for part in explain(piece, language, dialect):
            number = f"#{part.number} " if part.number else ""
            clause = f"  [{part.clause}]" if part.clause else ""
            self.stdout.write(
                f"{part.offset:>5}  {number}{part.name[which]}: {part.value}{clause}  {part.raw.hex(' ')}"
            )
        self.stdout.write("")


def _given(words: Iterable[str]) -> Iterator[bytes]:
    """The bytes of every argument; `-` stands for the lines of stdin."""
    for word in words:
        for line in sys.stdin if word == "-" else (word,):
            if line.strip():
                yield _bytes(line)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise CommandError(f"these are no hex digits: {text.strip()[:80]}") from error
