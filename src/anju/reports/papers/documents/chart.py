"""A drawing of a count by month: bars with their numbers, black on white, so that it survives any printer."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1560, 640
"""Ten dots to the millimetre of the text's width."""
INK, BAR, LINE = (23, 33, 31), (11, 95, 99), (211, 219, 215)
MARGIN, FOOT, TOP = 20, 60, 60
SIZE = 30


def bars(months: Sequence[tuple[date, int]]) -> bytes:
    """PNG. Labels are digits alone (2026-11), which every font has; the words stand in the caption."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(SIZE)
    base = HEIGHT - FOOT
    most = max((count for _month, count in months), default=0) or 1
    step = (WIDTH - 2 * MARGIN) / max(1, len(months))
    for quarter in range(1, 5):
        y = base - (base - TOP) * quarter // 4
        draw.line([(MARGIN, y), (WIDTH - MARGIN, y)], fill=LINE, width=2)
    for position, (month, count) in enumerate(months):
        left = MARGIN + step * position + step * 0.2
        right = left + step * 0.6
        top = base - (base - TOP) * count / most
        if count:
            draw.rectangle([left, top, right, base], fill=BAR)
        middle = (left + right) / 2
        draw.text((middle, top - 8), f"{count:,}", fill=INK, font=font, anchor="ms")
        draw.text((middle, base + 14), f"{month:%y-%m}", fill=INK, font=font, anchor="mt")
    draw.line([(MARGIN, base), (WIDTH - MARGIN, base)], fill=INK, width=3)
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def in_words(months: Sequence[tuple[date, int]]) -> str:
    """The same for who cannot see it."""
    return "；".join(f"{month.year}年{month.month}月{count:,}处" for month, count in months)
