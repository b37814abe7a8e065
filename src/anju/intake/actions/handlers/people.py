"""People with their posts: known by login; a post that is not held yet is opened, none is ever ended by a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied

from anju.intake.actions.handlers.base import Context, Handler, Made, Plan, RowWrongError, compared, each_row
from anju.intake.actions.handlers.finding import organisation_of, place_of
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.people import (
    Directory,
    accounts_by_login,
    grids_numbered,
    open_posts_of,
    organisations_by_id,
)
from anju.intake.queries.places import Tree, places_by_id
from anju.people import actions
from anju.people.actions import NewAccount, NewPost
from anju.people.actions.access import require_above, require_above_account
from anju.people.enums import Role
from anju.people.models import Account
from anju.people.permissions import Permission
from anju.places.models import Grid

_NEEDS = {"role": "岗位", "organisation": "单位"}


@dataclass(frozen=True, slots=True)
class _Post:
    """The post a row tells of."""

    role: str
    organisation: int
    place: int | None
    grid: Grid | None
    title: str
    since: date

    def key(self, account: int) -> tuple[int, str, int, int | None, int | None]:
        return (account, self.role, self.organisation, self.place, self.grid.pk if self.grid else None)


@dataclass(frozen=True, slots=True)
class _Told:
    """A row's person."""

    values: dict[str, str]
    account: Account | None
    post: _Post | None


class PeopleHandler(Handler):
    """Adds people, corrects name, phone and e-mail, opens posts."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._tree = Tree(context.district)
        self._directory = Directory(context.district.path)
        self._grids = grids_numbered(context.district.path)

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        accounts = accounts_by_login({str(row.values["login"]) for row in rows})
        held = open_posts_of({account.pk for account in accounts.values()})
        return each_row(rows, lambda row: self._plan(row, accounts, held))

    def _plan(
        self,
        row: ConvertedRow,
        accounts: Mapping[str, Account],
        held: set[tuple[int, str, int, int | None, int | None]],
    ) -> Plan:
        values = {name: str(value) for name, value in row.values.items()}
        account = accounts.get(values["login"])
        post = self._post(row, values, account.pk if account else 0)
        if account is None:
            return Plan(row.number, Fate.NEW, payload=_Told(values, None, post))
        changes = compared(
            [(field, getattr(account, field), values.get(field)) for field in ("name", "phone", "email")]
        )
        if changes:
            self._require_account(account)
        if post is not None and post.key(account.pk) not in held:
            changes += compared([("role", "", Role(post.role).label)])
        else:
            post = None
        fate = Fate.CHANGED if changes else Fate.UNCHANGED
        return Plan(row.number, fate, changes=changes, payload=_Told(values, account, post))

    def _require_account(self, account: Account) -> None:
        try:
            require_above_account(self.context.by, account)
        except PermissionDenied:
            raise RowWrongError("row.not_yours", value=account.login) from None

    def _post(self, row: ConvertedRow, values: dict[str, str], account: int) -> _Post | None:
        told = [name for name in _NEEDS if name in values]
        if not told:
            return None
        for name, label in _NEEDS.items():
            if name not in values:
                raise RowWrongError("row.together", label=_NEEDS[told[0]], other=label)
        context = self.context
        organisation = organisation_of(context, self._directory, values["organisation"], "单位")
        node = (
            place_of(context, self._tree, values["place"], "所在地", Permission.KEEP_PEOPLE)
            if "place" in values
            else None
        )
        grid = self._grid(values["grid"], node.path if node else "") if "grid" in values else None
        if values["role"] == Role.GRID_MEMBER and grid is None and node is None:
            raise RowWrongError("row.together", label="岗位", other="网格编号")
        since = row.values.get("since")
        path = node.path if node else grid.path if grid else organisation.path
        try:
            require_above(context.by, account=account, role=values["role"], path=path, organisation=organisation.pk)
        except PermissionDenied:
            raise RowWrongError("row.not_yours", value=values["login"]) from None
        return _Post(
            role=values["role"],
            organisation=organisation.pk,
            place=node.pk if node and grid is None else None,
            grid=grid,
            title=values.get("title", ""),
            since=since if isinstance(since, date) else context.today,
        )

    def _grid(self, number: str, below: str) -> Grid:
        found = [
            grid
            for grid in self._grids.get(number, ())
            if grid.path.startswith(below) and self.context.may(Permission.KEEP_PEOPLE, grid.path)
        ]
        if len(found) != 1:
            raise RowWrongError("row.grid_unknown", "网格编号", value=number)
        return found[0]

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        new = [plan for plan in plans if plan.fate is Fate.NEW]
        rows = actions.add_accounts(by=self.context.by, accounts=[_new(plan.payload.values) for plan in new])
        accounts = {plan.row: row for plan, row in zip(new, rows, strict=True)}
        for plan in plans:
            if plan.fate is Fate.CHANGED:
                accounts[plan.row] = self._correct(plan.payload)
        self._open_posts([(accounts[plan.row], plan.payload.post) for plan in plans if plan.payload.post])
        return [Made(plan.row, plan.fate, "account", accounts[plan.row].pk) for plan in plans]

    def _correct(self, told: _Told) -> Account:
        account, values = told.account, told.values
        assert account is not None
        phone, email = values.get("phone", account.phone), values.get("email", account.email)
        if (account.name, account.phone, account.email) == (values["name"], phone, email):
            return account
        return actions.correct_account(
            by=self.context.by, account=account, name=values["name"], phone=phone, email=email
        )

    def _open_posts(self, told: Sequence[tuple[Account, _Post]]) -> None:
        organisations = organisations_by_id({post.organisation for _, post in told})
        places = places_by_id({post.place for _, post in told if post.place})
        actions.open_posts(
            by=self.context.by,
            posts=[
                NewPost(
                    account=account,
                    role=Role(post.role),
                    organisation=organisations[post.organisation],
                    place=places.get(post.place or 0),
                    grid=post.grid,
                    title=post.title,
                    since=post.since,
                )
                for account, post in told
            ],
        )


def _new(values: dict[str, str]) -> NewAccount:
    return NewAccount(
        login=values["login"], name=values["name"], phone=values.get("phone", ""), email=values.get("email", "")
    )
