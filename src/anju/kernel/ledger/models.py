"""The tables of the ledger. All are insert-only, by triggers, but the cursors (docs/adr/0004)."""

from typing import ClassVar

from django.db import models

from anju.kernel import ids
from anju.kernel.scope import PathField


def new_salt() -> bytes:
    """16 random bytes; destroying them makes the state hashes of a subject say nothing more."""
    return ids.random_bytes(16)


class Subject(models.Model):
    """A row whose history stands in the ledger. Subclasses name their kind and the columns the state hash covers."""

    ledger_kind: ClassVar[str]
    ledger_columns: ClassVar[tuple[str, ...]]

    salt = models.BinaryField(max_length=16, default=new_salt, editable=False)

    class Meta:
        abstract = True


class Entry(models.Model):
    """One deed on one subject. Never updated, never deleted, no foreign keys, no personal data."""

    uid = models.UUIDField(unique=True)
    format = models.SmallIntegerField()
    deed = models.UUIDField(db_index=True)
    at = models.BigIntegerField()
    happened_at = models.BigIntegerField()
    actor = models.CharField(max_length=80)
    post = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    district = models.CharField(max_length=20)
    path = PathField()
    data = models.TextField()
    state = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
    key = models.CharField(max_length=16, default="", editable=False)
    """Which key made `mac`; empty: the first of all. A false name finds no key or a wrong code."""
    tx = models.BigIntegerField(default=0, editable=False)
    """PostgreSQL's transaction id, set by a trigger: the order of commits that the sealer keeps. 0 on SQLite."""

    _all = models.Manager["Entry"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="ledger_entry_subject"),
            models.Index(fields=["tx", "id"], name="ledger_entry_order"),
            models.Index(fields=["actor", "id"], name="ledger_entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}:{self.subject_id}"


class Seal(models.Model):
    """An entry's place in its district's tree."""

    district = models.CharField(max_length=20)
    index = models.BigIntegerField()
    entry_id = models.BigIntegerField(unique=True)
    leaf_hash = models.CharField(max_length=64)

    _all = models.Manager["Seal"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["district", "index"], name="ledger_seal_place")]

    def __str__(self) -> str:
        return f"{self.district}#{self.index}"


class Tile(models.Model):
    """The digest of a complete subtree of 256, 65,536 … leaves: a proof reads a few hundred rows of a million."""

    district = models.CharField(max_length=20)
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    _all = models.Manager["Tile"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["district", "level", "index"], name="ledger_tile_place")]

    def __str__(self) -> str:
        return f"{self.district}/{self.level}/{self.index}"


class Head(models.Model):
    """A signed tree head: at this moment the district's ledger had this size and this root."""

    district = models.CharField(max_length=20)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    at = models.BigIntegerField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    _all = models.Manager["Head"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["district", "size"], name="ledger_head_size")]

    def __str__(self) -> str:
        return f"{self.district}@{self.size}"


class Cursor(models.Model):
    """How far a consumer has read a district's sealed entries: the next index it wants."""

    consumer = models.CharField(max_length=60)
    district = models.CharField(max_length=20)
    index = models.BigIntegerField(default=0)

    _all = models.Manager["Cursor"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["consumer", "district"], name="ledger_cursor_once")]

    def __str__(self) -> str:
        return f"{self.consumer}@{self.district}:{self.index}"


class Reaction(models.Model):
    """A reactor has acted on an entry: it does so once."""

    consumer = models.CharField(max_length=60)
    entry_uid = models.UUIDField()

    _all = models.Manager["Reaction"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["consumer", "entry_uid"], name="ledger_reaction_once")]

    def __str__(self) -> str:
        return f"{self.consumer}:{self.entry_uid}"
