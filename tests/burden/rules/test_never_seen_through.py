"""Properties of the sums: whatever phones send is read or passed over, and no hidden sum can be worked out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from anju.burden.rules import minutes as rules
from anju.burden.rules.minutes import FEWEST, Group

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=90),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["day", "minutes", "token", "first", "x"]), inner, max_size=5
    ),
    max_leaves=20,
)  # fmt: skip
PARTS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 12)), min_size=1, max_size=8)


@given(JSON)
def test_anything_a_phone_could_send_is_read_or_passed_over(said: object) -> None:
    for one in rules.read(said, date(2026, 11, 30)):
        assert 1 <= one.minutes <= rules.MOST_MINUTES
        assert one.day <= date(2026, 11, 30)


@given(PARTS)
def test_what_is_hidden_together_comes_from_nobody_or_from_enough(parts: list[tuple[int, int]]) -> None:
    groups = [Group("grid_member", f"/cc/1/{number}/", *sums) for number, sums in enumerate(parts)]
    seen = rules.shown(groups)
    assert all(one.phones is None or one.phones >= FEWEST for one in seen)
    behind = sum(group.phones for group, one in zip(groups, seen, strict=True) if one.average is None)
    assert behind == 0 or behind >= FEWEST or all(one.average is None for one in seen)


@given(PARTS)
def test_sums_lose_nothing(parts: list[tuple[int, int]]) -> None:
    groups = [Group("grid_member", f"/cc/{number % 3}/{number}/", *sums) for number, sums in enumerate(parts)]
    [whole] = rules.summed(groups, 1)
    assert (whole.minutes, whole.phones) == (sum(one.minutes for one in groups), sum(one.phones for one in groups))
    streets = rules.summed(groups, 2)
    assert sum(one.minutes for one in streets) == whole.minutes
