"""Records as they came, and apart from them what became of each.

`Record` is insert-only. What may have to be erased (words, positions, photos) stands in tables of its own, which the
record's salted digest still covers.
"""

from django.db import models

from anju.kernel.files.models import Attachment
from anju.kernel.ledger.models import Subject, new_salt
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Account
from anju.supervision.grid.enums import Clocked, RecordState, Refused
from anju.supervision.grid.models.devices import Device
from anju.supervision.lists.models import Duty


class Record(models.Model):
    """One event of a phone. Never changed, never deleted; refused ones too."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="records", db_index=False)
    seq = models.PositiveIntegerField()
    """The phone's own running number. Not unique: a phone restored from a backup counts again."""
    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12)
    """A `RecordKind`, or the word of a later version."""
    device_at = models.DateTimeField(null=True)
    """As the phone's clock said; empty where that was no moment."""
    uptime_ms = models.BigIntegerField(null=True)
    """The phone's running time: it does not jump when the clock is set."""
    received_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    place = models.BigIntegerField(null=True)
    """As claimed: it may not exist."""
    grid = models.BigIntegerField(null=True)
    stop = models.BigIntegerField(null=True)
    about = models.UUIDField(null=True, db_index=True)
    """The record that a photo belongs to or that is undone; it may come later."""
    app = models.CharField(max_length=40, blank=True, default="")
    digest = models.CharField(max_length=64)
    """SHA-256 over the body's salt and everything the phone sent."""

    scope = Scope(accounts=("account_id",))

    objects = ScopedManager["Record"]()
    _all = models.Manager["Record"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["device", "seq"], name="grid_record_device"),
            models.Index(fields=["account", "received_at"], name="grid_record_account"),
            models.Index(fields=["place", "received_at"], name="grid_record_place"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class RecordBody(models.Model):
    """What the record says, word for word. Erasing it destroys the salt with it."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="body")
    salt = models.BinaryField(max_length=16, default=new_salt)
    sent = models.TextField()
    """The whole record as JSON text, positions left out."""
    erased_at = models.DateTimeField(null=True)

    _all = models.Manager["RecordBody"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"body of {self.record_id}"


class RecordPosition(models.Model):
    """Where the phone thought it was. Deleted after the configured term; a visit stays, a track never was."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="position")
    lon_e7 = models.IntegerField()
    lat_e7 = models.IntegerField()
    accuracy = models.PositiveIntegerField()
    """Metres."""
    at = models.DateTimeField(null=True)
    mock = models.BooleanField(default=False)
    received_at = models.DateTimeField(db_index=True)

    _all = models.Manager["RecordPosition"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"position of {self.record_id}"


class RecordResult(models.Model):
    """What became of a record; the only part of it that changes. Told by the entries of what it made."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="result")
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.RECEIVED)
    reason = models.CharField(max_length=12, choices=Refused, blank=True, default="")
    detail = models.CharField(max_length=200, blank=True, default="")
    """What the lists said, where they refused."""
    happened_at = models.DateTimeField()
    clocked = models.CharField(max_length=10, choices=Clocked, default=Clocked.CLAIMED)
    ahead_ms = models.BigIntegerField(null=True)
    """How far the phone's clock was ahead of ours when it sent this; empty where it did not say its time."""
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    wait_until = models.DateTimeField(null=True)
    """When it is done without the photos that have not come."""
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    _all = models.Manager["RecordResult"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [
            models.Index(fields=["wait_until"], condition=models.Q(wait_until__isnull=False), name="grid_result_wait"),
            models.Index(fields=["record"], condition=models.Q(state=RecordState.REFUSED), name="grid_result_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.state}"


class RecordPhoto(Subject):
    """A photo or voice note of a record: named by the record, sent by a `photo` record, in either order."""

    client_id = models.UUIDField()
    """The phone's own id of it."""
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    record_key = models.UUIDField(db_index=True)
    """Of the record it belongs to, which may not be here yet."""
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    """Of the bytes that came."""
    album = models.BooleanField(null=True)
    """非现场拍摄: chosen from the album. Empty until its record says."""
    taken_at = models.DateTimeField(null=True)
    """By the phone's clock."""
    phash = models.BigIntegerField(null=True)
    """64 bits of a perceptual hash, as a signed number; and of the mirrored picture."""
    phash_mirrored = models.BigIntegerField(null=True)
    mark = models.BinaryField(null=True)
    """What it is found again by, whole and in windows (`grid/pictures.py`): never a small copy of the picture."""
    marked_at = models.DateTimeField(null=True)
    """When that was computed, or found to be impossible."""
    street = PathField(blank=True, default="")
    """Of the place its record is about, known once it is marked."""
    twin = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    """An older photo of somebody else that looks the same."""
    received_at = models.DateTimeField()

    ledger_kind = "patrol_photo"
    ledger_columns = ("client_id", "account", "record_key", "attachment", "sha256", "received_at")
    scope = Scope(accounts=("account_id",))

    objects = ScopedManager["RecordPhoto"]()
    _all = models.Manager["RecordPhoto"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["account", "client_id"], name="grid_recordphoto_once")]
        indexes = [
            models.Index(fields=["sha256"], name="grid_recordphoto_sha256"),
            models.Index(fields=["phash"], condition=models.Q(phash__isnull=False), name="grid_recordphoto_phash"),
            models.Index(fields=["id"], condition=models.Q(marked_at__isnull=True), name="grid_recordphoto_unmarked"),
            models.Index(fields=["account", "received_at"], name="grid_recordphoto_account"),
            models.Index(fields=["street", "received_at"], name="grid_recordphoto_street"),
        ]

    def __str__(self) -> str:
        return f"photo {self.client_id}"
