"""事故反查报告: begun behind the dossier's door by its group; who else reads it, a decision names."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anju.kernel import clock, texts
from anju.kernel.actors import Actor
from anju.kernel.ledger.deeds import deed
from anju.notify.actions import tell
from anju.notify.queries.recipients import Accounts
from anju.people.models import Account
from anju.reports.papers import notices
from anju.reports.papers.actions.drafting import Wanted, begun
from anju.reports.papers.enums import PaperKind
from anju.reports.papers.models import Paper, PaperReader
from anju.reports.papers.queries import backcheck, register
from anju.reports.papers.shipped import TEMPLATES


def report(*, by: Actor, fire: int, client_ref: str) -> Paper:
    """Begin a report of what the dossier says now. Raises PermissionDenied where it is not open to the actor."""
    with deed(by=by) as act:
        dossier = backcheck.open_dossier(by, fire)
        if dossier is None:
            raise PermissionDenied
        if (known := register.by_client_ref(client_ref)) is not None:
            return known
        owner = backcheck.office(dossier)
        if owner is None:
            raise ValidationError(_("本区还没有登记区消委办，报告没有落款的单位。"))
        kind = PaperKind.BACKCHECK
        title = f"{dossier.fire.number}\n{TEMPLATES[kind].title}"
        wanted = Wanted(kind, backcheck.place_of(dossier), title=title, source=f"fire:{fire}")
        return begun(act, owner, wanted, client_ref, backcheck.sections(dossier))


def name_reader(*, by: Actor, paper: int, account: Account, decision: str) -> PaperReader:
    """Let somebody outside the group read the issued report; once named it stays. Raises PermissionDenied,
    ValidationError.
    """
    decision = " ".join(decision.split())
    with deed(by=by) as act:
        row = register.locked(paper)
        if row is None or row.kind != PaperKind.BACKCHECK or not register.signs(by, row):
            raise PermissionDenied
        if not decision:
            raise ValidationError(_("请写明是哪一份决定。"))
        if not account.is_active:
            raise ValidationError(_("这个账号已经停用。"))
        if (known := PaperReader._all.filter(paper=row, account=account).first()) is not None:
            return known
        made = PaperReader._all.create(paper=row, account=account, named_at=clock.from_us(act.at), named_by=by.account)
        told = texts.write(act, row, f"reader.{made.pk}", decision, path=row.path)
        made.decision = told["id"]
        made.save(update_fields=["decision"])
        act.enter("paper.reader_named", row, path=row.path, data={"reader": made.pk, "decision": told})
        tell(act.by, code=notices.NAMED, to=Accounts(account.pk), subject=row, path=row.path)
    return made
