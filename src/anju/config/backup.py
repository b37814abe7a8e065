"""One file that holds a whole district: database, files, keys, heads (docs/deploy.md).

A backup seals everything first, then copies the database as of one moment; files are added before the rows that name
them, so those copied afterwards include all that the database names (evidence erased in between is missing, and
`verify --state` says so). Evidence in a bucket is left out, and the command says how much: a bucket has versioning and
replication of its own, and copying terabytes through here would make the nightly backup fail. The keys are inside: keep
the file as safe as the server.
"""

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from anju.kernel import clock
from anju.kernel.files import keeping
from anju.kernel.ledger import consumers, seals

VERSION = 1
DATABASE, FACTS = "database", "backup.json"


class BackupError(Exception):
    """The backup or restore cannot go on; the message says why and what to do."""


def folders() -> dict[str, Path]:
    """Name in the archive → folder or file outside the database."""
    return {
        "files": Path(settings.ANJU_FILES_DIR),
        "cold": Path(settings.ANJU_COLD_DIR),
        "keys": Path(settings.ANJU_KEYS_DIR),
        "heads.jsonl": Path(settings.ANJU_HEADS_FILE),
    }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Evidence that lies in a bucket, of which the archive holds no copy."""

    bucket: str
    files: int
    size: int

    def __str__(self) -> str:
        return (
            f"NOT in this backup: {self.files} files of evidence ({self.size} bytes) in the bucket {self.bucket}. "
            "Keep the bucket by its own versioning or replication; without it every photo and paper is lost."
        )


def left_out() -> LeftOut | None:
    """What a backup leaves out; None where evidence lies in ANJU_FILES_DIR."""
    bucket = settings.ANJU_S3_BUCKET
    if not bucket:
        return None
    return LeftOut(bucket, *keeping.kept())


def backup(target: Path) -> int:
    """Write the archive and return its size in bytes. It appears under its name only when it is complete."""
    seals.seal()
    draft = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / DATABASE
        _dump(copy)
        missing = left_out()
        facts = {"anju_backup": VERSION, "engine": connection.vendor, "at": clock.now_us()}
        facts |= {"bucket": missing.bucket, "bucket_files": missing.files} if missing else {}
        (Path(folder) / FACTS).write_text(json.dumps(facts), encoding="utf-8")
        with tarfile.open(draft, "w:gz", compresslevel=3) as archive:
            archive.add(Path(folder) / FACTS, FACTS)
            archive.add(copy, DATABASE)
            for name, path in folders().items():
                if path.exists():
                    archive.add(path, name, filter=_whole)
    draft.chmod(0o600)
    draft.rename(target)
    return target.stat().st_size


def _whole(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Without what is being written just then."""
    return None if member.name.endswith(".part") else member


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: entries it had to seal, and the bucket that holds the evidence, if it lies in one."""

    sealed: int
    bucket: str = ""
    files: int = 0


def restore(source: Path) -> Restored:
    """Put an archive in place of an empty installation.

    Raises BackupError for an archive of another engine, or when anything would be overwritten.
    """
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        unpacked = Path(folder)
        facts = json.loads((unpacked / FACTS).read_text(encoding="utf-8"))
        _check(facts)
        for name, path in folders().items():
            if (unpacked / name).exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _put(unpacked / name, path)
        _load(unpacked / DATABASE)
    sealed = seals.seal(everything=True).entries
    consumers.start_reactors_here()
    return Restored(sealed, facts.get("bucket", ""), facts.get("bucket_files", 0))


def _put(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


def _check(facts: Mapping[str, Any]) -> None:
    if facts.get("anju_backup") != VERSION:
        raise BackupError("This is no backup of this version of Anju.")
    if facts["engine"] != connection.vendor:
        raise BackupError(f"The backup is of {facts['engine']}, ANJU_DATABASE_URL names {connection.vendor}.")
    if connection.introspection.table_names():
        raise BackupError("The database is not empty. Restore into a new one, then switch ANJU_DATABASE_URL over.")


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            connection.connection.backup(copy)
        finally:
            copy.close()
        return
    _postgresql("pg_dump", "--format=custom", "--no-owner", "--file", str(target))


def _load(source: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(source)
        try:
            copy.backup(connection.connection)
        finally:
            copy.close()
        connections.close_all()
        return
    connections.close_all()
    _postgresql("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", _name(), str(source))


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _postgresql(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is missing. Run:  apt install postgresql-client")
    given = connection.settings_dict
    environment = {
        "PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": _name(), "PATH": str(Path(found).parent) + ":/usr/bin:/bin",
    }  # fmt: skip
    clean = {key: str(value) for key, value in environment.items() if value}
    done = subprocess.run([found, *words], env=clean, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(done.stderr.decode(errors="replace").strip())
