"""What of posts is counted."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from anju.kernel.figures.folding import Line, Standing, own
from anju.kernel.figures.measures import Measure
from anju.kernel.figures.registry import Figure, Fold, Sort, declare, name_facet
from anju.kernel.figures.spans import midnight
from anju.people.enums import Role
from anju.people.permissions import Permission

POSTS = "people.posts"


def opened(on: Standing, line: Line, _before: Line | None) -> None:
    """Somebody is given a post."""
    on.begin(POSTS, line.happened, (str(line.data["role"]),))


def closed(on: Standing, line: Line, _before: Line | None) -> None:
    """The post ends on a day, which may be still to come; told again, the earlier day holds."""
    post = next(on.of(POSTS), None)
    if post is None:
        return
    moment = midnight(date.fromisoformat(str(line.data["on"])))
    on.end(post if post.until is None else on.retell(post, lasting=True), moment)


def moved(on: Standing, line: Line, _before: Line | None) -> None:
    """Its place hangs elsewhere."""
    on.move(str(line.data["to"]))


name_facet("role", _("岗位"), lambda _district: {role.value: str(role.label) for role in Role})
declare(
    Measure(POSTS, ("role",), lasting=True, ahead=True),
    Fold(("post.opened",), opened, own),
    Fold(("post.closed",), closed, own),
    Fold(("post.followed",), moved, own),
    Figure(
        "people.members", _("网格员"), _("期末在岗的网格员岗位；没有选期间的，是现在。"),
        str(Permission.SEE_ORGANISATIONS), Sort.STOCK, POSTS, only={"role": frozenset({str(Role.GRID_MEMBER)})},
        uncounted=_("已结束的岗位；代班的人。"), unit=_("名"), group="places",
    ),
)  # fmt: skip
