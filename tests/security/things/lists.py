"""Things of the two lists."""

import io
import itertools
from datetime import timedelta

from anju.catalogue.enums import EvidenceKind
from anju.kernel import clock
from anju.kernel.calendar import next_working_moment, statutory_table
from anju.kernel.files import doors, keeping
from anju.kernel.files.models import Attachment
from anju.notify import actions as notices
from anju.notify.models import HelperContribution
from anju.supervision.lists import actions
from anju.supervision.lists.actions import Given
from anju.supervision.lists.enums import Outcome, ProposalKind, Rung
from anju.supervision.lists.models import Draft, Duty
from tests.cast import Cast
from tests.kernel.files.pictures import photo as picture
from tests.security.things import shared

_seeds = itertools.count(1)


def number(cast: Cast) -> str:
    """An assigned hazard of the north street."""
    return shared.duty(cast)


def photo(cast: Cast) -> int:
    """A photo of the company's manager on a hazard of the north street."""
    case = shared.reported(cast, floor=4)
    token = upload(cast)
    given = [Given(token, EvidenceKind.PHOTO_PAIR)]
    actions.hand_in(by=cast.property_manager, duty_id=case.pk, outcome=Outcome.RECTIFIED, given=given)
    return Attachment._all.get(subject_kind="duty", subject_id=str(case.pk)).pk


def released(cast: Cast) -> int:
    """One that was let out."""
    pk = photo(cast)
    seen = doors.seen(cast.community_worker, [pk])[pk]
    actions.release_photo(by=cast.community_worker, seen=seen, boxes=[])
    return pk


def upload(cast: Cast) -> str:
    """A photo that the company's manager has sent and not attached."""
    return keeping.receive(by=cast.property_manager, source=io.BytesIO(picture(seed=next(_seeds)))).token


def helped(cast: Cast) -> str:
    """A hazard of the north street that a helper has sent something about; `draft` names what."""
    case = shared.reported(cast, floor=5)
    link, _token = notices.give_link(by=cast.property_manager, subject=case, path=case.path, shown={"what": "楼道堆物"})
    notices.contribute(link=link, sentence="清走了")
    return case.hazard.number


def draft(cast: Cast) -> int:
    """What the last helper sent."""
    return HelperContribution._all.latest("pk").pk


def pk(cast: Cast) -> int:
    """The id of an assigned case of the north street."""
    return shared.reported(cast, floor=11).pk


def page(cast: Cast) -> str:
    """One of the two lists."""
    return "hazards"


def urging(cast: Cast) -> int:
    """A drafted 督办 of the north street, to its company."""
    duty = shared.reported(cast, floor=12)
    late = clock.now() + timedelta(days=60)
    with clock.simulated(next_working_moment(late, statutory_table())):
        for _rung in range(2):
            Duty._all.filter(pk=duty.pk).update(next_action_at=clock.now())
            actions.climb(duty.pk)
    return Draft._all.get(level=Rung.STREET).pk


def proposal(cast: Cast) -> int:
    """A referral of a case of the north street, before the district office."""
    duty = shared.reported(cast, floor=13)
    return actions.propose(by=cast.street_officer, duty_id=duty.pk, kind=ProposalKind.REFERRAL).pk


def view(cast: Cast) -> int:
    """A saved filter of the street's officer."""
    return actions.save_view(by=cast.street_officer, page="hazards", name="逾期", query="due=late").pk
