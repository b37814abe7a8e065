"""GB/T 26875.3-2011, the protocol between a user information transmission device (用户信息传输装置, UITD)
and a monitoring centre: frames, units, dialects and exchanges. Pure Python, standard
library only; bytes and moments in, values out.

    values < objects < layouts, names < dialects < adu < frames < exchanges, columns, report, explain

Every choice where the standard is silent or readers disagree stands in docs/protocols/gbt26875.md.
"""

from .adu import Adu, decode, encode
from .dialects import DIALECTS, STD, Dialect, Edition, Registry, by_name
from .exchanges import (
    COMMAND_AT,
    SHORTEST_UPLOAD,
    Exchange,
    Meaning,
    Order,
    Outcome,
    Reaction,
    Result,
    confirmations,
    dedup_key,
    is_plain_upload,
    react,
)
from .explain import Part, explain
from .frames import Broken, Frame, Refused, Splitter, build, dissect, items_of, split
from .layouts import BadObjectError
from .values import Split, Text, TimeLabel

__all__ = [
    "COMMAND_AT",
    "DIALECTS",
    "SHORTEST_UPLOAD",
    "STD",
    "Adu",
    "BadObjectError",
    "Broken",
    "Dialect",
    "Edition",
    "Exchange",
    "Frame",
    "Meaning",
    "Order",
    "Outcome",
    "Part",
    "Reaction",
    "Refused",
    "Registry",
    "Result",
    "Split",
    "Splitter",
    "Text",
    "TimeLabel",
    "build",
    "by_name",
    "confirmations",
    "decode",
    "dedup_key",
    "dissect",
    "encode",
    "explain",
    "is_plain_upload",
    "items_of",
    "react",
    "split",
]
