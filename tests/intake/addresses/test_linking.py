from __future__ import annotations

from anju.intake.addresses import Link, Linker, Tier

KNOWN = [
    ("a", "181-183  GERRARD ST E"),
    ("b", "260  SHERBOURNE ST "),
    ("c", "33  FLAMBOROUGH DR "),
    ("d", "33  FLAMBOROUGH DR "),
    ("e", "100  SHERBOURNE ST W"),
    ("f", "阳光花园3幢"),
    ("g", "月光家园7幢"),
]


def link(address: str) -> Link:
    return Linker(KNOWN).link(address)


def test_the_same_address_links() -> None:
    assert link("260 Sherbourne Street") == Link(Tier.EXACT, ("b",))


def test_a_number_inside_a_known_range_links() -> None:
    assert link("183 Gerrard St East") == Link(Tier.RANGE, ("a",), "range")


def test_a_range_that_overlaps_a_known_number_links() -> None:
    assert link("258-262 Sherbourne St") == Link(Tier.RANGE, ("b",), "range")


def test_several_buildings_at_the_very_same_address_are_ambiguous() -> None:
    found = link("33 Flamborough Dr")
    assert found.tier is Tier.AMBIGUOUS
    assert found.refs == ("c", "d")
    assert not found.tier.links


def test_a_missing_direction_or_type_is_only_proposed() -> None:
    found = link("100 Sherbourne")
    assert (found.tier, found.refs, found.why) == (Tier.PROPOSED, ("e",), "type")


def test_another_direction_is_not_even_proposed() -> None:
    assert link("100 Sherbourne St E").tier is Tier.NONE


def test_a_slip_of_spelling_is_only_proposed() -> None:
    found = link("260 Sherborne St")
    assert (found.tier, found.refs, found.why) == (Tier.PROPOSED, ("b",), "spelling")


def test_a_letter_or_unit_more_is_only_proposed() -> None:
    assert link("260A Sherbourne St").why == "letter"
    assert link("260 Sherbourne St - 4").why == "unit"


def test_chinese_addresses_link_by_key_and_propose_by_spelling_with_the_same_numbers() -> None:
    assert link("甲区湖滨街道阳光花园三号楼") == Link(Tier.EXACT, ("f",))
    assert link("阳光花苑5栋").tier is Tier.NONE
    assert Linker([("x", "阳光花园东区3栋2单元")]).link("阳光花苑东区3栋2单元").tier is Tier.PROPOSED


def test_nothing_to_go_by_finds_nothing() -> None:
    assert link("") == Link(Tier.NONE)
    assert link("Somewhere") == Link(Tier.NONE)
    assert Linker([("x", "")]).link("1 Elm St") == Link(Tier.NONE)


def test_an_import_is_told_the_same_address_and_offered_nothing_like_it() -> None:
    linker = Linker([("x", "阳光花园东区3栋2单元"), ("y", "2277-2295 Sheppard Ave W")])
    assert linker.same("阳光花园东区３栋2单元") == Link(Tier.EXACT, ("x",))
    assert linker.same("2279 Sheppard Avenue West").tier is Tier.RANGE
    assert linker.same("阳光花苑东区3栋2单元") == Link(Tier.NONE)
