"""Who may hear of what."""

import pytest

from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.ledger.verify import subject_models
from anju.kernel.permissions import declared
from anju.live.topics import HIDDEN, OWN, READS, News, ear_of, matched

SEE = frozenset({"lists.see"})


def _actor(*paths: str, permissions: frozenset[str] = SEE) -> Actor:
    grant = Grant(post=1, role="street", organisation=1, permissions=permissions, paths=paths)
    return Actor(kind=ActorKind.PERSON, id="7", account=7, grants=(grant,))


def _news(kind: str = "duty", path: str = "/cc/1/2/", accounts: frozenset[int] = frozenset()) -> News:
    return News(1, kind, "42", f"{kind}.assigned", path, accounts)


def test_every_kind_of_subject_has_its_rule() -> None:
    assert set(subject_models()) - READS.keys() - OWN - HIDDEN == set()


def test_every_permission_named_is_declared() -> None:
    assert set(READS.values()) - declared().keys() == set()


def test_a_post_hears_what_lies_in_its_reach() -> None:
    assert ear_of(7, _actor("/cc/1/"), {}).hears(_news())


@pytest.mark.parametrize(
    "actor",
    [
        _actor("/cc/2/"),
        _actor(),
        _actor("/cc/1/", permissions=frozenset({"places.view"})),
        Actor(kind=ActorKind.PERSON, id="7", account=7),
    ],
    ids=["another street", "a post without reach", "without the permission", "without a post"],
)
def test_nobody_else_hears_it(actor: Actor) -> None:
    assert not ear_of(7, actor, {}).hears(_news())


def test_an_unknown_kind_is_told_to_nobody() -> None:
    assert not ear_of(7, _actor("/cc/"), {}).hears(_news("secret"))


def test_a_notice_is_told_to_those_it_names_only() -> None:
    ear = ear_of(7, _actor("/cc/"), {})
    assert ear.hears(_news("notice", accounts=frozenset({7})))
    assert not ear.hears(_news("notice", accounts=frozenset({8})))


@pytest.mark.parametrize(
    ("topics", "found"),
    [((), "duty"), (("duty",), "duty"), (("duty:42", "duty"), "duty:42"), (("duty:43",), None), (("hazard",), None)],
)
def test_the_most_exact_topic_is_named(topics: tuple[str, ...], found: str | None) -> None:
    assert matched(frozenset(topics), _news()) == found


def test_a_manager_hears_of_the_places_of_their_contract_and_of_no_others() -> None:
    grant = Grant(post=1, role="property_manager", organisation=3, permissions=SEE, places=frozenset({5}))
    ear = ear_of(7, Actor(kind=ActorKind.PERSON, id="7", account=7, grants=(grant,)), {5: "/cc/1/1/1/", 6: "/cc/2/"})
    assert ear.hears(News(1, "duty", "4", "duty.assigned", "/cc/1/1/1/2/"))
    assert not ear.hears(News(1, "duty", "4", "duty.assigned", "/cc/2/1/"))
