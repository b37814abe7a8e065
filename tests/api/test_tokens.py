"""Giving and revoking tokens: nobody gives what they do not hold, and only a hash is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.api import actions, queries, rules
from anju.api.models import Answer, Token
from anju.kernel import clock
from anju.kernel.actors import ActorKind
from anju.kernel.ledger.models import Entry
from anju.notify.actions import add_subscription, switch_subscription
from anju.notify.models import Subscription
from tests.api.conftest import MONDAY
from tests.cast import Cast, today

Give = Callable[..., tuple[Token, str]]


def asked(cast: Cast, who: str = "district_officer", **changes: Any) -> tuple[Token, str]:
    values: dict[str, Any] = {
        "by": cast.actor(who),
        "name": "数据中台",
        "permissions": ["lists.see"],
        "places": ["/cc/1/"],
        "path": "/cc/",
        "expires_on": today() + timedelta(days=30),
    }
    return actions.give_token(**{**values, **changes})


def test_a_token_is_kept_as_a_hash_and_told_in_the_ledger_without_it(cast: Cast) -> None:
    row, text = asked(cast)
    assert text.startswith(f"anju_{row.label}_")
    secret = text.rpartition(f"{row.label}_")[2]
    assert secret not in str(list(Token._all.values()))
    entry = Entry._all.get(verb="token.given")
    assert secret not in entry.data
    assert entry.district == "cc"


def test_its_actor_has_the_chosen_permissions_at_the_chosen_places_and_reads_masked(cast: Cast) -> None:
    row, _text = asked(cast, organisation=cast.organisations["company"].pk)
    actor = queries.actor_of_token(row)
    [grant] = actor.grants
    assert (str(actor), actor.kind, actor.account) == (f"token:{row.pk}", ActorKind.TOKEN, None)
    assert (grant.permissions, grant.paths, grant.masked) == ({"lists.see"}, ("/cc/1/",), True)
    assert actor.organisations == {cast.organisations["company"].pk}


def test_it_is_found_by_its_text_only_while_it_runs(give: Give) -> None:
    row, text = give("lists.see", days=30)
    found = queries.token_of(text, MONDAY)
    assert found == row
    assert queries.token_of(text[:-1] + ("a" if text[-1] != "a" else "b"), MONDAY) is None
    assert queries.token_of("nonsense", MONDAY) is None
    assert queries.token_of(text, row.expires_at - timedelta(seconds=1)) == row
    assert queries.token_of(text, row.expires_at) is None


@pytest.mark.parametrize("who", ["street_officer", "grid_member", "property_manager", "fire_officer", "congress_staff"])
def test_nobody_else_gives_tokens(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        asked(cast, who)
    assert not Token._all.exists()


def test_a_system_administrator_cannot_give_case_data_to_a_machine(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="没有的权限"):
        asked(cast, "administrator")
    row, _text = asked(cast, "administrator", permissions=["places.view"])
    assert row.permissions == ["places.view"]


def test_a_token_gives_no_tokens(cast: Cast) -> None:
    row, _text = asked(cast)
    machine = queries.actor_of_token(row)
    with pytest.raises(PermissionDenied):
        asked(cast, by=machine)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"permissions": []}, "permissions"),
        ({"permissions": ["lists.verify"]}, "permissions"),
        ({"places": []}, "places"),
        ({"places": ["/dd/"]}, "places"),
        ({"places": ["/cc/1"]}, "places"),
        ({"organisation": 999_999}, "organisation"),
    ],
)
def test_a_mistake_is_told_beside_its_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as raised:
        asked(cast, **change)
    assert list(raised.value.message_dict) == [field]
    assert not Token._all.exists()


@pytest.mark.parametrize("days", [0, -1, 401])
def test_a_token_ends_tomorrow_at_the_soonest_and_in_400_days_at_the_latest(cast: Cast, days: int) -> None:
    with pytest.raises(ValidationError):
        asked(cast, expires_on=today() + timedelta(days=days))
    assert asked(cast, expires_on=today() + rules.LONGEST)[0].expires_at > MONDAY


def test_a_revoked_token_works_no_more_and_its_subscriptions_stop(cast: Cast, give: Give) -> None:
    row, text = give("notify.keep_subscriptions")
    actor = queries.actor_of_token(row)
    listening, _secret = add_subscription(
        by=actor, name="x", url="https://hooks.example.com/", types=["duty."], path="/cc/"
    )
    switch_subscription(by=actor, subscription=listening.pk, on=True)
    actions.revoke_token(by=cast.district_officer, token=row.pk)
    actions.revoke_token(by=cast.district_officer, token=row.pk)
    assert queries.token_of(text, clock.now()) is None
    assert not Subscription._all.get(pk=listening.pk).active
    assert Entry._all.filter(verb="token.revoked").count() == 1


def test_an_outsider_revokes_nothing(cast: Cast, give: Give) -> None:
    row, text = give()
    with pytest.raises(PermissionDenied):
        actions.revoke_token(by=cast.outsider, token=row.pk)
    assert queries.token_of(text, clock.now()) is not None
    assert not queries.tokens_of(cast.outsider).exists()


def test_its_use_is_noted_by_the_day(give: Give) -> None:
    row, _text = give()
    actions.note_use(row, today())
    assert Token._all.get(pk=row.pk).used_on == today()


def test_answers_are_forgotten_after_two_days(db: None) -> None:
    actions.begin_answer("token:1", "k" * 8, "d")
    assert actions.drop_answers(MONDAY + rules.KEPT) == 0
    assert actions.drop_answers(MONDAY + rules.KEPT + timedelta(seconds=1)) == 1
    assert not Answer._all.exists()
