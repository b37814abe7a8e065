"""How much one peer may ask of the gateway."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one listener. Zero or empty: no limit."""

    connections: int = 20_000
    per_address: int = 2_000
    """Connections from one network address: many devices stand behind one router."""
    idle: float = 180.0
    """Seconds without a byte after which a connection is closed: several heartbeats."""
    pause: float = 3.0
    """Seconds after which a frame that has begun is given up."""
    waiting: int = 16 * 1024 * 1024
    """Bytes not durable yet above which nothing more is read; reading goes on below half of it."""
    allowed: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that may connect."""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks of proxies of ours: over HTTP they say in X-Forwarded-For whom they speak for."""
    complete: float = 20.0
    """Seconds within which an HTTP request must be complete."""

    def lets_in(self, address: str) -> bool:
        """Whether an address may connect at all."""
        return not self.allowed or _is_in(address, self.allowed)

    def is_proxy(self, address: str) -> bool:
        """Whether what an address says of others is believed."""
        return bool(self.proxies) and _is_in(address, self.proxies)


def _is_in(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        peer = ip_address(address)
    except ValueError:
        return False
    return any(peer in network for network in networks)


@dataclass(slots=True)
class Places:
    """Connections that are open, by address."""

    limits: Limits
    open: int = 0
    by_address: dict[str, int] = field(default_factory=dict)

    def take(self, address: str) -> bool:
        """Whether there is a place for another connection from there; it is taken then."""
        here = self.by_address.get(address, 0)
        if not self.limits.lets_in(address):
            return False
        if self.limits.connections and self.open >= self.limits.connections:
            return False
        if self.limits.per_address and here >= self.limits.per_address:
            return False
        self.open += 1
        self.by_address[address] = here + 1
        return True

    def give(self, address: str) -> None:
        """A connection ended."""
        self.open -= 1
        here = self.by_address.pop(address) - 1
        if here:
            self.by_address[address] = here


@dataclass(slots=True)
class Rates:
    """How often each of many may do something: `burst` at once, `per_second` on the whole. Bounded in memory."""

    per_second: float
    burst: int
    most: int = 10_000
    owing: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Who → how much is owed, and when that was counted."""

    def wait(self, who: str, now: float) -> float:
        """0.0 where one more is taken, and counted; else the seconds after which to try again."""
        owed = self.owed(who, now)
        if owed + 1 > self.burst:
            return (owed + 1 - self.burst) / self.per_second
        self._put(who, owed + 1, now)
        return 0.0

    def owed(self, who: str, now: float) -> float:
        """What is still counted against somebody."""
        owed, at = self.owing.get(who, (0.0, now))
        return max(0.0, owed - (now - at) * self.per_second)

    def _put(self, who: str, owed: float, now: float) -> None:
        self.owing[who] = (owed, now)
        if len(self.owing) > self.most:
            self.owing = {one: held for one, held in self.owing.items() if self.owed(one, now) > 0}
            while len(self.owing) > self.most:  # all of them at it: the oldest are let off
                del self.owing[next(iter(self.owing))]
