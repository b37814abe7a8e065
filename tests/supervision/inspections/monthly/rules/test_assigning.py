"""Nobody looks at an own street, community, firm or place."""

from anju.supervision.inspections.monthly.rules.assigning import Inspector, Spot, barred, inspector_for

SPOT = Spot("/cc/1/2/3/", "/cc/1/", frozenset({7}), frozenset({40}))


def one(account: int = 1, organisations: tuple[int, ...] = (5,), places: tuple[str, ...] = ()) -> Inspector:
    return Inspector(account, frozenset(organisations), places)


def test_an_independent_one_may() -> None:
    assert not barred(one(places=("/cc/2/",)), SPOT)


def test_nobody_looks_in_the_own_street_community_or_grid() -> None:
    assert barred(one(places=("/cc/1/",)), SPOT)
    assert barred(one(places=("/cc/1/2/",)), SPOT)
    assert barred(one(places=("/cc/2/", "/cc/1/9/")), SPOT)  # another community of the same street
    assert barred(one(places=("/cc/1/2/3/",)), SPOT)


def test_nobody_looks_at_what_an_own_organisation_answers_for_or_verified() -> None:
    assert barred(one(organisations=(5, 7)), SPOT)


def test_nobody_looks_at_what_he_patrolled_repaired_or_closed_himself() -> None:
    assert barred(one(account=40), SPOT)


def test_the_one_with_the_fewest_to_do_looks_and_nobody_where_nobody_is_independent() -> None:
    people = [one(1), one(2), one(3, places=("/cc/1/",))]
    assert inspector_for(SPOT, people, {1: 2, 2: 1}) == 2
    assert inspector_for(SPOT, people, {}) == 1
    assert inspector_for(SPOT, [one(3, organisations=(7,))], {}) is None
