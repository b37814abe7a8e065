"""The server is killed again and again while a phone sends a day: what it has acknowledged is there, and there once.

A power cut in small: the whole web process is gone between two instructions, with whatever it held in memory. Which
moments those are differs with each run; the seed is printed.
"""

import hashlib
import random
import secrets
import threading
import uuid
from collections.abc import Iterator

import pytest

from tests.cast import PASSWORD
from tests.crash.client import Piece, Pocket, SilenceError
from tests.crash.site import Site, empty_site
from tests.kernel.files.pictures import photo

pytestmark = pytest.mark.timeout(900)
LOOKS, HAZARDS, PHOTOS_EACH = 180, 20, 5
REQUESTS = (45, 80)
"""So many requests go out between two deaths."""
LATE = 0.04
"""Seconds, at most, from a request's going out to the death: before it is heard, in its middle, or after its answer."""
LEAST_DEATHS = 4


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    with empty_site(tmp_path_factory.mktemp("crash")) as site:
        site.start()
        yield site


class Reaper:
    """Kills the site some moments after one of the coming requests went out."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site, self.chance, self.left = site, random.Random(seed), 0
        self.thread: threading.Timer | None = None
        self.armed = False

    def arm(self) -> None:
        self.armed, self.left = True, self.chance.randint(*REQUESTS)

    def disarm(self) -> None:
        self.armed = False
        self.wait()

    def notice(self) -> None:
        self.left -= 1
        if self.armed and self.left == 0:
            self.thread = threading.Timer(self.chance.uniform(0, LATE), self.site.kill)
            self.thread.start()

    def wait(self) -> None:
        """Until a death under way has happened."""
        if self.thread is not None:
            self.thread.join()
            self.thread = None


def _fill(phone: Pocket, places: list[int]) -> None:
    """A day: looks, and hazards with photos."""
    for n in range(LOOKS):
        phone.add("seen", places[n % len(places)], {})
    for n in range(HAZARDS):
        ids = [str(uuid.uuid4()) for _ in range(PHOTOS_EACH)]
        said = {"code": "ES-01", "floor": n % 4 + 1, "spot": f"第{n + 1}处", "photos": [{"id": one} for one in ids]}
        row = phone.add("hazard", places[n % len(places)], said)
        for k, one in enumerate(ids):
            phone.pieces.append(Piece(one, row["key"], photo(size=(160, 120), seed=n * PHOTOS_EACH + k + 1)))
    random.Random(7).shuffle(phone.records)
    for number, row in enumerate(phone.records, 1):
        row["seq"] = number


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(site: Site) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    reaper = Reaper(site, seed)
    phone = Pocket(site.port, reaper.notice)
    phone.sign_in("grid_member", PASSWORD)
    day = phone.ask("GET", f"/app/day?device={phone.device}").json()
    _fill(phone, [one["id"] for one in day["places"]])
    reaper.arm()
    while True:
        try:
            phone.sync()
            break
        except SilenceError:
            reaper.wait()
            assert site.process is None, "the server gave no answer though nobody killed it"
            site.start()
            reaper.arm()
    reaper.disarm()
    assert site.deaths >= LEAST_DEATHS
    if site.process is None:
        site.start()
    for at in range(0, len(phone.records), 50):  # once more, as after a backup was put back
        phone.send(phone.records[at : at + 50])
    phone.hang_up()
    _compare(site, phone)


def _compare(site: Site, phone: Pocket) -> None:
    told = site.counted()
    deeds, photos = LOOKS + HAZARDS, HAZARDS * PHOTOS_EACH
    assert told["records"] == {one["key"]: 1 for one in phone.records}
    assert set(phone.acknowledged) == set(told["records"])
    assert set(phone.acknowledged.values()) == {"applied"}
    assert told["states"] == {"applied": deeds + photos}
    assert told["numbers"] == list(range(1, deeds + 1))
    assert told["photos"] == {one.id: hashlib.sha256(one.data).hexdigest() for one in phone.pieces}
    assert told["bytes"] == {digest: digest for digest in told["photos"].values()}
    assert told["attachments"] == len(told["photos"]) == photos
    assert told["hazards"] == sorted(f"第{n + 1}处" for n in range(HAZARDS))
    assert told["hazard_photos"] == [PHOTOS_EACH] * HAZARDS
    assert told["visits"] == deeds
    verbs = told["verbs"]
    counted = [verbs[name] for name in ("patrol_visit.recorded", "hazard.reported", "patrol_photo.received")]
    assert counted == [deeds, HAZARDS, photos]
    assert told["received"] == deeds + photos
    site.run("anju.config.cli", "ledger", "verify")
