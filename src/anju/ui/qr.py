"""QR codes drawn into pages."""

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn(text: str, *, error: str = "m") -> SafeString:
    """A QR code as inline SVG, without styles of its own. `error`: how much of it may be lost (l, m, q, h)."""
    drawing = segno.make(text, error=error).svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawing)  # noqa: S308 - drawn by segno from modules, the text is not in it
