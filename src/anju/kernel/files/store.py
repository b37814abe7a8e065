"""Where the bytes lie: a folder, or a bucket of an S3-compatible service. A key is written once and never changed."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

COPY = 1024 * 1024


class MissingError(LookupError):
    """The bytes of a key are gone: a fault of the store, never an answer."""


class Store(Protocol):
    """What evidence needs of a place for bytes."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """Keep the bytes under `key`; on return they survive a power cut. What is there already stays."""

    def has(self, key: str) -> bool:
        """Whether the bytes are there."""

    def open(self, key: str) -> IO[bytes]:
        """The bytes, to be closed by the caller. Raises MissingError."""

    def delete(self, key: str) -> None:
        """Destroy the bytes; a key that is not there is no fault."""

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Every key below a prefix with the moment it was last put."""


def original(digest: str) -> str:
    """The key of a sealed original."""
    return f"original/{digest[:2]}/{digest[2:4]}/{digest}"


def preview(digest: str) -> str:
    """The key of a photo's preview."""
    return f"preview/{digest[:2]}/{digest[2:4]}/{digest}.jpg"


class Folder:
    """A folder on this machine. A file appears under its name only when its bytes are on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, source: IO[bytes]) -> None:
        target = self.root / key
        if target.exists():
            os.utime(target)  # put anew: the sweep of strays leaves it alone
            return
        self._make(target.parent)
        draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(source, file, COPY)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync(target.parent)

    def _make(self, folder: Path) -> None:
        """Make a folder; each new name is synced in the folder above, or a power cut could lose the way to the file."""
        missing = [step for step in (folder, *folder.parents) if not step.exists()]
        for step in reversed(missing):
            step.mkdir(exist_ok=True, mode=0o700)
            _sync(step.parent)

    def has(self, key: str) -> bool:
        return (self.root / key).exists()

    def open(self, key: str) -> IO[bytes]:
        try:
            return (self.root / key).open("rb")
        except FileNotFoundError as error:
            raise MissingError(key) from error

    def delete(self, key: str) -> None:
        with suppress(FileNotFoundError):
            (self.root / key).unlink()
            _sync((self.root / key).parent)

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        for file in sorted((self.root / prefix).rglob("*")):
            if file.is_file():
                put_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                yield file.relative_to(self.root).as_posix(), put_at


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Bucket:
    """A bucket of an S3-compatible service, through boto3 (`pip install anju[s3]`)."""

    def __init__(self, name: str, prefix: str, client: Any) -> None:
        self.name, self.prefix, self.client = name, prefix, client

    def put(self, key: str, source: IO[bytes]) -> None:
        self.client.put_object(Bucket=self.name, Key=self.prefix + key, Body=source)

    def has(self, key: str) -> bool:
        from botocore.exceptions import ClientError

        try:
            self.client.head_object(Bucket=self.name, Key=self.prefix + key)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return False
            raise
        return True

    def open(self, key: str) -> IO[bytes]:
        from botocore.exceptions import ClientError

        try:
            body: IO[bytes] = self.client.get_object(Bucket=self.name, Key=self.prefix + key)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise MissingError(key) from error
            raise
        return body

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket=self.name, Key=self.prefix + key)

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=self.prefix + prefix)
        for page in pages:
            for item in page.get("Contents", ()):
                yield item["Key"].removeprefix(self.prefix), item["LastModified"]


def store() -> Store:
    """The store that the settings name."""
    if not settings.ANJU_S3_BUCKET:
        return Folder(Path(settings.ANJU_FILES_DIR))
    prefix = settings.ANJU_S3_PREFIX.strip("/")
    return Bucket(settings.ANJU_S3_BUCKET, f"{prefix}/" if prefix else "", _client(*_s3_settings()))


def _s3_settings() -> tuple[str, str, str, str]:
    return settings.ANJU_S3_ENDPOINT, settings.ANJU_S3_REGION, settings.ANJU_S3_KEY, settings.ANJU_S3_SECRET


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str, key: str, secret: str) -> Any:
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        raise ImproperlyConfigured(
            "ANJU_S3_BUCKET is set, but boto3 is missing. Run:  pip install 'anju[s3]'"
        ) from error
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region or None,
        aws_access_key_id=key or None,
        aws_secret_access_key=secret or None,
        config=Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 4},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
