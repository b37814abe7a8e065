"""Who may bring something in over HTTP or MQTT, as the platform tells it; asked for again every few seconds.

Nothing here knows the platform: `load` is handed in. A list that could not be renewed for `STALE` seconds is not
believed any more, so that an account that was ended is out within that time whatever happens.
"""

import asyncio
import hmac
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final

from anju.gateway.adapters import tokens

LOG = logging.getLogger("anju.gateway")
EVERY = 3.0
STALE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Account:
    """One sender. `secret` is what its signatures are made with, None where the format has none."""

    name: str
    format: str
    label: str
    """The public half of its token."""
    digest: str
    """Of the other half (`adapters.tokens`)."""
    until_us: int
    """Microseconds since 1970 UTC from which on it is out."""
    secret: str | None = None
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Where it may send from; empty: from anywhere."""

    def lets_in(self, address: str) -> bool:
        """Whether it may send from an address."""
        if not self.networks:
            return True
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.networks)


class Accounts:
    """The accounts that run now. `load` blocks, and is called by a thread of `executor`."""

    def __init__(
        self,
        load: Callable[[], Sequence[Account]],
        now_us: Callable[[], int],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load, self._now_us, self._steady = load, now_us, steady
        self._by_label: dict[str, Account] = {}
        self._by_name: dict[tuple[str, str], Account] = {}
        self._renewed = float("-inf")
        self._failing = False

    @property
    def is_fresh(self) -> bool:
        """Whether the list is young enough to be believed."""
        return self._steady() - self._renewed <= STALE

    def by_token(self, token: str, format_: str) -> Account | None:
        """Whose token this is, if its account is of that format and runs."""
        label, digest = tokens.parse(token) or ("", "")
        found = self._by_label.get(label)
        if found is None or not hmac.compare_digest(digest, found.digest) or found.format != format_:
            return None
        return found if self._now_us() < found.until_us else None

    def by_name(self, name: str, format_: str) -> Account | None:
        """An account of that format that runs, for those who prove themselves by a signature."""
        found = self._by_name.get((format_, name))
        return found if found is not None and self._now_us() < found.until_us else None

    def is_running(self, account: Account) -> bool:
        """Whether an account that was let in still stands there, with the keys it showed."""
        found = self._by_label.get(account.label)
        return found is not None and found.digest == account.digest and self._now_us() < found.until_us

    async def run(self, executor: Executor) -> None:
        """Renew the list for ever."""
        while True:
            await self.renew(executor)
            await asyncio.sleep(EVERY)

    async def renew(self, executor: Executor) -> None:
        """Once. Where it fails the old list stays, and grows stale."""
        began = self._steady()
        try:
            known = await asyncio.get_running_loop().run_in_executor(executor, self._load)
        except Exception:
            if not self._failing:
                LOG.exception("accounts of intake could not be read, trying again")
            self._failing = True
            return
        self._failing = False
        self._by_label = {one.label: one for one in known}
        self._by_name = {(one.format, one.name): one for one in known}
        self._renewed = began
