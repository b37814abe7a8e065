"""The file of behaviours: any may be brought, and what is wrong in one is named."""

from pathlib import Path

import pytest

from anju.demo.walkers.behaviours import OWN, BehavioursError, load

STRANGERS = Path(__file__).with_name("strangers.toml")


def test_the_own_file_tells_every_behaviour_that_was_asked_for() -> None:
    own = load()
    assert {how.name for how in own.faking} >= {
        "twelve points in a minute", "scanning in the office", "every five minutes", "constant 0.35 MPa",
        "old photos again", "a month in an evening",
    }  # fmt: skip
    assert {how.name for how in own.honest} >= {
        "stairs at any hour", "bad GPS among high-rises", "shared phone", "offline, sent days later",
        "entered later, said so",
    }  # fmt: skip
    assert all(how.faking for how in own.faking)
    assert not any(how.faking for how in own.honest)


def test_an_honest_behaviour_fakes_nothing_whatever_its_file_says() -> None:
    for how in load().faking:
        honest = how.honestly()
        assert (honest.way, honest.timing, honest.photos, honest.readings) == ("walk", "walked", "taken", "read")
        assert not honest.backdated


def test_somebody_elses_file_is_read_as_it_stands() -> None:
    brought = load(STRANGERS)
    assert [how.name for how in brought.honest] == ["one", "two with one phone, on stairs", "scooter and old phone"]
    assert brought.faking[0].within == (60.0, 120.0)
    assert brought.looks.detects == 0.45


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("jitter = 8", "jitter = true", "jitter cannot be True"), ("jitter = 8\n", "", "no jitter"),
        ('way = "walk"', 'way = "fly"', "way cannot be 'fly'"), ("jitter = 8", "jitters = 8", "unknown key jitters"),
        ("rounds = [8, 20]", "rounds = [8]", r"rounds cannot be \[8\]"), ("[others]", "[other]", "unknown part other"),
        ("detects = 0.45\n", "", "holds exactly"), ("[usual]", "[usual", "strangers"),
        ("shared = false", "shared = 0", "shared cannot be 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = STRANGERS.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "strangers.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BehavioursError, match=named):
        load(file)


def test_both_honest_and_faking_members_are_needed(tmp_path: Path) -> None:
    file = tmp_path / "half.toml"
    file.write_text(OWN.read_text(encoding="utf-8").split("# ---- faking")[0], encoding="utf-8")
    with pytest.raises(BehavioursError, match="at least one"):
        load(file)
    with pytest.raises(BehavioursError, match=r"missing\.toml"):
        load(tmp_path / "missing.toml")
