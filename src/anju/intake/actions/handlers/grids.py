"""Grids with what they lie over and their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied

from anju.intake.actions.handlers.base import Change, Context, Handler, Made, Plan, RowWrongError, compared, each_row
from anju.intake.actions.handlers.finding import listed, place_of
from anju.intake.actions.handlers.places import ParentFinder
from anju.intake.enums import Fate
from anju.intake.mapping import ConvertedRow
from anju.intake.queries.people import (
    Directory,
    accounts_by_login,
    grid_places_now,
    grids_numbered,
    open_posts_of,
    organisations_by_id,
)
from anju.intake.queries.places import Node, Tree
from anju.people import actions as people
from anju.people.actions import NewPost
from anju.people.actions.access import require_above
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Account
from anju.places import actions as places
from anju.places.enums import PlaceKind
from anju.places.models import Grid
from anju.places.permissions import Places

_HOMES = (PlaceKind.STREET, PlaceKind.COMMUNITY)


@dataclass(frozen=True, slots=True)
class _Told:
    """A row's grid."""

    number: str
    name: str
    home: Node
    grid: Grid | None
    over: frozenset[int] | None
    """Places it is to lie over; None: not told, so nothing is redrawn."""
    members: tuple[Account, ...]
    organisation: int
    since: date


class GridHandler(Handler):
    """Makes, renames and redraws grids; opens the posts of members."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._tree = Tree(context.district)
        self._homes = ParentFinder(context, self._tree, _HOMES)
        self._directory = Directory(context.district.path)
        self._grids = grids_numbered(context.district.path)

    def plan(self, rows: Sequence[ConvertedRow]) -> list[Plan]:
        self._grids = grids_numbered(self.context.district.path)
        logins = {login for row in rows for login in listed(str(row.values.get("members", "")))}
        accounts = accounts_by_login(logins)
        held = open_posts_of({account.pk for account in accounts.values()})
        over = grid_places_now([grid.pk for grids in self._grids.values() for grid in grids])
        members = {(grid, account) for account, role, _, _, grid in held if role == Role.GRID_MEMBER and grid}
        return each_row(rows, lambda row: self._plan(row, accounts, members, over))

    def _plan(
        self,
        row: ConvertedRow,
        accounts: dict[str, Account],
        members: set[tuple[int, int]],
        over: dict[int, set[int]],
    ) -> Plan:
        told = self._told(row, accounts)
        if told.grid is None:
            return Plan(row.number, Fate.NEW, payload=told)
        changes: tuple[Change, ...] = compared([("name", told.grid.name, told.name)])
        now = over.get(told.grid.pk, set())
        if told.over is not None and told.over != now:
            changes += (Change("places", str(len(now)), str(len(told.over))),)
        joining = tuple(each for each in told.members if (told.grid.pk, each.pk) not in members)
        if joining:
            changes += (Change("members", "", "、".join(each.login for each in joining)),)
        kept = _Told(told.number, told.name, told.home, told.grid, told.over, joining, told.organisation, told.since)
        return Plan(row.number, Fate.CHANGED if changes else Fate.UNCHANGED, changes=changes, payload=kept)

    def _told(self, row: ConvertedRow, accounts: dict[str, Account]) -> _Told:
        values, context = row.values, self.context
        home = self._homes.of(values).node
        if not context.may(Places.EDIT_GRIDS, home.path, home.pk):
            raise RowWrongError("row.not_yours", value=home.name)
        number, since = str(values["number"]), values.get("since")
        grid = next((grid for grid in self._grids.get(number, ()) if grid.path == home.path), None)
        told = listed(str(values.get("places", "")))
        over = [place_of(context, self._tree, name, "覆盖小区", Places.EDIT_GRIDS).pk for name in told]
        members, organisation = self._members(values.get("members"), home, accounts)
        return _Told(
            number=number,
            name=str(values["name"]),
            home=home,
            grid=grid,
            over=frozenset(over) if told else None,
            members=members,
            organisation=organisation,
            since=since if isinstance(since, date) else context.today,
        )

    def _members(self, told: object, home: Node, accounts: dict[str, Account]) -> tuple[tuple[Account, ...], int]:
        logins = listed(str(told or ""))
        for login in logins:
            if login not in accounts:
                raise RowWrongError("row.person_unknown", "网格员登录名", value=login)
        if not logins:
            return (), 0
        organisation = self._employer(home)
        for login in logins:
            try:
                require_above(
                    self.context.by,
                    account=accounts[login].pk,
                    role=Role.GRID_MEMBER,
                    path=home.path,
                    organisation=organisation,
                )
            except PermissionDenied:
                raise RowWrongError("row.not_yours", value=login) from None
        return tuple(accounts[login] for login in logins), organisation

    def _employer(self, home: Node) -> int:
        """The community's committee or the street's office the grid belongs to."""
        kind = OrganisationKind.COMMUNITY if home.kind == PlaceKind.COMMUNITY else OrganisationKind.STREET
        found = self._directory.at(home.path, kind)
        if found is None:
            raise RowWrongError("row.organisation_unknown", value=home.name)
        return found.pk

    def write(self, plans: Sequence[Plan]) -> list[Made]:
        return [Made(plan.row, plan.fate, "grid", self._write(plan.payload).pk) for plan in plans]

    def _write(self, told: _Told) -> Grid:
        by, grid = self.context.by, told.grid
        if grid is None:
            grid = places.make_grid(
                by=by, number=told.number, name=told.name, home=told.home.pk, places=told.over or (), since=told.since
            )
        else:
            if grid.name != told.name:
                grid = places.change_grid(by=by, grid=grid.pk, number=told.number, name=told.name)
            if told.over is not None and told.over != grid_places_now([grid.pk]).get(grid.pk, set()):
                places.redraw_grid(by=by, grid=grid.pk, places=told.over, since=told.since)
        if told.members:
            organisation = organisations_by_id([told.organisation])[told.organisation]
            people.open_posts(
                by=by,
                posts=[
                    NewPost(
                        account=account,
                        role=Role.GRID_MEMBER,
                        organisation=organisation,
                        grid=grid,
                        since=told.since,
                    )
                    for account in told.members
                ],
            )
        return grid
