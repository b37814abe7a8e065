"""The bundle: one zip with the dossier as it stands, its timeline, evidence, ledger proofs, and a manifest of digests.

The report as Word is a document (`reports/papers`), made of the same cards. `tools/verify_bundle.py` checks it all
on a machine without Anju.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from anju.kernel import clock
from anju.kernel.actors import Actor
from anju.kernel.documents.workbook import Column, Sheet, written
from anju.kernel.files import doors
from anju.kernel.files.serving import preview_of
from anju.kernel.files.store import MissingError
from anju.kernel.ledger.prove import NothingSealedError, prove
from anju.supervision.inspections.backcheck import words
from anju.supervision.inspections.backcheck.models import Dossier
from anju.supervision.inspections.backcheck.queries import gaps as queries
from anju.supervision.inspections.backcheck.queries.ground import ground_of
from anju.supervision.inspections.backcheck.queries.timeline import Names, Past, names_of, past_of

VERSION = 1
PROVED = 150
"""Subjects with a proof, the latest first: more would take longer than anybody waits. The manifest says how many."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the bundle."""

    name: str
    content: bytes


def parts(dossier: Dossier, by: Actor) -> Iterator[Part]:
    """The files, one by one, in the name of `by`, whose name and time stand on each."""
    ground = ground_of(dossier.fire)
    past = past_of(ground) if ground is not None else Past(())
    names = names_of(past.told)
    mark = _("%(who)s 于 %(at)s 导出；只供反查组使用") % {
        "who": by.name, "at": f"{clock.local(clock.now()):%Y-%m-%d %H:%M:%S}",
    }  # fmt: skip
    yield Part("dossier.html", _page(dossier, past, names, mark).encode())
    yield Part("timeline.xlsx", _sheet(dossier, past, names, mark))
    yield from _photos(past, by)
    yield from _proofs(dossier, past)


def _page(dossier: Dossier, past: Past, names: Names, mark: str) -> str:
    context = {
        "fire": dossier.fire,
        "mark": mark,
        "events": [
            (one.happened_at, words.deed(one), words.detail(one, names), words.by(one, names), one)
            for one in past.shown()
        ],
        "cards": words.cards(queries.gaps_of(dossier), past),
    }  # fmt: skip
    return render_to_string("backcheck/bundle.html", context)


def _sheet(dossier: Dossier, past: Past, names: Names, mark: str) -> bytes:
    columns = [
        Column(_("发生时间"), 18), Column(_("录入时间"), 18), Column(_("做了什么"), 20), Column(_("内容"), 60),
        Column(_("谁"), 24), Column(_("台账号"), 12), Column(_("事后补录"), 10),
    ]  # fmt: skip
    rows = (
        [one.happened_at, one.at, words.deed(one), words.detail(one, names), words.by(one, names), one.number,
         _("是") if one.later else ""]
        for one in past.shown()
    )  # fmt: skip
    return written(Sheet(_("事前经过"), columns, rows, head=[dossier.fire.number, mark]))[0]


def _photos(past: Past, by: Actor) -> Iterator[Part]:
    """Small pictures of the cases, as far as the person himself may see them; originals are opened one by one."""
    for kind in ("hazard", "duty", "clean_up"):
        ids = sorted({str(one.of) for one in past.known() if one.subject.startswith(f"{kind}:")})
        for some in doors.of_subjects(by, kind, ids).values():
            for row in some:
                try:
                    picture = preview_of(row)
                except MissingError:
                    continue
                if picture is not None:
                    yield Part(f"evidence/{row.pk}.jpg", picture)


def _proofs(dossier: Dossier, past: Past) -> Iterator[Part]:
    """Proofs of the fire, the dossier, and what the timeline tells of."""
    told = dict.fromkeys(one.subject for one in reversed(past.told))
    subjects = [f"fire:{dossier.fire_id}", f"dossier:{dossier.pk}", *told]
    for subject in subjects[:PROVED]:
        kind, _colon, pk = subject.partition(":")
        try:
            found = prove(kind, pk)
        except NothingSealedError:
            continue
        yield Part(f"proofs/{kind}-{pk}.json", json.dumps(found, ensure_ascii=False, indent=1).encode())


def write(target: Path, dossier: Dossier, by: Actor, told: Any) -> tuple[str, int]:
    """Write the zip; returns the manifest's SHA-256 and how many files stand in it. `told(n)` after each file."""
    digests: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        for count, part in enumerate(parts(dossier, by), 1):
            box.writestr(part.name, part.content)
            digests[part.name] = hashlib.sha256(part.content).hexdigest()
            told(count)
        manifest = json.dumps(
            {
                "anju_bundle": VERSION,
                "fire": dossier.fire.number,
                "called_at": dossier.fire.called_at.isoformat(),
                "made_at": clock.now().isoformat(),
                "made_by": by.name,
                "files": digests,
            },
            ensure_ascii=False, indent=1, sort_keys=True,
        ).encode()  # fmt: skip
        box.writestr("manifest.json", manifest)
    return hashlib.sha256(manifest).hexdigest(), len(digests)
