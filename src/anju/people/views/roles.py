"""Who may do what: roles × permissions, as the domains declare them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anju.kernel.permissions import declared, of_role
from anju.people.enums import MASKED, Role
from anju.people.rules import APPOINTS
from anju.people.views.common import account_of
from anju.people.views.shared import address
from anju.ui import parts


@dataclass(frozen=True, slots=True)
class Line:
    """One permission: its label and, per role shown, whether the role has it."""

    label: str
    name: str
    has: tuple[tuple[Role, bool], ...]

    @property
    def roles(self) -> list[Role]:
        """The roles that have it."""
        return [role for role, has in self.has if has]


def _domain(name: str) -> str:
    said = {
        "places": _("地点与网格"), "people": _("单位与人员"), "catalogue": _("隐患目录"), "notify": _("消息"),
        "lists": _("两个清单"), "hazards": _("隐患清单"), "duties": _("责任清单"), "files": _("证据"),
        "ledger": _("台账"), "intake": _("导入"), "api": _("接口"), "grid": _("网格巡查"), "residents": _("群众上报"),
        "burden": _("减负"),
    }  # fmt: skip
    return said.get(name, name)


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """The whole matrix, or one role's part of it (`?role=`)."""
    account_of(request)
    chosen = request.GET.get("role", "")
    shown = [role for role in Role if not chosen or role == chosen]
    held = {role: of_role(role) for role in shown}
    groups: dict[str, list[Line]] = {}
    for name, label in declared().items():
        line = Line(label, name, tuple((role, name in held[role]) for role in shown))
        if not chosen or line.roles:
            groups.setdefault(_domain(name.partition(".")[0]), []).append(line)
    here = reverse("people:roles")
    context = {
        "groups": sorted(groups.items(), key=lambda pair: pair[0]),
        "filters": [
            parts.Filter("role", _("角色"), [("", _("全部")), *Role.choices], chosen, address(here, {})),
        ],
        "clear_url": here if chosen else "",
        "chosen": shown[0] if chosen and shown else None,
        "appoints": [role.label for role in Role if chosen and role in APPOINTS.get(chosen, ())],
        "masked": chosen in MASKED,
        "masked_roles": [role.label for role in MASKED],
    }
    return render(request, "people/roles.html", context)
