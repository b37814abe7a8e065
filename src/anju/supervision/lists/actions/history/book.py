"""The rows of a history on their way into the database, and the entries that tell of them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import models

from anju.catalogue.enums import EvidenceKind
from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.db.bulk import columns_of, insert_values, rising_ids, values_of
from anju.kernel.files import evidence
from anju.kernel.files.enums import Stage
from anju.kernel.files.models import Attachment, Blob
from anju.kernel.ledger import deeds
from anju.kernel.ledger.deeds import Deed, Said
from anju.kernel.ledger.models import Entry, Subject
from anju.kernel.texts.models import Text
from anju.supervision.lists.models import (
    CleanUp,
    Deferral,
    Discharge,
    Dispute,
    Draft,
    DraftCase,
    Duty,
    Hazard,
    LookBack,
    Proposal,
    Submission,
    Term,
)

WRITTEN = (
    Hazard, Duty, Term, Submission, LookBack, Text, Draft, DraftCase, Proposal, Dispute, Deferral, Discharge, CleanUp,
    Attachment,
)  # fmt: skip
"""The tables a history writes."""
FLUSH_AT = 10_000

Page = tuple[dict[str, list[Any]], list[Said]]
"""Rows by the label of their model, and what the entries say."""
Put = Callable[[Page], None]


def write_down(page: Page) -> None:
    """Write a page down. Foreign keys are looked at when the transaction ends."""
    tables, said = page
    for label, values in tables.items():
        model = apps.get_model(label)
        insert_values(model, columns_of(model), values)
    insert_values(Entry, deeds.COLUMNS, deeds.rows(said))


class Book:
    """Gives ids at once, so that entries can name rows; puts rows down when they are final. Opened in a transaction.

    Where another process puts them, every id there is must be known before that transaction ends.
    """

    def __init__(self, *, lived: bool, put: Put = write_down, beside: Collection[type[models.Model]] = ()) -> None:
        """`beside`: models of other domains whose rows come too."""
        self.entered_at = None if lived else clock.now_us()
        self._put = put
        known: list[type[models.Model]] = [*WRITTEN, *beside]
        self._ids: dict[type[models.Model], Iterator[int]] = {model: rising_ids(model) for model in known}
        if put is not write_down:
            self._ids = {model: chain([next(ids)], ids) for model, ids in self._ids.items()}
        self._final: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._said: list[Said] = []

    def deed(self, by: Actor, at_us: int) -> Deed:
        """A deed of that moment; in an import it is entered now and claims to have happened then."""
        if self.entered_at is None:
            return Deed(by=by, at=at_us)
        return Deed(by=by, at=self.entered_at, happened=at_us)

    def end(self, act: Deed) -> None:
        """The deed's entries, its subjects being as it leaves them."""
        self._said += act.said()
        if len(self._said) >= FLUSH_AT:
            self.flush()

    def number(self, row: models.Model) -> None:
        """Give a row its id."""
        row.__dict__["id"] = next(self._ids[type(row)])  # as `row.pk =` would, without asking which field that is

    def keep(self, row: models.Model) -> None:
        """The row is final."""
        self._final[type(row)].append(row)

    def picture(
        self, act: Deed, blob: Blob, subject: Subject, path: str, stage: Stage, kind: EvidenceKind
    ) -> Attachment:
        """`evidence.attach` for many; its entry (`evidence.added`) is the caller's."""
        row = evidence.compose(act, blob, subject, path=path, stage=stage, evidence_kind=kind)
        self.number(row)
        self.keep(row)
        return row

    def text(self, act: Deed, subject: Subject, field: str, body: str, path: str) -> dict[str, object]:
        """`texts.write` for many."""
        text: Text = texts.compose(act, subject, field, body, path=path)
        self.number(text)
        self.keep(text)
        return texts.reference(text)

    def flush(self) -> None:
        """Put down everything final."""
        self._put(({model._meta.label: values_of(model, rows) for model, rows in self._final.items()}, self._said))
        self._final.clear()
        self._said = []
