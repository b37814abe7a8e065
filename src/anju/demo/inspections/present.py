"""The month that runs: opened and drawn as an office does it, its first looks made, the rest still to do."""

from datetime import date

from anju.demo.inspections.months import LEAST, SIZES
from anju.demo.inspections.scene import Scene
from anju.kernel.actors import Actor
from anju.people.models import Post
from anju.people.queries import actor_of
from anju.supervision.inspections.monthly.actions import looking, opening
from anju.supervision.inspections.monthly.actions.drawing import draw_month
from anju.supervision.inspections.monthly.enums import Half, Outcome, TaskState
from anju.supervision.inspections.monthly.models import Month, Task

LOOKED_OF_TEN = 3
CLEAN = {Half.PLACE: Outcome.CLEAN, Half.CLOSED: Outcome.FIXED}


def begin(scene: Scene) -> int:
    """Open and draw the present month, now, for entries stand in the order of time; how many looks are to be made."""
    office = _acting(scene.actors[scene.staff("district_office")[1].ref].account, scene.today)
    places, closed = SIZES[scene.plan.size.code]
    month = opening.open_month(by=office, district=scene.row(0).path, places=places, closed=closed, least=LEAST)
    return _looks(scene, draw_month(by=office, month=month.pk))


def _looks(scene: Scene, month: Month) -> int:
    """Every few tasks, in the order of their number, the inspector has been there and found it in order."""
    left = 0
    for number, task in enumerate(Task._all.filter(month=month, state=TaskState.OPEN).order_by("pk")):
        if number % 10 >= LOOKED_OF_TEN or task.inspector_id is None:
            left += 1
            continue
        by = _acting(task.inspector_id, scene.today)
        looking.record_look(by=by, task=task.pk, outcome=CLEAN[Half(task.half)])
    return left


def _acting(account: int | None, today: date) -> Actor:
    """With what the posts of the day grant."""
    post = Post.objects.system("demo").filter(account=account).select_related("account").order_by("pk")[0]
    return actor_of(post.account, today=today)
