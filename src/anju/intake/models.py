"""Imports: the run with its progress, its pieces, its wrong rows, and the mappings that are remembered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anju.intake.enums import RunState, TargetKey
from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.places.models import Place


class ImportRun(Subject):
    """One uploaded table on its way to records. `path` is the reach in whose name it is imported."""

    target = models.CharField(max_length=20, choices=TargetKey)
    path = PathField()
    account = models.BigIntegerField(null=True, db_index=True)
    """Who imports; None: the system, from the command line."""
    post = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.UPLOADED)

    file_name = models.CharField(_("文件"), max_length=200)
    stored = models.CharField(max_length=80, blank=True, default="")
    """Name in the folder of uploads; empty once the file was put away."""
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=80, blank=True, default="")
    header_row = models.PositiveIntegerField(null=True)
    """The row of the header as the spreadsheet shows it; None: found by itself."""
    mapping = models.JSONField(default=dict)
    create_parents = models.BooleanField(default=False)
    """Streets, communities and estates that the table names and nobody registered are added."""
    skip_wrong = models.BooleanField(default=False)
    """The person chose to bring in the right rows of a table that has wrong ones."""

    total = models.PositiveIntegerField(default=0)
    """Rows of data, known after the check."""
    done = models.PositiveIntegerField(default=0)
    """Rows the present step has dealt with."""
    last_row = models.PositiveIntegerField(default=0)
    """The last row brought in: a run that was interrupted goes on after it."""
    found = models.JSONField(default=dict)
    """What the check found: fate → rows, `parents` → places to be added, `samples` → changed rows."""
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True, default="")
    """Why it stopped, and what to do."""

    lease = models.UUIDField(null=True)
    """Whoever holds this value works on the run; a worker whose lease ran out finds another's here."""
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    ledger_kind = "import"
    ledger_columns: ClassVar[tuple[str, ...]] = ("target", "path", "account", "sha256")
    scope = Scope(path="path", accounts=("account",))

    objects = ScopedManager["ImportRun"]()
    _all = models.Manager["ImportRun"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["state", "lease_until"], name="intake_run_next")]

    def __str__(self) -> str:
        return f"{self.target}#{self.pk}"


class ImportPiece(models.Model):
    """Rows that were brought in together, in one deed. Written in that deed, so that no piece comes twice."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="pieces")
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    made = models.JSONField(default=list)
    """`[row, fate, subject kind, subject id]` of every row that added or changed something."""

    _all = models.Manager["ImportPiece"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["run", "first_row"], name="intake_piece_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first_row}–{self.last_row}"


class RowError(models.Model):
    """Everything wrong with one row: `{code, params, label}` each, worded when shown."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="errors")
    row = models.PositiveIntegerField()
    problems = models.JSONField(default=list)

    _all = models.Manager["RowError"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="intake_rowerror_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row}"


class RememberedMapping(Subject):
    """How an organisation mapped a table with this header last time."""

    organisation = models.BigIntegerField(null=True)
    target = models.CharField(max_length=20, choices=TargetKey)
    signature = models.CharField(max_length=64)
    """`mapping.fingerprint` of the header."""
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    ledger_kind = "import_mapping"
    ledger_columns: ClassVar[tuple[str, ...]] = ("organisation", "target", "signature")
    scope = Scope(parties=("organisation",))

    objects = ScopedManager["RememberedMapping"]()
    _all = models.Manager["RememberedMapping"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "target", "signature"],
                condition=models.Q(organisation__isnull=False),
                name="intake_mapping_once",
            ),
            models.UniqueConstraint(
                fields=["target", "signature"],
                condition=models.Q(organisation__isnull=True),
                name="intake_mapping_once_of_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.signature[:8]}"


class OutsideInspection(Subject):
    """One inspection that somebody else made and recorded; its findings are hazards that name it in `source_ref`."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    reference = models.CharField(max_length=64)
    """What tells one inspection from another in the source: a digest of address, ward, opening and closing."""
    address = models.CharField(_("地址"), max_length=200)
    """As the source writes it; `place` is the building it was found to be."""
    area = models.CharField(_("片区"), max_length=120, blank=True, default="")
    """The ward or street as the source names it."""
    happened_at = models.DateTimeField()
    """When it was opened, as told."""
    ended_at = models.DateTimeField(null=True)
    findings = models.PositiveIntegerField(default=0)
    linked = models.BooleanField(default=False)
    """The building stood in the register before; else it was added for this record."""

    ledger_kind = "outside_inspection"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "path", "reference", "address", "area", "happened_at", "ended_at", "linked",
    )  # fmt: skip
    scope = Scope(path="path", place="place_id")

    objects = ScopedManager["OutsideInspection"]()
    _all = models.Manager["OutsideInspection"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["reference"], name="intake_inspection_once")]
        indexes = [
            models.Index(fields=["place", "happened_at"], name="intake_inspection_place"),
            models.Index(fields=["path", "happened_at"], name="intake_inspection_path"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.happened_at:%Y-%m-%d}"
