"""The three inspections of a district's two years, in the order in which they can be written."""

from collections.abc import Mapping

from django.db.models import Model

from anju.catalogue.rules import KindFacts
from anju.demo.history import Case
from anju.demo.inspections import campaigns, dossiers, fires, present
from anju.demo.inspections.months import Months
from anju.demo.inspections.scene import Scene
from anju.supervision.grid.models import Visit
from anju.supervision.inspections.backcheck.actions.history import MODELS
from anju.supervision.lists.actions.history import PastCase
from anju.supervision.lists.models import Hazard


class Years:
    """Planned before the lists are told, for they find cases and open some again; written after."""

    models: tuple[type[Model], ...] = (*MODELS, Visit)
    """What is told among the cases."""

    def __init__(self, scene: Scene, cases: list[Case], kinds: Mapping[str, KindFacts], crowded: int) -> None:
        """Adds to `cases` what the months found. `crowded`: the building of `fires.crowd`."""
        self.scene = scene
        self.months = Months(scene, cases, kinds)
        self.fires = fires.plan(scene, crowded)

    def among(self, cases: list[PastCase]) -> list[PastCase]:
        """The cases with those that were opened again, and those known of the places of two fires."""
        self.months.stand_again(cases)
        return [*cases, *self.fires.cases]

    def write(self, numbers: Mapping[int, str]) -> str:
        """Write months and campaigns, and work on the dossiers; what was done. `numbers`: of the cases, by index."""
        duties = dict(Hazard._all.filter(duty__isnull=False).values_list("number", "duty"))
        looks = self.months.write([duties[numbers[index]] for index in range(len(numbers))])
        places = campaigns.write(self.scene)
        gaps = dossiers.write(self.scene, self.fires.numbers)
        left = present.begin(self.scene)
        return f"每月督查 {looks:,} 处（本月还有 {left} 处待看）、专项 {places:,} 处、火灾反查 {gaps} 项已写入"
