"""Which model a device that nobody knows most likely is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Count

from anju.telemetry.enums import DeviceState
from anju.telemetry.models import Device, DeviceModel

BEHIND: Final = 50
"""Gateways whose other devices are looked at."""


def suggestions(devices: Sequence[Device]) -> dict[int, DeviceModel]:
    """Device → the model it likely is; none where nothing points to one.

    What stands behind the same gateway (`gateway/device`) is mostly of one model; else the only model of its protocol,
    else the one that most devices of the protocol have, where that is more than half of them.
    """
    wanted = [row for row in devices if row.model_id is None]
    models = list(DeviceModel._all.filter(scheme__in={row.scheme for row in wanted}).order_by("code"))
    by_id, by_scheme = {row.pk: row for row in models}, _usual(models)
    behind = _behind({(row.scheme, _gateway(row.key)) for row in wanted if _gateway(row.key)})
    found = {}
    for row in wanted:
        likely = by_id.get(behind.get((row.scheme, _gateway(row.key)), 0)) or by_scheme.get(row.scheme)
        if likely is not None:
            found[row.pk] = likely
    return found


def _gateway(key: str) -> str:
    """`gateway/` of `gateway/device`; empty for a device of its own."""
    above, slash, _own = key.rpartition("/")
    return above + slash


def _usual(models: Iterable[DeviceModel]) -> dict[str, DeviceModel]:
    by_scheme: dict[str, list[DeviceModel]] = {}
    for model in models:
        by_scheme.setdefault(model.scheme, []).append(model)
    several = [model.pk for some in by_scheme.values() if len(some) > 1 for model in some]
    rows = Device._all.filter(model__in=several, state=DeviceState.CLAIMED).order_by()
    many = {row["model"]: row["many"] for row in rows.values("model").annotate(many=Count("pk"))}
    found = {}
    for scheme, some in by_scheme.items():
        best = max(some, key=lambda model: many.get(model.pk, 0))
        if len(some) == 1 or 2 * many.get(best.pk, 0) > sum(many.get(model.pk, 0) for model in some):
            found[scheme] = best
    return found


def _behind(gateways: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found = {}
    for scheme, prefix in sorted(gateways)[:BEHIND]:
        rows = Device._all.filter(scheme=scheme, key__startswith=prefix, state=DeviceState.CLAIMED, model__isnull=False)
        counted = Counter(rows.values_list("model", flat=True)[:200])
        if counted:
            found[scheme, prefix] = counted.most_common(1)[0][0]
    return found
