"""What an account of intake may be. Pure."""

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network

LONGEST = timedelta(days=5 * 366)
"""A sender's key lives at most this long: it is typed into devices and platforms of others."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""It names the sender, in addresses and in the keys of its devices."""
MOST_NETWORKS = 20


def networks_of(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks or addresses, separated by blanks or commas. Raises ValueError for one that is none, or too many."""
    words = [word for word in re.split(r"[\s,，、；;]+", text) if word]
    if len(words) > MOST_NETWORKS:
        raise ValueError(f"at most {MOST_NETWORKS} networks")
    return tuple(ip_network(word, strict=False) for word in words)
