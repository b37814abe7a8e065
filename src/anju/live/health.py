"""`/live/health`: for a supervisor or load balancer. 200 while pages can be served, 503 when the database is away."""

import asyncio

from django.db import DatabaseError, connections

from anju.kernel.jobs import heart
from anju.live.http import Receive, Scope, Send, answer_json


def _ask() -> dict[str, object]:
    try:
        return {"status": "ok", "worker": "running" if heart.is_alive() else "not running"}
    except DatabaseError:
        return {"status": "no database"}
    finally:
        connections.close_all()


async def health(_scope: Scope, _receive: Receive, send: Send) -> None:
    """A stopped worker is told but is no 503: pages still work without it."""
    state = await asyncio.to_thread(_ask)
    await answer_json(send, 200 if state["status"] == "ok" else 503, state)
