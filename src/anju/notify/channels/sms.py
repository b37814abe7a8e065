"""Text messages and voice calls: into a file for trying out, or to a provider's HTTP address described by settings."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from anju.notify.channels import Envelope, SendFailedError, web
from anju.notify.enums import SendError

FILE = "sms.jsonl"
CHARACTERS = 200
"""Three billed parts at most."""


def text_of(envelope: Envelope) -> str:
    """One short text: the lines run together, cut."""
    text = "；".join(envelope.lines)
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"


def to_file(_config: Mapping[str, Any], envelope: Envelope) -> None:
    """Append to `sms.jsonl` in the data folder, readable by its owner only."""
    path = Path(settings.ANJU_DATA_DIR) / FILE
    line = json.dumps({"id": envelope.uid, "to": envelope.to, "text": text_of(envelope)}, ensure_ascii=False)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(line + "\n")


def by_http(config: Mapping[str, Any], envelope: Envelope) -> None:
    """POST JSON made from `config["body"]`, whose texts may hold `{phone}`, `{text}`, `{id}` and `{answer}`.

    `config`: `url`, `headers` (keys of the provider), `body`, and `ok`: a field of the answer and the value that means
    success, such as `{"code": 0}`. Without `ok` every 2xx is a success.
    """
    filled = {"phone": envelope.to, "text": text_of(envelope), "id": envelope.uid, "answer": envelope.answer}
    try:
        body = _fill(config["body"], filled)
        url = str(config["url"])
    except (KeyError, TypeError):
        raise SendFailedError(SendError.SETTING, for_good=True) from None
    answer = web.post_json(url, body, headers={str(k): str(v) for k, v in config.get("headers", {}).items()})
    if any(answer.get(name) != value for name, value in config.get("ok", {}).items()):
        raise SendFailedError(SendError.REFUSED)


def _fill(template: Any, values: Mapping[str, str]) -> Any:
    if isinstance(template, str):
        for name, value in values.items():
            template = template.replace("{" + name + "}", value)
        return template
    if isinstance(template, dict):
        return {name: _fill(inner, values) for name, inner in template.items()}
    if isinstance(template, list):
        return [_fill(inner, values) for inner in template]
    return template
