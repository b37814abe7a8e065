"""The access matrix: for every address and method, what each role of the cast is answered.

One file per namespace, `tests/security/matrix/<namespace>.csv`, so that domains do not meet in one file. A row:

    url        name inside the namespace (`hazards`)
    method     GET, POST …
    args       `number={duty} event=passed`: words in braces are made by functions in `tests/security/things/`
    data       what a POST sends, as `reason=x&on=1`; often nothing: then 422 says "may, but has filled in nothing"
    <person>   one column per person of `PEOPLE`: the answer expected, as answer words (below)
    why        why somebody from elsewhere (`outsider`) is let in, where that is right

Answer words: `ok` (2xx), `login` (sent to the sign-in), `go` (redirect elsewhere, as after a deed), else the status
number: 403 has no such permission, 404 is outside one's reach, 405 method not taken, 422 may but the form is wrong.
"""

import csv
import importlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anju.people import actions
from anju.people.enums import OrganisationKind, Role
from tests.cast import SYSTEM, Cast, add_person, make_town

FOLDER = Path(__file__).parent / "matrix"
VISITOR, OUTSIDER = "visitor", "outsider"
OPEN = {"ok", "go", "422"}
"""Answers of somebody who may."""

FURTHER = (
    ("housing_officer", Role.HOUSING, "housing", "district"),
    ("enforcement_officer", Role.ENFORCEMENT, "enforcement", "street"),
    ("owners_chair", Role.OWNERS_COMMITTEE, "committee", "owners_estate"),
    ("deputy", Role.DEPUTY, "congress", "street"),
    ("auditor", Role.AUDITOR, "district_office", "district"),
)
"""Roles that `tests/cast.py` does not fill."""

PEOPLE = (
    VISITOR, OUTSIDER, "other_property_manager", "district_officer", "fire_officer", "housing_officer",
    "street_officer", "enforcement_officer", "community_worker", "grid_member", "property_manager", "owners_chair",
    "congress_staff", "deputy", "auditor", "administrator",
)  # fmt: skip
"""Columns in order. The first three have nothing to do with the north street, where the cases are."""

COLUMNS = ("url", "method", "args", "data", *PEOPLE, "why")
_THING = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the site."""

    namespace: str
    name: str
    route: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.namespace}:{self.name}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a matrix file."""

    namespace: str
    line: int
    url: str
    method: str
    args: str
    data: str
    expected: dict[str, str]
    why: str

    def __str__(self) -> str:
        return f"{self.namespace}:{self.url} {self.method} {self.args}".strip()

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.namespace}.csv"


def addresses() -> list[Address]:
    """Every address of the site, from the resolver; one without name or namespace shows as such."""
    return sorted(set(_walk(get_resolver(), "", "")), key=lambda one: (one.namespace, one.route))


def _walk(resolver: URLResolver, namespace: str, before: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, pattern.namespace or namespace, route)
        else:
            yield _address(pattern, namespace, route)


def _address(pattern: URLPattern, namespace: str, route: str) -> Address:
    parameters = tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
    return Address(namespace, pattern.name or "", route, parameters)


def rows() -> list[Row]:
    """Every row of every file."""
    found = []
    for file in sorted(FOLDER.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            for line, record in enumerate(csv.DictReader(handle), start=2):
                told = {name: (record.get(name) or "").strip() for name in COLUMNS}
                expected = {name: told[name] for name in PEOPLE}
                found.append(
                    Row(file.stem, line, told["url"], told["method"], told["args"], told["data"], expected, told["why"])
                )
    return found


def as_csv(some: list[Row]) -> str:
    """Rows in the form of a file, without the head."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in some:
        writer.writerow(
            [row.url, row.method, row.args, row.data, *(row.expected.get(name, "") for name in PEOPLE), row.why]
        )
    return out.getvalue()


@dataclass
class World:
    """The cast with everybody's sign-in and the things that rows speak of."""

    cast: Cast
    sessions: dict[str, str] = field(default_factory=dict)
    made: dict[tuple[str, str], str] = field(default_factory=dict)

    def thing(self, namespace: str, name: str) -> str:
        """What `{name}` stands for in a namespace's rows, made once."""
        if (namespace, name) not in self.made:
            maker = maker_of(namespace, name)
            if maker is None:
                raise LookupError(f"no function {name}(cast) in tests/security/things/{namespace}.py or shared.py")
            self.made[namespace, name] = str(maker(self.cast))
        return self.made[namespace, name]

    def url(self, row: Row) -> str:
        """The address of a row with its things filled in."""
        arguments = dict(part.split("=", 1) for part in self._filled(row.namespace, row.args).split())
        return reverse(f"{row.namespace}:{row.url}", kwargs=arguments)

    def page(self, row: Row) -> str:
        """The address of a GET row with its query, as a browser opens it."""
        query = self._filled(row.namespace, row.data)
        return f"{self.url(row)}?{query}" if query else self.url(row)

    def _filled(self, namespace: str, text: str) -> str:
        return _THING.sub(lambda match: self.thing(namespace, match[1]), text)

    def ask(self, row: Row, who: str) -> str:
        """What `who` is answered, as a word. Whatever the request wrote is undone."""
        url, data = self.url(row), dict(parse_qsl(self._filled(row.namespace, row.data), keep_blank_values=True))
        client = self.client(row.namespace, who)
        with transaction.atomic():
            if row.method == "GET":
                answer = client.get(url, data)
            elif row.method == "POST":
                answer = client.post(url, {"csrfmiddlewaretoken": "x", **data})  # as a browser: never empty
            else:
                answer = client.generic(row.method, url)
            transaction.set_rollback(True)
        if answer.streaming:
            b"".join(answer)  # to its end, where the file is closed
        return word_of(answer)

    def client(self, namespace: str, who: str) -> Client:
        """A browser of this person; `things/<namespace>.py` may know another way in (`sign_in(client, cast, who)`)."""
        client = Client()
        if who == VISITOR:
            return client
        if (enter := getattr(_things(namespace), "sign_in", None)) is not None:
            enter(client, self.cast, who)
            return client
        if who not in self.sessions:
            client.force_login(self.cast.accounts[who])
            self.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


def word_of(answer: HttpResponseBase) -> str:
    """A response as an answer word."""
    status = answer.status_code
    if 200 <= status < 300:
        return "ok"
    if 300 <= status < 400:
        target = urlsplit(answer["Location"])
        return "login" if target.path == resolve_url(settings.LOGIN_URL) and "next=" in target.query else "go"
    return str(status)


def _things(namespace: str) -> ModuleType | None:
    try:
        return importlib.import_module(f"tests.security.things.{namespace}")
    except ModuleNotFoundError:
        return None


def maker_of(namespace: str, name: str) -> Callable[[Cast], object] | None:
    """The function that makes a thing: the namespace's own, else the shared one."""
    for module in (_things(namespace), _things("shared")):
        maker: Callable[[Cast], object] | None = getattr(module, name, None)
        if maker is not None:
            return maker
    return None


def make_world() -> World:
    """The cast, every role filled, and the shipped catalogue, in the present database."""
    cast = make_town()
    for key, kind, name, at in (
        ("housing", OrganisationKind.DEPARTMENT, "示例区房产局", "district"),
        ("enforcement", OrganisationKind.ENFORCEMENT, "北街道综合执法局", "street"),
    ):
        cast.organisations[key] = actions.add_organisation(by=SYSTEM, kind=kind, name=name, place=cast.places[at])
    for key, role, organisation, reach in FURTHER:
        add_person(cast, key, role, organisation, reach)
    return World(cast)


def methods(address: Address) -> tuple[str, ...]:
    """What is tried on an address: forms know two methods, the API five."""
    return ("GET", "POST", "PUT", "PATCH", "DELETE") if address.namespace.startswith("api") else ("GET", "POST")


def guess(address: Address) -> str:
    """Arguments for an address: a thing named like the parameter, or like the address; `{?…}` where there is none."""
    said = []
    for parameter in address.parameters:
        candidates = (parameter, address.name.partition("-")[0].replace("-", "_"), address.name.replace("-", "_"))
        known = next((name for name in candidates if maker_of(address.namespace, name)), None)
        said.append(f"{parameter}={{{known or '?' + parameter}}}")
    return " ".join(said)
