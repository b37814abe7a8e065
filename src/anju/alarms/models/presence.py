"""Control-room presence 查岗: called back at a random moment, two people must answer."""

from typing import ClassVar

from django.db import models

from anju.kernel.ledger.models import Subject
from anju.kernel.scope import PathField, Scope, ScopedManager
from anju.people.models import Organisation
from anju.places.models import Place


class PresenceCall(Subject):
    """One call to one control room. Its code is spoken to the room and typed in by two people, each for themselves."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """Who must have two people there."""
    code = models.CharField(max_length=6)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    first_at = models.DateTimeField(null=True)
    first_by = models.BigIntegerField(null=True)
    second_at = models.DateTimeField(null=True)
    second_by = models.BigIntegerField(null=True)
    missed_at = models.DateTimeField(null=True)

    ledger_kind = "presence_call"
    ledger_columns: ClassVar[tuple[str, ...]] = (
        "place", "path", "organisation", "asked_at", "asked_by", "due_at", "first_at", "first_by", "second_at",
        "second_by", "missed_at",
    )  # fmt: skip
    scope = Scope(path="path", parties=("organisation_id",))

    objects = ScopedManager["PresenceCall"]()
    _all = models.Manager["PresenceCall"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["due_at"], name="alarms_presence_due")]

    def __str__(self) -> str:
        return f"presence call {self.pk} at {self.place_id}"
