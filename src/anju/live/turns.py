"""Who brings photos waits in line; who asks for a page does not.

Photos that arrive at the same moment are looked at, decoded and stored a few at a time. All at once they would take
every thread pages have, and the interpreter's lock from the rest (docs/benchmarks.md, slow uploads). Their senders have
been waiting for their own line for seconds already; the body lies complete on disk meanwhile.
"""

import asyncio
from weakref import WeakKeyDictionary

AT_ONCE = 1
"""Photos one web process works on at the same time. Two made pages wait longer (docs/benchmarks.md)."""
HEAVY = 64 * 1024
"""Bytes from which a form counts as one with photos."""

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def turn() -> asyncio.Semaphore:
    """The turn of this process, first come first served: `async with turn(): …`."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:  # a single coroutine driven by hand: nobody to wait for
        return asyncio.Semaphore(AT_ONCE)
    return _turns.setdefault(loop, asyncio.Semaphore(AT_ONCE))
