"""JSON by POST, with failures as codes."""

import json
from typing import Any

from anju.notify import net
from anju.notify.channels import SendFailedError
from anju.notify.enums import SendError

OK = range(200, 300)
TOO_MANY, TIMEOUT = 429, 408
CLIENT = range(400, 500)


def post_json(url: str, body: Any, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object answered with 2xx. Raises SendFailedError, which never carries the address."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    try:
        answer = net.post(url, raw, {"content-type": "application/json; charset=utf-8", **(headers or {})})
    except net.ForbiddenAddressError:
        raise SendFailedError(SendError.FORBIDDEN, for_good=True) from None
    except net.NETWORK_ERRORS:
        raise SendFailedError(SendError.NETWORK) from None
    check(answer)
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def check(answer: net.Answer) -> None:
    """Turn a status that is no success into SendFailedError."""
    if answer.status in OK:
        return
    if answer.status in (TOO_MANY, TIMEOUT):
        raise SendFailedError(SendError.BUSY, pause=answer.retry_after)
    if answer.status in CLIENT:
        raise SendFailedError(SendError.REFUSED)
    raise SendFailedError(SendError.NETWORK, pause=answer.retry_after)
