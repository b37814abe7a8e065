"""A chart drawn on the server: it needs no script, prints, and stands beside a table of the same numbers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, PAD = 720, 180, 8


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines as points of an SVG, and what its edges mean. Gaps part the lines; a lone value is a dot."""

    lines: list[str]
    dots: list[tuple[str, str]]
    least: int
    most: int
    begin: int
    end: int
    width: int = WIDTH
    height: int = HEIGHT


def drawn(rows: Sequence[tuple[int, int | None]], begin: int, end: int) -> Chart | None:
    """(moment, value) in order, None for a gap; None where there is nothing to draw."""
    values = [value for _at, value in rows if value is not None]
    if not values or end <= begin:
        return None
    least, most = min(values), max(values)
    height = most - least

    def spot(at: int, value: int) -> tuple[str, str]:
        x = (at - begin) * WIDTH / (end - begin)
        y = HEIGHT / 2 if not height else PAD + (most - value) * (HEIGHT - 2 * PAD) / height
        return f"{x:.1f}", f"{y:.1f}"

    runs: list[list[tuple[str, str]]] = [[]]
    for at, value in rows:
        if value is None:
            runs.append([])
        else:
            runs[-1].append(spot(at, value))
    lines = [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]
    return Chart(lines, [run[0] for run in runs if len(run) == 1], least, most, begin, end)
