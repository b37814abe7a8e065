"""`/live/uploads`: a large file in pieces, resumed after a lost connection."""

from anju.live.http import Receive, Scope, Send, refuse


async def receive_piece(_scope: Scope, _receive: Receive, send: Send) -> None:
    await refuse(send, 404, "没有这个页面。")
