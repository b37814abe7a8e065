"""Who asks for what, and how a refusal is told."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import NO_DISTRICT
from anju.kernel.permissions import MissingPermissionError
from anju.supervision.inspections.special.models import Campaign, Task
from anju.supervision.inspections.special.permissions import Permission
from anju.supervision.inspections.special.queries import campaigns
from anju.supervision.inspections.special.rules.days import Phase, counter


def who_may(request: HttpRequest, permission: Permission = Permission.SEE) -> Actor:
    """Who asks. Raises MissingPermissionError where no post of theirs may."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds(permission):
        raise MissingPermissionError(permission)
    return actor


def root_of(actor: Actor) -> str:
    """The path of the district somebody works in."""
    path = next((path for grant in actor.grants for path in grant.paths), "")
    return f"/{path.split('/')[1]}/" if path else f"/{NO_DISTRICT}/"


def campaign_of(actor: Actor, pk: int) -> Campaign:
    """Raises Http404 outside one's reach."""
    found = campaigns.campaign_seen(actor, pk)
    if found is None:
        raise Http404
    return found


def task_of(actor: Actor, pk: int) -> Task:
    """Raises Http404 outside one's reach."""
    found = campaigns.task_seen(actor, pk)
    if found is None:
        raise Http404
    return found


def words_of(error: Exception) -> str:
    """What a refusal says."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def refuse(request: HttpRequest, error: Exception) -> None:
    """Say why nothing was done. A missing permission is not for a message: it is raised on."""
    if isinstance(error, MissingPermissionError) or (isinstance(error, PermissionDenied) and not str(error)):
        raise error
    messages.error(request, words_of(error), extra_tags="e")


def day_words(campaign: Campaign, today: object) -> str:
    """第 n 天 / 共 100 天, and what stands there before and after."""
    from datetime import date

    assert isinstance(today, date)
    if campaign.state == "cancelled":
        return _("已取消")
    if campaign.closed_at is not None:
        return _("已结项")
    at = counter(campaign.starts_on, campaign.ends_on, today)
    if at.phase is Phase.BEFORE:
        return _("还有 %(days)s 天开始，共 %(total)s 天") % {"days": at.number, "total": at.total}
    if at.phase is Phase.OVER:
        return _("已到期 %(days)s 天，待结项") % {"days": at.number}
    return _("第 %(day)s 天 / 共 %(total)s 天") % {"day": at.number, "total": at.total}
