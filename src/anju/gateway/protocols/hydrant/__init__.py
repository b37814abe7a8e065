"""The pressure frame `A5 5A … 55 AA` of hydrant and pipe terminals (上海铭控 and terminals built alike).

    A5 5A | direction 1 | length 2 | id 12 ASCII | battery 1 | rssi 1 | interval s 2 | history count 2 | device type 1
    | alarm bits 1 | low, high 2+2 | now 2 | UTC seconds 4 | history 2 each | CRC16-Modbus 2 | 55 AA

Numbers are big-endian; the length counts the whole frame. No maker's document was at hand: see
docs/protocols/hydrant.md for what comes from notes, what from one public receiver, and what is open. Nothing is
answered: the notes name no reply.
"""

from .frames import (
    BadFrameError,
    Frame,
    Measured,
    Report,
    decode,
    encode,
    measured,
    measured_body,
    read_report,
    report_frame,
)
from .kinds import KINDS, Kind, Value
from .splitter import Noise, Splitter

__all__ = [
    "KINDS",
    "BadFrameError",
    "Frame",
    "Kind",
    "Measured",
    "Noise",
    "Report",
    "Splitter",
    "Value",
    "decode",
    "encode",
    "measured",
    "measured_body",
    "read_report",
    "report_frame",
]
