"""How a message is kept whose wire format has no frame of its own: one line that says who sent it, then it as it came.

    {"v":1,"who":"aep-1","topic":"/in/ctwing","type":"application/json"}\\n<body>

GB/T 26875.3 and hydrant frames are kept bare.
"""

import json
from dataclasses import dataclass
from typing import Final

MOST_BODY: Final = 60_000
"""Bytes: with its line a message must fit into the two bytes that tell its length in a batch."""
LONGEST: Final = 65_535
_KEYS: Final = ("who", "topic", "type")


@dataclass(frozen=True, slots=True)
class Carried:
    """A message and what is known of its sending. `who`: the account of intake; `topic`: MQTT's topic, or path and
    query of the address without any secret; `type`: Content-Type. Empty: not known.
    """

    body: bytes
    who: str = ""
    topic: str = ""
    type: str = ""

    def kept(self) -> bytes:
        """As it is stored. Raises ValueError for a message that is too long."""
        known = {"v": 1} | {key: getattr(self, key) for key in _KEYS if getattr(self, key)}
        whole = json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        whole += b"\n" + self.body
        if len(self.body) > MOST_BODY or len(whole) > LONGEST:
            raise ValueError(f"a message of {len(whole)} bytes cannot be kept")
        return whole


def read(kept: bytes) -> Carried:
    """The inverse of `kept`. Raises ValueError for what is none."""
    line, found, body = kept.partition(b"\n")
    known = json.loads(line)
    if not found or not isinstance(known, dict) or known.get("v") != 1:
        raise ValueError("no message that was carried")
    texts = {key: known.get(key, "") for key in _KEYS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("who, topic and type are texts")
    return Carried(body, **texts)
