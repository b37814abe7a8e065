"""Giving out a helper's link, taking what comes in by it, deciding on it."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, ids, texts
from anju.kernel.actors import Actor, ActorKind
from anju.kernel.files import evidence
from anju.kernel.files.evidence import Item
from anju.kernel.ledger.deeds import Ref, deed
from anju.kernel.ledger.models import Subject
from anju.kernel.permissions import allowed, require
from anju.notify.enums import ContributionState
from anju.notify.models import HelperContribution, HelperLink
from anju.notify.permissions import Permission
from anju.notify.queries.helpers import is_full
from anju.notify.rules import helping
from anju.notify.rules.wording import mask


def give_link(
    *,
    by: Actor,
    subject: Subject | Ref,
    path: str,
    shown: Mapping[str, str],
    parties: Iterable[int | None] = (),
    days: int = helping.DAYS,
) -> tuple[HelperLink, str]:
    """A link to one subject and its token, which is shown once and kept nowhere.

    `path` and `parties` are the subject's, for the question whether `by` may; the caller has asked already whether
    `by` may act on the subject. `shown` are the public words of the helper's page: `what`, `where`, `until`, `ask`.
    Raises PermissionDenied, and ValueError for a period outside 1 to 30 days.
    """
    require(by, Permission.GIVE_HELPER_LINK, path=path, parties=parties)
    if by.account is None:
        raise PermissionDenied(_("免登录链接由本人登录后发出。"))
    token = ids.token(helping.TOKEN_BITS)
    about = (subject.kind, subject.id) if isinstance(subject, Ref) else (subject.ledger_kind, str(subject.pk))
    with deed(by=by) as act:
        at = clock.from_us(act.at)
        link = HelperLink._all.create(
            token_hash=helping.token_hash(token),
            subject_kind=about[0],
            subject_id=about[1],
            path=path,
            shown={name: mask(shown.get(name, ""))[:120] for name in ("what", "where", "until", "ask")},
            made_at=at,
            made_by_id=by.account,
            expires_at=helping.ends(at, days),
        )
        data = {"about": f"{about[0]}:{about[1]}", "expires_at": link.expires_at}
        act.enter("helper_link.given", link, path=path, data=data)
    return link, token


def revoke_link(*, by: Actor, link: int) -> None:
    """Close a link at once. The giver may, and whoever oversees the place; others get PermissionDenied."""
    with deed(by=by) as act:
        row = HelperLink._all.select_for_update().get(pk=link)
        _require_own(by, row)
        if row.revoked_at is not None:
            return
        row.revoked_at = clock.from_us(act.at)
        row.save(update_fields=["revoked_at"])
        act.enter("helper_link.revoked", row, path=row.path)


def sender_of(link: HelperLink) -> Actor:
    """Who sends by a link: the link itself, for nobody knows the person."""
    return Actor(ActorKind.TOKEN, f"helper_link:{link.pk}")


def contribute(*, link: HelperLink, sentence: str = "", photos: Sequence[str] = ()) -> HelperContribution:
    """What a helper sends: a draft that counts for nothing until an account holder takes it as own.

    `photos`: uploads of `sender_of(link)`. Raises RefusedError for one that is gone, and ValidationError with words for
    the helper when there is nothing, too much, or the link is at its limit.
    """
    sentence = " ".join(sentence.split())
    if not sentence and not photos:
        raise ValidationError(_("请拍一张照片，或写一句话。"))
    if len(sentence) > helping.SENTENCE:
        raise ValidationError(_("请写短些，不超过 %(most)s 字。") % {"most": helping.SENTENCE})
    if len(photos) > helping.PHOTOS:
        raise ValidationError(_("一次最多 %(most)s 张照片。") % {"most": helping.PHOTOS})
    with deed(by=sender_of(link)) as act:
        row = HelperLink._all.select_for_update().get(pk=link.pk)
        at = clock.from_us(act.at)
        if helping.dead(row.expires_at, row.revoked_at, at) is not None:
            raise ValidationError(_("链接已失效，请向发给您的人再要一个。"))
        if is_full(row):
            raise ValidationError(_("这个链接收到的内容已达上限，请稍后再试，或向发给您的人再要一个。"))
        kept = evidence.attach(act, [Item(token) for token in photos], path=row.path)
        ids_ = [photo.pk for photo in kept]
        made = HelperContribution._all.create(link=row, photos=ids_, path=row.path, made_at=at)
        evidence.bind(act, kept, made)
        data: dict[str, object] = {"about": f"{row.subject_kind}:{row.subject_id}", "photos": ids_}
        if sentence:
            reference = texts.write(act, made, "sentence", sentence, path=row.path)
            made.sentence = reference["id"]
            made.save(update_fields=["sentence"])
            data["sentence"] = reference
        act.enter("helper_contribution.sent", made, path=row.path, data=data)
    return made


def take(*, by: Actor, contribution: int) -> HelperContribution:
    """The account holder has checked it and submits it as own; the caller copies photos and sentence to the case."""
    return _decide(by, contribution, ContributionState.TAKEN)


def dismiss(*, by: Actor, contribution: int) -> HelperContribution:
    """Not used. It stays on record as dismissed."""
    return _decide(by, contribution, ContributionState.DISMISSED)


def _decide(by: Actor, contribution: int, state: ContributionState) -> HelperContribution:
    with deed(by=by) as act:
        row = HelperContribution._all.select_for_update(of=("self",)).select_related("link").get(pk=contribution)
        _require_own(by, row.link)
        if row.state != ContributionState.DRAFT:
            raise ValidationError(_("这份内容已经处理过了。"))
        row.state, row.decided_at, row.decided_by_id = state, clock.from_us(act.at), by.account
        row.save(update_fields=["state", "decided_at", "decided_by"])
        about = f"{row.link.subject_kind}:{row.link.subject_id}"
        act.enter(f"helper_contribution.{state}", row, path=row.path, data={"about": about})
    return row


def _require_own(by: Actor, link: HelperLink) -> None:
    own = by.account is not None and by.account == link.made_by_id
    if not own and not allowed(by, Permission.GIVE_HELPER_LINK, path=link.path):
        raise PermissionDenied(_("这个链接不是您发出的。"))
