"""Enrolment of hundreds by Excel: accounts, posts and printed one-time codes in one go."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.people import actions, sheets
from anju.people.enums import Role
from anju.people.permissions import Permission
from anju.people.queries import reach, records
from anju.people.views.common import actor_of
from anju.people.views.shared import holder
from anju.people.views.slips import slips_page
from anju.people.views.uploads import Job, upload_page
from anju.places.queries import visible, visible_grids
from anju.ui import parts

LOGIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,59}$")
PHONE = re.compile(r"^\+?[\d\s-]{5,20}$")


class Names:
    """Rows of the register by what they may be called; a name several have finds none."""

    def __init__(self, rows: Iterable[Any], *columns: str) -> None:
        self.found: dict[str, set[int]] = defaultdict(set)
        self.rows: dict[int, Any] = {}
        for row in rows:
            self.rows[row.pk] = row
            for column in columns:
                if name := getattr(row, column):
                    self.found[name].add(row.pk)

    def one(self, row: sheets.SheetRow, name: str, what: str, *, beside: str = "") -> Any:
        """The row called so, or None with an error added; `beside` narrows several to those at or below a path."""
        if not name:
            return None
        ids = self.found.get(name, set())
        if len(ids) > 1 and beside:
            ids = {pk for pk in ids if self.rows[pk].path.startswith(beside)}
        if len(ids) == 1:
            return self.rows[next(iter(ids))]
        said = _("有几个%(what)s叫“%(name)s”，请写全称或编号") if ids else _("没有找到%(what)s“%(name)s”，请核对")
        row.errors.append(said % {"what": what, "name": name})
        return None


class EnrolJob(Job):
    """One row, one person with one post."""

    back = "/people/"
    headings = {
        "login": ("登录名", "账号", "login"),
        "name": ("姓名", "name"),
        "phone": ("手机", "手机号", "电话", "phone"),
        "role": ("角色", "role"),
        "organisation": ("单位", "单位名称", "organisation"),
        "grid": ("网格", "网格编号", "grid"),
        "place": ("地点", "管到哪里", "place"),
        "title": ("职务", "title"),
        "since": ("任职日期", "since"),
    }
    needed = ("login", "name", "role", "organisation")

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.posts: dict[int, dict[str, Any]] = {}
        self.title, self.verb = _("批量开户"), _("全部开户并打印纸条")
        self.lead = _("一行一人：账号、岗位、一次性码一起办好。几百人一次办完，纸条打印出来当面发。")
        self.crumbs = [parts.Crumb(_("人员"), reverse("people:people")), parts.Crumb(_("批量开户"))]
        self.example = [
            "wg-001", _("张三（示例）"), "13800000000", str(Role.GRID_MEMBER.label), _("示例社区居委会"), "01", "",
            _("网格员"), f"{clock.today():%Y-%m-%d}",
        ]  # fmt: skip

    def check(self, rows: list[sheets.SheetRow]) -> None:
        """Every row against the register and against what the actor may give."""
        organisations = Names(reach.organisations(self.actor).filter(closed_on=None), "name", "short_name", "uscc")
        grids = Names(visible_grids(self.actor).filter(closed_on=None), "number", "name")
        names = {row.values.get("place", "") for row in rows} - {""}
        places = Names(visible(self.actor).filter(full_name__in=names, closed_on=None), "full_name")
        taken = records.logins_taken([row.values.get("login", "") for row in rows])
        roles = {str(role.label): role for role in Role} | {role.value: role for role in Role}
        seen: set[str] = set()
        for row in rows:
            self._person(row, taken, seen)
            role = roles.get(row.values.get("role", ""))
            if role is None:
                row.errors.append(_("没有“%(role)s”这个角色") % {"role": row.values.get("role", "")})
            organisation = organisations.one(row, row.values.get("organisation", ""), _("单位"))
            beside = organisation.path if organisation else ""
            grid = grids.one(row, row.values.get("grid", ""), _("网格"), beside=beside)
            place = places.one(row, row.values.get("place", ""), _("地点"))
            if role == Role.GRID_MEMBER and not row.values.get("grid") and not row.values.get("place"):
                row.errors.append(_("网格员要写网格或地点"))
            since = sheets.day_of(row.values["since"]) if row.values.get("since") else clock.today()
            if since is None:
                row.errors.append(_("任职日期看不懂，请写成 2026-11-24"))
            if not row.errors and role and organisation and since:
                post = {"role": role, "organisation": organisation, "grid": grid, "place": place, "since": since}
                self._may(row, post)

    def _person(self, row: sheets.SheetRow, taken: set[str], seen: set[str]) -> None:
        login, name, phone = (row.values.get(key, "") for key in ("login", "name", "phone"))
        if not LOGIN.match(login):
            row.errors.append(_("登录名以字母或数字开头，只含字母、数字和 . _ @ -"))
        elif login in taken:
            row.errors.append(_("登录名已被使用"))
        elif login in seen:
            row.errors.append(_("登录名在表里重复"))
        seen.add(login)
        if not name:
            row.errors.append(_("没有姓名"))
        if phone and not PHONE.match(phone):
            row.errors.append(_("手机号“%(phone)s”不对，应为 11 位数字") % {"phone": phone})

    def _may(self, row: sheets.SheetRow, post: dict[str, Any]) -> None:
        at = post["place"] or post["grid"] or post["organisation"]
        try:
            actions.require_above(
                self.actor, account=0, role=post["role"], path=at.path, organisation=post["organisation"].pk
            )
        except PermissionDenied as error:
            row.errors.append(str(error))
        else:
            self.posts[row.number] = post

    def commit(self, request: HttpRequest, rows: list[sheets.SheetRow]) -> HttpResponse:
        """Accounts, posts and codes; the answer is the paper."""
        people = [
            actions.NewPerson(
                account=actions.NewAccount(
                    login=row.values["login"], name=row.values["name"], phone=row.values.get("phone", "")
                ),
                post={**self.posts[row.number], "title": row.values.get("title", "")},
            )
            for row in rows
        ]
        done = actions.enrol(by=self.actor, people=people)
        return slips_page(request, done.made, again=reverse("people:people"), left=done.left, why=done.why)


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Excel in, dry run, codes out."""
    actor = holder(request, Permission.KEEP_PEOPLE)
    return upload_page(request, actor_of(request), EnrolJob(actor))
