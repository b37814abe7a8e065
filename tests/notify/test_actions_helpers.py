"""Helper links: one subject, one period, a draft at most."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from anju.kernel import clock, texts
from anju.kernel.ledger import seals
from anju.kernel.ledger.deeds import Ref
from anju.kernel.ledger.models import Entry
from anju.kernel.ledger.verify import verify
from anju.notify import actions
from anju.notify.enums import ContributionState
from anju.notify.models import HelperContribution, HelperLink
from anju.notify.queries import helpers
from anju.notify.rules import helping
from tests.notify.conftest import TUESDAY_TEN, District

CASE = Ref("duty", "7")
SHOWN = {"what": "楼道堆物", "where": "样板小区3幢2单元501室", "until": "3月12日前", "ask": "清完拍一张"}


def _give(district: District, who: str = "manager", days: int = 7) -> tuple[HelperLink, str]:
    return actions.give_link(by=district.actor(who), subject=CASE, path="/cc/1/1/1/", shown=SHOWN, days=days)


def test_a_token_opens_its_link_and_only_its_hash_is_kept(district: District) -> None:
    link, token = _give(district)
    assert helpers.link_by_token(token) == link
    assert token not in json.dumps([str(value) for value in HelperLink._all.values().get().values()])


def test_a_token_has_128_random_bits(district: District) -> None:
    tokens = {_give(district)[1] for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) * 6 >= 128 for token in tokens)


def test_a_wrong_token_opens_nothing(district: District) -> None:
    _, token = _give(district)
    assert helpers.link_by_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None


def test_the_token_is_not_in_the_ledger(district: District) -> None:
    _, token = _give(district)
    entry = Entry._all.get(verb="helper_link.given")
    assert token not in entry.data
    assert helping.token_hash(token) not in entry.data


def test_a_link_expires(district: District) -> None:
    with clock.simulated(TUESDAY_TEN):
        _, token = _give(district, days=1)
    with clock.simulated(TUESDAY_TEN + timedelta(hours=23, minutes=59)):
        assert helpers.link_by_token(token) is not None
    with clock.simulated(TUESDAY_TEN + timedelta(days=1)):
        assert helpers.link_by_token(token) is None


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_link_lives_one_to_thirty_days(district: District, days: int) -> None:
    with pytest.raises(ValueError):
        _give(district, days=days)


def test_a_revoked_link_opens_nothing(district: District) -> None:
    link, token = _give(district)
    actions.revoke_link(by=district.actor("manager"), link=link.pk)
    assert helpers.link_by_token(token) is None


def test_revoking_twice_enters_once(district: District) -> None:
    link, _ = _give(district)
    for _turn in range(2):
        actions.revoke_link(by=district.actor("manager"), link=link.pk)
    assert Entry._all.filter(verb="helper_link.revoked").count() == 1


def test_who_oversees_the_place_may_revoke_and_an_outsider_may_not(district: District) -> None:
    link, _ = _give(district)
    with pytest.raises(PermissionDenied):
        actions.revoke_link(by=district.actor("outsider"), link=link.pk)
    actions.revoke_link(by=district.actor("street"), link=link.pk)


def test_an_outsider_gives_no_link(district: District) -> None:
    with pytest.raises(PermissionDenied):
        _give(district, "outsider")


def test_an_administrator_gives_no_link(district: District) -> None:
    with pytest.raises(PermissionDenied):
        _give(district, "admin")


def test_what_the_page_shows_names_no_door(district: District) -> None:
    link, _ = _give(district)
    assert "501" not in link.shown["where"]


def test_a_sentence_becomes_a_draft_beside_the_ledger(district: District) -> None:
    link, _ = _give(district)
    made = actions.contribute(link=link, sentence="张师傅已经清走了")
    entry = Entry._all.get(verb="helper_contribution.sent")
    assert (made.state, entry.actor) == (ContributionState.DRAFT, f"token:helper_link:{link.pk}")
    assert "张师傅" not in entry.data
    assert texts.read([made.sentence or 0]) == {made.sentence: "张师傅已经清走了"}


def test_nothing_at_all_is_no_contribution(district: District) -> None:
    link, _ = _give(district)
    with pytest.raises(ValidationError):
        actions.contribute(link=link, sentence="  \n ")


def test_a_report_instead_of_a_sentence_is_refused(district: District) -> None:
    link, _ = _give(district)
    with pytest.raises(ValidationError):
        actions.contribute(link=link, sentence="长" * 201)


def test_too_many_photos_are_refused(district: District) -> None:
    link, _ = _give(district)
    with pytest.raises(ValidationError):
        actions.contribute(link=link, photos=list("1234567"))


def test_a_link_takes_ten_an_hour(district: District) -> None:
    with clock.simulated(TUESDAY_TEN):
        link, _ = _give(district)
        for n in range(10):
            actions.contribute(link=link, sentence=f"第{n}次")
        with pytest.raises(ValidationError):
            actions.contribute(link=link, sentence="又一次")
    with clock.simulated(TUESDAY_TEN + timedelta(hours=1)):
        actions.contribute(link=link, sentence="一小时后")


def test_a_link_takes_forty_in_all(district: District) -> None:
    with clock.simulated(TUESDAY_TEN):
        link, _ = _give(district)
    for n in range(40):
        with clock.simulated(TUESDAY_TEN + timedelta(hours=n)):
            actions.contribute(link=link, sentence="来")
    with clock.simulated(TUESDAY_TEN + timedelta(days=5)), pytest.raises(ValidationError):
        actions.contribute(link=link, sentence="再来")


def test_a_link_that_died_while_somebody_was_writing_takes_nothing(district: District) -> None:
    link, _ = _give(district)
    actions.revoke_link(by=district.actor("manager"), link=link.pk)
    with pytest.raises(ValidationError):
        actions.contribute(link=link, sentence="晚了")
    assert not HelperContribution._all.exists()


def test_the_giver_sees_the_draft_and_an_outsider_does_not(district: District) -> None:
    link, _ = _give(district)
    actions.contribute(link=link, sentence="清走了")
    (draft,) = helpers.drafts_of(district.actor("manager"), "duty", "7")
    assert draft.sentence == "清走了"
    assert helpers.drafts_of(district.actor("outsider"), "duty", "7") == []
    assert helpers.drafts_of(district.actor("manager"), "duty", "8") == []


def test_an_outsider_sees_no_links(district: District) -> None:
    _give(district)
    assert helpers.links_of(district.actor("manager"), "duty", "7").count() == 1
    assert helpers.links_of(district.actor("outsider"), "duty", "7").count() == 0


def test_taking_a_draft_makes_it_the_holders_own(district: District) -> None:
    link, _ = _give(district)
    made = actions.contribute(link=link, sentence="清走了")
    taken = actions.take(by=district.actor("manager"), contribution=made.pk)
    assert (taken.state, taken.decided_by_id) == (ContributionState.TAKEN, district.id("manager"))
    assert helpers.drafts_of(district.actor("manager"), "duty", "7") == []


def test_a_draft_is_decided_once(district: District) -> None:
    link, _ = _give(district)
    made = actions.contribute(link=link, sentence="清走了")
    actions.dismiss(by=district.actor("manager"), contribution=made.pk)
    with pytest.raises(ValidationError):
        actions.take(by=district.actor("manager"), contribution=made.pk)


def test_an_outsider_decides_nothing(district: District) -> None:
    link, _ = _give(district)
    made = actions.contribute(link=link, sentence="清走了")
    for decide in (actions.take, actions.dismiss):
        with pytest.raises(PermissionDenied):
            decide(by=district.actor("outsider"), contribution=made.pk)


def test_an_erased_sentence_leaves_the_draft_standing(district: District) -> None:
    link, _ = _give(district)
    made = actions.contribute(link=link, sentence="电话13800001111")
    texts.erase(district.actor("office"), [made.sentence or 0], reason="consent_withdrawn")
    assert helpers.drafts_of(district.actor("manager"), "duty", "7")[0].sentence is None


def test_the_ledger_accounts_for_links_and_drafts(district: District) -> None:
    link, _ = _give(district)
    made = actions.contribute(link=link, sentence="清走了")
    actions.take(by=district.actor("manager"), contribution=made.pk)
    actions.revoke_link(by=district.actor("manager"), link=link.pk)
    seals.seal()
    faults = [str(f) for f in verify(state=True) if f.where.startswith(("helper", "text"))]
    assert faults == []
