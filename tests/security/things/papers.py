"""Documents of both owners, at every step of their way."""

import io

from anju.kernel.files import keeping
from anju.kernel.files.models import Attachment
from anju.people.enums import Role
from anju.people.models import Account
from anju.reports.papers import actions
from anju.reports.papers.actions import Sent, Timing, Wanted
from anju.reports.papers.enums import Move, PaperKind
from anju.reports.papers.models import Paper
from tests.cast import Cast, add_person
from tests.security.things import backcheck

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


WRITERS = {
    "congress_staff": (Role.CONGRESS_STAFF, "congress", "district"),
    "district_officer": (Role.DISTRICT_OFFICE, "district_office", "district"),
}


def _writer(cast: Cast, of: str) -> str:
    """A colleague who writes what this person of the cast signs. The cast outlives the rows of a test."""
    name = f"{of}_writer"
    if not Account._all.filter(login=name).exists():
        add_person(cast, name, *WRITERS[of])
    return name


def survey(cast: Cast) -> int:
    """The committee's report in draft."""
    return _drafted(cast, "congress_staff", PaperKind.SURVEY)


def situation(cast: Cast) -> int:
    """The district office's report in draft."""
    return _drafted(cast, "district_officer", PaperKind.SITUATION)


def _drafted(cast: Cast, by: str, kind: PaperKind) -> int:
    return actions.draft(by=cast.actor(by), wanted=Wanted(kind, cast.places["district"])).pk


def _moved(cast: Cast, by: str, pk: int, what: Move, **more: object) -> int:
    version = Paper._all.get(pk=pk).version
    sent = Sent(version, **more)  # type: ignore[arg-type]
    return actions.move(by=cast.actor(by), paper=pk, what=what, sent=sent).pk


def asked(cast: Cast) -> int:
    """The district office's, sent to the north street for its opinion."""
    return _moved(cast, "district_officer", situation(cast), Move.CONSULT, asked=[cast.organisations["street"]])


def _written(cast: Cast, by: str, pk: int) -> int:
    words = ["全区网格{{grids}}。", "# 情况\n整改销号{{rectified}}，另见3幢。", "{{chart:rectified}}"]
    actions.save(by=cast.actor(by), paper=pk, base=1, sections=words)
    return _moved(cast, by, pk, Move.COUNTERSIGN)


def countersigned(cast: Cast) -> int:
    """The committee's, ready to be signed."""
    by = _writer(cast, "congress_staff")
    return _written(cast, by, _drafted(cast, by, PaperKind.SURVEY))


def own(cast: Cast) -> int:
    """The same, written by the person of the committee who would sign it."""
    return _written(cast, "congress_staff", survey(cast))


def signed(cast: Cast) -> int:
    """The committee's, signed and not issued."""
    return _moved(cast, "congress_staff", countersigned(cast), Move.SIGN)


def issued(cast: Cast) -> int:
    """The committee's, issued, with its scan."""
    pk = signed(cast)
    _moved(cast, "congress_staff", pk, Move.ISSUE, number=f"示人〔2026〕{pk}号")
    upload = keeping.receive(by=cast.congress_staff, source=io.BytesIO(PDF))
    actions.file_scan(by=cast.congress_staff, paper=pk, tokens=[upload.token])
    return pk


def scan(cast: Cast) -> int:
    """The scan of the last document that was issued."""
    return Attachment._all.filter(subject_kind="paper").order_by("-pk").values_list("pk", flat=True)[0]


def schedule(cast: Cast) -> int:
    """The district office's weekly brief of the north street."""
    timing = Timing(0, 8, cast.accounts["district_officer"])
    return actions.plan(by=cast.district_officer, kind=PaperKind.WEEKLY, place=cast.places["street"], timing=timing).pk


def _issued_card(cast: Cast, kind: PaperKind, source: str = "") -> int:
    wanted = Wanted(kind, cast.places["street"], "2026-11", source=source)
    by = _writer(cast, "district_officer")
    pk = actions.draft(by=cast.actor(by), wanted=wanted).pk
    for what, more in ((Move.COUNTERSIGN, {}), (Move.SIGN, {}), (Move.ISSUE, {"number": f"示消〔2026〕{pk}号"})):
        _moved(cast, "district_officer", pk, what, **more)
    return pk


def street_card(cast: Cast) -> int:
    """The north street's, issued."""
    return _issued_card(cast, PaperKind.STREET_CARD)


def company_card(cast: Cast) -> int:
    """A company's, issued."""
    return _issued_card(cast, PaperKind.COMPANY_CARD, f"company:{cast.organisations['company'].pk}")


def fire(cast: Cast) -> int:
    """A fire whose dossier only `fire_officer` may open, and has opened just now."""
    return backcheck.fire(cast)


def report(cast: Cast) -> int:
    """Its report, in draft."""
    return actions.report(by=cast.fire_officer, fire=fire(cast), client_ref="thing").pk
