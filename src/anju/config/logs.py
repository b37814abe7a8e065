"""Logs: one JSON object a line on standard error, without personal data.

Paths are cut to their first parts (a link's token stays out), database details that quote values are removed, and long
runs of digits (phones, identity numbers) are masked wherever they turn up, tracebacks included.
"""

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

DIGITS = re.compile(r"(?<![\w.-])\d{7,}(?![\w.-])")
QUOTED = re.compile(r"(?i)(DETAIL:).*|Key \(.*?\)=\(.*?\)")
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{16,}(?=/|$|[?\s'\"])")
PLAIN_KEYS = frozenset({"ms", "pid", "port", "bytes", "status", "entries", "job"})
"""Numbers that are never somebody's."""


def clean(text: str) -> str:
    """A text without what may be personal."""
    return TOKEN.sub("…", DIGITS.sub("…", QUOTED.sub(r"\1…", text)))


def without_personal_data(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Mask every text of an event."""
    for key, value in event.items():
        if isinstance(value, str) and key not in PLAIN_KEYS and key != "timestamp":
            event[key] = clean(value)
    return event


def _without_request(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Django hands over the whole request; keep none of it."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        for name in ("request", "server_time", "params", "sql"):
            record.__dict__.pop(name, None)
    return event


def shared() -> list[Processor]:
    """What every event passes, ours or a library's."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_request,
    ]


def config(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING; also sets up structlog to feed it."""
    structlog.configure(
        processors=[
            *shared(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not as_json:
        renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        without_personal_data,
        renderer,
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared(),
        "processors": last,
    }
    quiet = {"level": "WARNING", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"events": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django": {"level": "WARNING", "propagate": True, "handlers": []},
            "_granian": quiet,
            "asyncio": quiet,
            "httpx": quiet,
        },
    }
