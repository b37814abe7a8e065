"""Keeping forms: handed in, mapped, retired; and that one was filled."""

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.burden.enums import FormState
from anju.burden.models import Form, FormVersion
from anju.burden.permissions import Permission
from anju.burden.queries import forms as queries
from anju.burden.queries.reach import root_of, seat
from anju.burden.rules.mapping import FormMapping
from anju.burden.sheets.opening import open_form
from anju.burden.sheets.understanding import understood
from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import Deed, Ref, deed
from anju.kernel.permissions import MissingPermissionError, require


def upload(*, by: Actor, name: str, asker: str, content: bytes) -> Form:
    """Keep a form as a draft, with the mapping that its titles or placeholders give, for the post's own place.

    Raises FormRefusedError saying what to do, PermissionDenied.
    """
    path = seat(by, Permission.KEEP_FORMS)
    if not path:
        raise MissingPermissionError(Permission.KEEP_FORMS)
    require(by, Permission.KEEP_FORMS, path=path)
    mapping = understood(open_form(content))
    with deed(by=by) as act:
        form = Form._all.create(name=name[:80], asker=asker[:80], path=path)
        _add_version(act, form, content, mapping)
        act.enter("burden_form.uploaded", form, path=path, data={"number": 1, "digest": form.digest})
    return form


def map_form(*, by: Actor, form: int, mapping: FormMapping, seen: int) -> Form:
    """The form's next version, from now on in use. `seen`: the version that was looked at.

    Raises PermissionDenied; ValidationError where somebody else changed it meanwhile.
    """
    with deed(by=by) as act:
        row = _kept(by, form)
        current = row.current
        assert current is not None
        if current.number != seen:
            raise ValidationError(_("别人刚改过这张报表的对应，请看最新的再改。"))
        if mapping.to_data() != current.mapping:
            _add_version(act, row, bytes(current.file), mapping)
        row.state = FormState.IN_USE
        row.save(update_fields=["state"])
        assert row.current is not None
        data = {"number": row.current.number, "digest": row.digest}
        act.enter("burden_form.revised", row, path=row.path, data=data)
    return row


def retire(*, by: Actor, form: int) -> Form:
    """Nobody fills it any more; its versions stay."""
    with deed(by=by) as act:
        row = _kept(by, form)
        row.state = FormState.RETIRED
        row.save(update_fields=["state"])
        act.enter("burden_form.closed", row, path=row.path)
    return row


def record_filling(*, by: Actor, slug: str, rows: int) -> None:
    """A filled form leaves the house: that is an entry."""
    if not by.holds(Permission.FILL):
        raise MissingPermissionError(Permission.FILL)
    found = queries.card(by, slug)
    if found is None or found.state != FormState.IN_USE:
        raise PermissionDenied
    with deed(by=by) as act:
        subject = found.form or Ref("burden_form", slug)
        path = found.form.path if found.form else root_of(by)
        act.enter("burden_form.filled", subject, path=path, data={"number": found.number, "rows": rows})


def _kept(by: Actor, pk: int) -> Form:
    row = queries.locked_form(pk)
    if row is None or row.state == FormState.RETIRED:
        raise PermissionDenied
    require(by, Permission.KEEP_FORMS, path=row.path)
    return row


def _add_version(act: Deed, form: Form, content: bytes, mapping: FormMapping) -> None:
    said = mapping.to_data()
    words = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(hashlib.sha256(content).digest() + words).hexdigest()
    number = form.current.number + 1 if form.current else 1
    form.current = FormVersion._all.create(
        form=form,
        number=number,
        file=content,
        mapping=said,
        digest=digest,
        made_at=clock.from_us(act.at),
        made_by=str(act.by),
    )
    form.digest = digest
    form.save(update_fields=["current", "digest"])
