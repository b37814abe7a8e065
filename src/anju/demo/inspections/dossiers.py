"""Two fires are looked into: what is known is listed, asked, answered and decided; the rest waits for somebody."""

from anju.demo.inspections import campaigns
from anju.demo.inspections.scene import Scene
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people.models import Account, Organisation
from anju.people.queries import actor_of
from anju.supervision.inspections.backcheck.actions import alike, dossiers, gaps
from anju.supervision.inspections.backcheck.enums import GapKind, GapState
from anju.supervision.inspections.backcheck.models import Dossier, Fire, Gap

ANSWERS = {
    GapKind.PATROL: "该段时间原负责网格员离岗，接替的同事没有把这栋排进路线，其他点位按时看过。",
    GapKind.ONE_PERSON: "纸质台账补录时一人办理了提交和销号，没有另请人复核。",
    GapKind.DUTY_OVERDUE: "接到上报后即安排封堵，施工单位排期较晚，期间已加装警示并每周看一次。",
}
DECISIONS = {
    GapKind.PATROL: (GapState.CONFIRMED, "应巡日期内没有这栋的记录，社区答复属实。"),
    GapKind.ONE_PERSON: (GapState.CONFIRMED, "提交和销号为同一人，没有复核记录。"),
    GapKind.DUTY_OVERDUE: (GapState.EXPLAINED, "上报、接手、排期均有记录，期间采取了临时措施。"),
}
ALIKE = 120
"""Of the places alike, the first special inspection took so many."""
PROPOSAL = "建议由街道约谈社区分管负责人，并在一个月内抽查该社区补录的销号案件。"
AGREED = "同意。抽查结果报区消委办。"


def write(scene: Scene, numbers: list[str]) -> int:
    """Work on the dossiers of these fires; how many gaps were listed."""
    office = [scene.ground.accounts[post.person] for post in scene.staff("district_office")[:3]]
    brigade = scene.ground.accounts[scene.staff("fire_brigade")[0].person]
    head, lead = office[0], office[1]
    by, approver, listed = _actor(scene, lead), _actor(scene, head), 0
    for number in numbers:
        fire = Fire._all.select_related("place").get(number=number, district=scene.row(0).path.split("/")[1])
        dossiers.name_member(by=approver, fire=fire, account=lead, lead=True)
        dossiers.name_member(by=by, fire=fire, account=head)
        dossiers.name_member(by=by, fire=fire, account=brigade)
        dossier = Dossier._all.select_related("fire__place").get(fire=fire)
        dossiers.open_dossier(by=by, dossier=dossier)
        listed += gaps.list_gaps(by=by, dossier=dossier)
        if number == numbers[0]:
            _alike(scene, by, dossier)
        for gap in Gap._all.select_related("dossier__fire").filter(dossier=dossier).order_by("pk"):
            _work_on(scene, by, approver, head, gap)
    return listed


def _alike(scene: Scene, by: Actor, dossier: Dossier) -> None:
    """Places in the same conditions; a special inspection took them up twelve days after the fire."""
    if not alike.list_alike(by=by, dossier=dossier):
        return
    fire = dossier.fire
    began = max(2, (scene.today - clock.local(fire.called_at).date()).days - 12)
    template = alike.template_for(fire.burned, fire.dwelling)
    row = campaigns.of_look_alikes(scene, template, str(alike.NAME), alike.most_alike(dossier)[:ALIKE], began)
    alike.hand_on(by=by, dossier=dossier, campaign=row)


def _actor(scene: Scene, account: Account) -> Actor:
    return actor_of(account, today=scene.today)


def _work_on(scene: Scene, by: Actor, approver: Actor, head: Account, gap: Gap) -> None:
    """Ask the party, enter its answer, decide; of what one person closed, propose."""
    kind = GapKind(gap.kind)
    if gap.party_id is None or kind not in ANSWERS:
        return
    asked = gaps.ask(by=by, gap=gap)
    party = _somebody(scene, gap.party_id)
    if party is None:
        return
    gaps.answer(by=party, gap=asked, words=ANSWERS[kind])
    state, reason = DECISIONS[kind]
    if gap.dossier.fire.determined_on is None:
        return
    decided = gaps.decide(by=by, gap=asked, state=state, reason=reason)
    if kind is GapKind.ONE_PERSON:
        made = gaps.propose(by=by, gap=decided, approver=head, wording=PROPOSAL)
        gaps.decide_proposal(by=approver, proposal=made, approved=True, reason=AGREED)


def _somebody(scene: Scene, organisation: int) -> Actor | None:
    """Who answers for an organisation."""
    row = Organisation._all.get(pk=organisation)
    ref = next(ref for ref, one in scene.ground.organisations.items() if one.pk == row.pk)
    posts = [post for post in scene.people.by_organisation[ref] if post.role != "grid_member"]
    return _actor(scene, scene.ground.accounts[posts[0].person]) if posts else None
