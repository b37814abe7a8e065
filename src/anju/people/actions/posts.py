"""Posts, their deputies and absences (AB岗)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Ref, deed
from anju.people.actions.access import require_above
from anju.people.enums import Role
from anju.people.models import Absence, Account, Organisation, Post
from anju.places.models import Grid, Place

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """Person × role × organisation × reach × period."""

    account: Account
    role: Role
    organisation: Organisation
    since: date
    place: Place | None = None
    grid: Grid | None = None
    title: str = ""
    until: date | None = None
    deputy: Account | None = None

    def row(self) -> Post:
        """The row to insert; its path is the place's, the grid's or the organisation's."""
        if self.role == Role.GRID_MEMBER and self.grid is None and self.place is None:
            raise ValidationError(_("网格员的岗位要有网格或地点。"))
        if self.until is not None and self.until <= self.since:
            raise ValidationError(_("结束日期不能早于任职日期。"))
        if not self.account.is_active:
            raise ValidationError(_("该账号已经停用。"))
        if self.organisation.closed_on is not None:
            raise ValidationError(_("该单位已经注销，不能再开设岗位。"))
        if self.deputy is not None and self.deputy.pk == self.account.pk:
            raise ValidationError(_("B岗不能是本人。"))
        at = self.place or self.grid
        return Post(
            account=self.account,
            role=self.role,
            organisation=self.organisation,
            place=self.place,
            grid=self.grid,
            title=self.title,
            since=self.since,
            until=self.until,
            deputy=self.deputy,
            path=at.path if at else self.organisation.path,
        )


def open_post(
    *,
    by: Actor,
    account: Account,
    role: Role,
    organisation: Organisation,
    since: date,
    place: Place | None = None,
    grid: Grid | None = None,
    title: str = "",
    until: date | None = None,
    deputy: Account | None = None,
) -> Post:
    """Give a person a post. `until` is the first day it is no longer held."""
    new = NewPost(
        account=account,
        role=role,
        organisation=organisation,
        since=since,
        place=place,
        grid=grid,
        title=title,
        until=until,
        deputy=deputy,
    )
    return open_posts(by=by, posts=[new])[0]


def open_posts(*, by: Actor, posts: Iterable[NewPost]) -> Sequence[Post]:
    """Open many, all or none, one entry each."""
    rows = [new.row() for new in posts]
    for row in rows:
        require_above(by, account=row.account_id, role=row.role, path=row.path, organisation=row.organisation_id)
    with deed(by=by) as act:
        Post._all.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            act.enter("post.opened", row, path=row.path, data=_facts(row))
    return rows


def _facts(row: Post) -> dict[str, object]:
    return {"account": row.account_id, "role": row.role, "organisation": row.organisation_id, "grid": row.grid_id}


def close_post(*, by: Actor, post: Post, on: date) -> Post:
    """End a post; `on` is the first day it is no longer held, so today ends it at once."""
    _require_above_post(by, post)
    if on < post.since:
        raise ValidationError(_("结束日期不能早于任职日期。"))
    if post.until is not None and on >= post.until:
        raise ValidationError(_("这个岗位到 %(day)s 就已结束，不能往后改；继续任职请另开岗位。") % {"day": post.until})
    with deed(by=by) as act:
        post.until = on
        post.save(update_fields=["until"])
        act.enter("post.closed", post, path=post.path, data={"on": on, "account": post.account_id})
    return post


def set_deputy(*, by: Actor, post: Post, deputy: Account | None) -> Post:
    """Name the B of a post (AB岗), who acts while the holder is away. The holder may, and the post above."""
    if by.account != post.account_id:
        _require_above_post(by, post)
    if deputy is not None and deputy.pk == post.account_id:
        raise ValidationError(_("B岗不能是本人。"))
    with deed(by=by) as act:
        post.deputy = deputy
        post.save(update_fields=["deputy"])
        act.enter("post.deputised", post, path=post.path, data={"deputy": post.deputy_id})
    return post


def record_absence(*, by: Actor, post: Post, first_day: date, last_day: date, deputy: Account | None = None) -> Absence:
    """The holder is away on these days, both included; the deputy (the post's own B by default) acts meanwhile.

    Raises ValidationError where nobody would act.
    """
    if by.account != post.account_id:
        _require_above_post(by, post)
    if last_day < first_day:
        raise ValidationError(_("结束日期不能早于开始日期。"))
    acting = deputy or post.deputy
    if acting is None or acting.pk == post.account_id:
        raise ValidationError(_("请先指定B岗，离岗期间由其代理。"))
    with deed(by=by) as act:
        absence = Absence._all.create(post=post, first_day=first_day, last_day=last_day, deputy=acting)
        data = {"post": post.pk, "deputy": acting.pk, "first_day": first_day, "last_day": last_day}
        act.enter("absence.recorded", absence, path=post.path, data=data)
    return absence


def end_absence(*, by: Actor, absence: Absence, last_day: date) -> Absence:
    """The holder is back earlier: `last_day` is the last day away."""
    if by.account != absence.post.account_id:
        _require_above_post(by, absence.post)
    if not absence.first_day <= last_day <= absence.last_day:
        raise ValidationError(_("返岗日期应在离岗期间内。"))
    with deed(by=by) as act:
        absence.last_day = last_day
        absence.save(update_fields=["last_day"])
        act.enter("absence.shortened", absence, path=absence.post.path, data={"last_day": last_day})
    return absence


def cancel_absence(*, by: Actor, absence: Absence) -> None:
    """An absence that has not begun does not take place: its row goes, its entries stay.

    Raises ValidationError once it has begun: then it is shortened.
    """
    if by.account != absence.post.account_id:
        _require_above_post(by, absence.post)
    if absence.first_day <= clock.today():
        raise ValidationError(_("离岗已经开始，请办“提前返岗”。"))
    with deed(by=by) as act:
        gone = Ref("absence", str(absence.pk))
        act.enter("absence.erased", gone, path=absence.post.path, data={"post": absence.post_id})
        absence.delete()


def _require_above_post(by: Actor, post: Post) -> None:
    require_above(by, account=post.account_id, role=post.role, path=post.path, organisation=post.organisation_id)
