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

    def lets_in(self, address: str) -> bool:
        """Whether an address may connect at all."""
        if not self.allowed:
            return True
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.allowed)


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
