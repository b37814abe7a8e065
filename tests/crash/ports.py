"""Ports of servers that are killed."""

import random
import socket
from contextlib import suppress


def port_of_its_own() -> int:
    """Free, and none of those that the system gives to who connects: one that tries a dead server's port again and
    again would be given that very port at last, and be connected to itself.
    """
    while True:
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
            return int(probe.getsockname()[1])
