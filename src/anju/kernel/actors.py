"""Who acts. Built in `people` from an account and its posts; everything below only asks it questions.

An actor is frozen: it is the answer to "who was this, with what reach" at one moment, so it can be passed to a job,
kept beside a ledger entry and compared in a test.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """The namespaces of a ledger entry's actor."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor
    DEVICE = "device"
    RESIDENT = "resident"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """One post, as far as permissions care: what it may do and how far it reaches.

    Reach is the union of `paths` (place path prefixes), `places` (place ids, for grids and contracts) and, on rows that
    name parties, `organisation`.
    """

    post: int
    role: str
    organisation: int | None
    permissions: frozenset[str]
    paths: tuple[str, ...] = ()
    places: frozenset[int] = frozenset()
    masked: bool = False
    """A masked post reads personal data only in masked form, whatever it asks (People's Congress staff)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, integration token, device, resident or the system itself, with its grants."""

    kind: ActorKind
    id: str
    account: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    acting: Grant | None = None
    """The post in whose name the deed is done; shown on entries."""
    read_only: bool = field(default=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def organisations(self) -> frozenset[int]:
        """Every organisation the actor holds a post in: nobody verifies work of an own organisation (DESIGN §5)."""
        return frozenset(grant.organisation for grant in self.grants if grant.organisation is not None)

    def holds(self, permission: str) -> bool:
        """Whether any post has the permission anywhere. For menus; a deed asks `permissions.allowed`."""
        return any(permission in grant.permissions for grant in self.grants)


def system(reason: str) -> Actor:
    """The platform acting by itself; `reason` names the mechanism: "escalation", "migration", "import"."""
    if not reason:
        raise ValueError("the system acts only for a named reason")
    return Actor(kind=ActorKind.SYSTEM, id=reason)
