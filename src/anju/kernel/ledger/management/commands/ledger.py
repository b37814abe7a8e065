"""`anju ledger verify|prove|seal|drain|rebuild|keys`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anju.kernel.ledger import consumers, rotation, seals
from anju.kernel.ledger.prove import NothingSealedError, prove
from anju.kernel.ledger.verify import verify


class Command(BaseCommand):
    help = "Seal, verify and prove the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        check = verbs.add_parser("verify", help="find anything edited, deleted, inserted or reordered; exit 1 if found")
        check.add_argument("--heads", type=Path, help="signed heads kept outside: finds a ledger cut off at its end")
        check.add_argument("--state", action="store_true", help="also find rows that the ledger does not account for")
        proof = verbs.add_parser("prove", help="write a proof that tools/verify_proof.py checks")
        proof.add_argument("subject", help="KIND:ID, for example duty:42")
        proof.add_argument("--out", type=Path, help="file to write; else standard output")
        verbs.add_parser("seal", help="seal what is written")
        verbs.add_parser("drain", help="seal and let every consumer read")
        again = verbs.add_parser("rebuild", help="empty a projection and read everything again")
        again.add_argument("projection")
        keys = verbs.add_parser("keys", help="show which keys are in use, or put new ones in their place")
        keys.add_argument("action", choices=("show", "rotate"))
        keys.add_argument("--only", choices=("entry", "head"), help="rotate one of the two; else both")

    def handle(self, *_args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(options)

    def _verify(self, options: dict[str, Any]) -> None:
        faults = 0
        for fault in verify(heads_file=options["heads"], state=options["state"]):
            faults += 1
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{faults} fault(s) found", returncode=1)
        waiting = seals.unsealed_count()
        self.stdout.write(f"the ledger is whole; {waiting} entries wait to be sealed")

    def _prove(self, options: dict[str, Any]) -> None:
        kind, _, subject_id = options["subject"].partition(":")
        try:
            text = json.dumps(prove(kind, subject_id), ensure_ascii=False, indent=1)
        except NothingSealedError as error:
            raise CommandError(f"nothing sealed of {error}") from error
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)

    def _seal(self, _options: dict[str, Any]) -> None:
        self.stdout.write(f"{seals.seal().entries} entries sealed")

    def _drain(self, _options: dict[str, Any]) -> None:
        self.stdout.write(f"{consumers.drain()} entries read")

    def _rebuild(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{consumers.rebuild(options['projection'])} entries read")

    def _keys(self, options: dict[str, Any]) -> None:
        if options["action"] == "rotate":
            for kind, old, new in rotation.rotate(only=options["only"]):
                self.stdout.write(f"{kind}: {old} -> {new}")
            self.stdout.write("old keys stay beside the new ones; make a backup now, and tell who keeps the public key")
        for kind, name in rotation.in_use().items():
            self.stdout.write(f"{kind} {name}")
