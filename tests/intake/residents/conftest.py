"""A district that takes residents' reports."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from anju.intake.residents import actions, rules
from anju.intake.residents.actions import Told
from anju.intake.residents.enums import Channel
from anju.intake.residents.models import Report
from anju.kernel import ids
from anju.kernel.files import keeping
from tests.cast import Cast, make_town

Make = Callable[..., tuple[Report, str]]


def photo(shade: int = 120, *, size: int = 64) -> io.BytesIO:
    """A picture; each shade is another one."""
    out = io.BytesIO()
    Image.new("RGB", (size, size), (shade % 256, 90, 60)).save(out, "JPEG")
    out.seek(0)
    return out


def uploaded(sender: str, shade: int = 120) -> str:
    """The token of a photo that a reporter has sent."""
    return keeping.receive(by=actions.resident(sender, ""), source=photo(shade), private=True).token


@pytest.fixture
def cast(db: None) -> Cast:
    """The small district, with the shipped catalogue."""
    return make_town()


@pytest.fixture
def make(cast: Cast) -> Make:
    """A resident reports in building 1 of the north street."""

    def made(**given: object) -> tuple[Report, str]:
        place = given.pop("place", cast.places["building"])
        ref = str(given.pop("client_ref", ids.token()))
        told = Told(**{"place": place, "code": "ES-01", "channel": Channel.WEB, "client_ref": ref, **given})  # type: ignore[arg-type]
        return actions.make_report(by=actions.resident(rules.sender_of(ref), place.path), told=told)  # type: ignore[attr-defined]

    return made
