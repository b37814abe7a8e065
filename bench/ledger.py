"""Append, seal, verify and prove among N entries, beside raw hashing of the same bytes, in one run.

    python bench/ledger.py [ENTRIES]

On SQLite in a fresh folder, or the database of ANJU_DATABASE_URL. Append: deeds of 200 entries. `build` is the part of
append before the database.
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(tempfile.mkdtemp(prefix="anju-bench-"))
os.environ["ANJU_DATA_DIR"] = str(FOLDER)
os.environ.setdefault("ANJU_DATABASE_URL", f"sqlite:///{FOLDER}/bench.sqlite3")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
DEED = 200
DATA = {"kind": "stairway.blocked", "severity": "serious", "from": "assigned", "to": "submitted", "accountable": 12}


def told(what: str, entries: int, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{what:<12} {entries / seconds:>10,.0f} /s {seconds / entries * 1e6:>8.1f} µs each")


def proofs() -> None:
    """What a proof of one entry takes and weighs, and how long the stand-alone script needs for it."""
    from anju.kernel.ledger.prove import prove

    spent = []
    for _ in range(20):
        start = time.perf_counter()
        proof = prove("proved", "1")
        spent.append(time.perf_counter() - start)
    file = FOLDER / "proof.json"
    file.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, str(ROOT / "tools" / "verify_proof.py"), str(file)], check=True, capture_output=True
    )
    checked = time.perf_counter() - start
    print(
        f"proof of one entry: {sorted(spent)[10] * 1000:.1f} ms, {file.stat().st_size:,} bytes, "
        f"{len(proof['entries'][0]['path'])} hashes in its path; tools/verify_proof.py: {checked * 1000:.0f} ms in all"
    )


def main() -> None:
    import django

    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    django.setup()
    from django.core.management import call_command

    from anju.kernel import actors
    from anju.kernel.ledger import canon, seals
    from anju.kernel.ledger.deeds import Deed, Ref, deed, rows
    from anju.kernel.ledger.models import Entry
    from anju.kernel.ledger.verify import verify

    call_command("migrate", verbosity=0)
    by = actors.system("bench")

    def enter(act: Deed) -> None:
        for number in range(DEED):
            act.enter("duty.submitted", Ref("duty", str(number)), path="/cc/1/2/3/", data=DATA)

    def append() -> None:
        for number in range(entries // DEED):
            with deed(by=by) as act:
                enter(act)
                if number == entries // DEED // 2:
                    act.enter("duty.submitted", Ref("proved", "1"), path="/cc/1/2/3/", data=DATA)

    def build() -> None:
        for _ in range(entries // DEED):
            act = Deed(by=by, at=0)
            enter(act)
            rows(act.said())

    print(f"{entries} entries, {platform.machine()}, Python {platform.python_version()}, {seals.connection.vendor}")
    told("build", entries, build)
    told("append", entries, append)
    told("seal", entries, seals.seal)
    told("verify", entries, lambda: print(*verify(), end=""))
    proofs()
    contents = [canon.leaf_bytes(entry) for entry in Entry._all.all()[:entries]]
    told("raw SHA-256", entries, lambda: [hashlib.sha256(content).digest() for content in contents])


if __name__ == "__main__":
    main()
