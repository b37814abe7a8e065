"""People who send, and a district to send from."""

from collections.abc import Callable
from typing import Any

import pytest

from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.files import evidence, keeping
from anju.kernel.files.enums import Stage
from anju.kernel.files.evidence import Item
from anju.kernel.files.models import Attachment
from anju.kernel.ledger.deeds import Ref, deed
from tests.kernel.files.pictures import file, photo

PATH = "/cc/1/"


def person(number: int) -> Actor:
    grant = Grant(post=number, role="street", organisation=70 + number, permissions=frozenset(), paths=(PATH,))
    return Actor(kind=ActorKind.PERSON, id=str(number), account=number, grants=(grant,), acting=grant)


ANNA, BEN = person(1), person(2)


@pytest.fixture
def attached(db: Any) -> Callable[..., Attachment]:
    """A photo as evidence: `attached()`, `attached(seed=2, by=BEN, subject="9")`."""

    def make(*, seed: int = 1, by: Actor = ANNA, subject: str = "5", stage: Stage = Stage.BEFORE) -> Attachment:
        upload = keeping.receive(by=by, source=file(photo(seed=seed)))
        with deed(by=by) as act:
            return evidence.attach(act, [Item(upload.token, stage)], path=PATH, subject=Ref("thing", subject))[0]

    return make
