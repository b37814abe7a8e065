"""Who looks again."""

from anju.supervision.grid.rules.choosing import MOST_EACH, Again, Who, checker_of

PLACE = Again("/cc/1/1/1/4/", "/cc/1/", first=1, organisation=10)


def who(account: int, *, organisation: int = 20, paths: tuple[str, ...] = ("/cc/1/2/",), home: str = "/cc/1/2/") -> Who:
    return Who(account, frozenset({organisation}), paths, home)


def test_the_first_and_who_reaches_the_place_never_look_again() -> None:
    reaching = [who(2, paths=("/cc/1/1/1/",)), who(3, paths=("/cc/1/1/1/4/2/",)), who(1)]
    assert checker_of(PLACE, reaching, {}) is None


def test_another_organisation_comes_before_the_own_street() -> None:
    same, far = who(2, organisation=10), who(3, home="/cc/2/1/", paths=("/cc/2/1/",))
    assert checker_of(PLACE, [same, far], {}) == 3
    assert checker_of(PLACE, [same, far, who(4)], {}) == 4
    assert checker_of(PLACE, [same], {}) == 2, "where there is nobody else"


def test_whose_organisation_a_case_names_knows_it() -> None:
    told = Again(PLACE.path, PLACE.street, 1, 10, frozenset({20}))
    assert checker_of(told, [who(2)], {}) is None


def test_who_has_the_fewest_to_do_goes_and_nobody_gets_more_than_five() -> None:
    people = [who(2), who(3)]
    assert checker_of(PLACE, people, {2: 2, 3: 1}) == 3
    assert checker_of(PLACE, people, {2: MOST_EACH, 3: MOST_EACH}) is None
