"""The tokens: contrast that AA asks, and red and amber apart for eyes that do not see red."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "frontend" / "css"
TOKENS = dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-Fa-f]{6})", (CSS / "tokens.css").read_text(encoding="utf-8")))

DEUTERANOPIA = ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969))
"""How a reader without green cones sees linear RGB (Machado and others, 2009, severity 1)."""


def linear(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def luminance(rgb: tuple[float, float, float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def contrast(one: str, other: str) -> float:
    a, b = sorted((luminance(linear(TOKENS[one])), luminance(linear(TOKENS[other]))))
    return (b + 0.05) / (a + 0.05)


def lightness(name: str) -> float:
    """L* as a deuteranope sees it."""
    rgb = linear(TOKENS[name])
    seen = [max(0.0, min(1.0, sum(k * c for k, c in zip(row, rgb, strict=True)))) for row in DEUTERANOPIA]
    y = luminance((seen[0], seen[1], seen[2]))
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "ground", "sunk")),
        *((tone, "paper") for tone in ("act", "red", "amber", "blue")),
        ("paper", "act"),
        ("paper", "red"),
        ("ink", "amber-fill"),
        ("amber", "amber-weak"),
        ("red", "red-weak"),
        ("blue", "blue-weak"),
        ("act", "act-weak"),
        ("pine-ink", "pine"),
        ("pine-ink-2", "pine"),
    ],
)
def test_text_is_legible_on_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_the_edge_of_a_control_is_visible() -> None:
    assert contrast("line-2", "paper") >= 3


def test_overdue_and_due_today_differ_in_lightness_for_a_deuteranope() -> None:
    assert abs(lightness("red") - lightness("amber-fill")) >= 30


def test_no_style_uses_what_a_browser_of_2020_does_not_know() -> None:
    found = [
        f"{file.name}: {word}"
        for file in CSS.glob("*.css")
        for word in (":has(", "color-mix(", "@container", "backdrop-filter", "@layer", "&:", "& .")
        if word in file.read_text(encoding="utf-8")
    ]
    assert found == []


def test_nothing_moves_for_long_or_for_ever() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in CSS.glob("*.css"))
    assert "infinite" not in text
    assert "prefers-reduced-motion:reduce" in text
