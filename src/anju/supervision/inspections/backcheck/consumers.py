"""What the notices of the backcheck say (that something waits, never what of), and what it learns from places and
from alarms.
"""

import json

from django.utils.translation import gettext_lazy as _

from anju.kernel.actors import system
from anju.kernel.ledger.consumers import reactor
from anju.kernel.ledger.models import Entry
from anju.notify.codes import Param, declare
from anju.supervision.inspections.backcheck.actions.fires import enter_from_alarm, follow_place

declare(
    "backcheck.asked",
    title=_("有事项待核实"),
    text=_("{where}：请在 {due} 前说明情况"),
    params={"where": Param.PLACE, "due": Param.DAY},
    url="backcheck:answer",
)


@reactor("backcheck.places", verbs=("place.moved", "place.merged"))
def follow(entry: Entry) -> None:
    """One entry per place moved, so each brings only the fires of that very place."""
    said = json.loads(entry.data)
    follow_place(by=system("places"), old=said["from"], new=said["to"], into=said.get("into"))


@reactor("backcheck.alarms", verbs=("alarm.confirmed",))
def open_dossier(entry: Entry) -> None:
    """Somebody at an alarm said that it burns: the fire is in the register and its dossier open from that moment."""
    said = json.loads(entry.data)
    enter_from_alarm(by=system("alarms"), alarm=int(entry.subject_id), place=said["place"], first_us=said["first"])
