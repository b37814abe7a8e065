"""A loaded catalogue and the people who use it."""

import pytest

from anju.catalogue.actions import load_shipped
from anju.catalogue.permissions import CataloguePermission
from anju.kernel.actors import Actor, ActorKind, Grant, system
from anju.people.enums import Role

DISTRICT = "cc"


def person(role: Role, *permissions: CataloguePermission, path: str = f"/{DISTRICT}/") -> Actor:
    grant = Grant(post=1, role=role, organisation=1, permissions=frozenset(permissions), paths=(path,))
    return Actor(kind=ActorKind.PERSON, id="1", account=1, name="测试员甲", grants=(grant,), acting=grant)


@pytest.fixture
def office() -> Actor:
    """Somebody of the district office."""
    return person(Role.DISTRICT_OFFICE, CataloguePermission.VIEW, CataloguePermission.REVISE)


@pytest.fixture
def grid_member() -> Actor:
    """Somebody who reads the catalogue only."""
    return person(Role.GRID_MEMBER, CataloguePermission.VIEW, path=f"/{DISTRICT}/1/2/")


@pytest.fixture
def loaded(db: None) -> None:
    """The shipped catalogue in the database."""
    load_shipped(by=system("release"))
