"""What a camera POSTs to a listener: an alert, or parts with alerts and pictures."""

from dataclasses import dataclass

from .alert import Alert, read_alert
from .parts import Part, split_form


@dataclass(frozen=True, slots=True)
class Push:
    """Alerts with what else came along. `problems` says of each part that could not be read why."""

    alerts: tuple[Alert, ...]
    pictures: tuple[Part, ...]
    problems: tuple[str, ...]


def read_push(content_type: str, body: bytes) -> Push:
    """Read the body of a POST.

    Raises BadAlertError or NotJsonError for a bare alert that cannot be read, BadPartsError for a body that cannot be
    split (all are ValueErrors). A part that cannot be read leaves the others as they are.
    """
    if not content_type.lower().lstrip().startswith("multipart/"):
        return Push((read_alert(body),), (), ())
    alerts: list[Alert] = []
    pictures: list[Part] = []
    problems: list[str] = []
    for part in split_form(content_type, body):
        if part.type.startswith("image/"):
            pictures.append(part)
            continue
        try:
            alerts.append(read_alert(part.body))
        except ValueError as error:
            problems.append(f"{part.name or part.type or 'part'}: {error}")
    return Push(tuple(alerts), tuple(pictures), tuple(problems))
