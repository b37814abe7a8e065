"""A small district whose people can be told something."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from anju.kernel import clock
from anju.kernel.actors import Actor, ActorKind, Grant
from anju.kernel.permissions import of_role
from anju.notify import codes
from anju.notify.codes import Param
from anju.notify.enums import GatewayKind, Urgency
from anju.notify.models import Gateway
from anju.people.enums import OrganisationKind, Role
from anju.people.models import Account, Organisation, Post
from anju.places.enums import PlaceKind
from anju.places.models import Place

TUESDAY_TEN = datetime(2026, 3, 10, 10, 0, tzinfo=clock.DISTRICT_TIME)
"""A plain working day, in working hours."""
SATURDAY_NIGHT = datetime(2026, 3, 14, 22, 0, tzinfo=clock.DISTRICT_TIME)


@pytest.fixture(autouse=True)
def declared_codes() -> None:
    """Codes the tests tell."""
    codes.declare(
        "test.assigned",
        title=_("测试责任"),
        text=_("{where}有新的测试责任，{due}前办结"),
        group=_("{where}有一项测试责任，{due}前办结"),
        params={"where": Param.PLACE, "due": Param.DAY},
    )
    codes.declare("test.plain", title=_("测试通知"), text=_("第{n}件"), group=_("第{n}件"), params={"n": Param.NUMBER})
    codes.declare("test.fire", title=_("测试火警"), text=_("测试火警"), group=_("测试火警"), urgency=Urgency.LIFE)


@dataclass
class District:
    """What the tests stand on."""

    root: Place
    street: Place
    estate: Place
    building: Place
    office: Organisation
    company: Organisation
    accounts: dict[str, Account]

    def actor(self, login: str) -> Actor:
        account = self.accounts[login]
        posts = Post._all.filter(account=account)
        grants = tuple(
            Grant(post.pk, post.role, post.organisation_id, of_role(post.role), (post.path,)) for post in posts
        )
        return Actor(ActorKind.PERSON, str(account.pk), account.pk, account.name, grants, grants[0])

    def id(self, login: str) -> int:
        return int(self.accounts[login].pk)


def _place(parent: Place | None, kind: PlaceKind, name: str, path: str) -> Place:
    return Place._all.create(parent=parent, kind=kind, name=name, path=path, full_name=name)


@pytest.fixture
def district(db: Any) -> District:
    """A district office and a property company; `outsider` belongs to another street."""
    root = _place(None, PlaceKind.DISTRICT, "测试区", "/cc/")
    street = _place(root, PlaceKind.STREET, "东街", "/cc/1/")
    other = _place(root, PlaceKind.STREET, "西街", "/cc/2/")
    estate = _place(street, PlaceKind.ESTATE, "样板小区", "/cc/1/1/")
    building = _place(estate, PlaceKind.BUILDING, "3幢", "/cc/1/1/1/")
    office = Organisation._all.create(kind=OrganisationKind.DISTRICT_OFFICE, name="区消委办", place=root, path="/cc/")
    company = Organisation._all.create(kind=OrganisationKind.PROPERTY_COMPANY, name="样板物业", path="/cc/1/")
    stranger = Organisation._all.create(kind=OrganisationKind.PROPERTY_COMPANY, name="别家物业", path="/cc/2/")
    people = {
        "office": (Role.DISTRICT_OFFICE, office, root),
        "manager": (Role.PROPERTY_MANAGER, company, estate),
        "second": (Role.PROPERTY_MANAGER, company, estate),
        "street": (Role.STREET, office, street),
        "outsider": (Role.PROPERTY_MANAGER, stranger, other),
        "admin": (Role.ADMINISTRATOR, office, root),
    }
    accounts = {}
    for login, (role, organisation, place) in people.items():
        accounts[login] = Account._all.create(
            login=login, name=f"甲{login}", email=f"{login}@example.org", phone="13800000000"
        )
        Post._all.create(
            account=accounts[login], role=role, organisation=organisation, place=place, path=place.path,
            since=date(2020, 1, 1),
        )  # fmt: skip
    return District(root, street, estate, building, office, company, accounts)


@pytest.fixture
def email(district: District) -> Gateway:
    return Gateway._all.create(kind=GatewayKind.EMAIL, name="邮件", path="/cc/", enabled=True, per_minute=100)
