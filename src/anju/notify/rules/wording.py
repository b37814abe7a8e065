"""Cutting and masking text for the outside: a group sees neither a person nor a door."""

import re

ROBOT_BYTES = 2048
"""WeCom: `content` of a text message, counted in bytes of UTF-8."""

GROUP_CHARACTERS = 200
ELLIPSIS = "…"

_DOOR = re.compile(
    r"[0-9０-９一二三四五六七八九十百零]{1,5}\s*[-－—]?\s*[0-9０-９]{0,4}\s*(?:号房|室|门牌)"
    r"|(?<=单元)\s*[0-9０-９]{2,4}(?![0-9０-９])"
    r"|(?<![0-9０-９])[0-9０-９]{1,3}(?:[-－—][0-9０-９]{1,4}){2,}(?![0-9０-９])"
)
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])0[0-9]{2,3}-?[0-9]{7,8}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9Xx])")


def mask(text: str) -> str:
    """Take out door numbers, phone and identity numbers. A net under texts that should hold none."""
    return _DOOR.sub("某户", _CARD.sub("…", _PHONE.sub("…", text)))


def cut_bytes(text: str, limit: int = ROBOT_BYTES) -> str:
    """`text` within `limit` bytes of UTF-8, never through a character; what was cut shows as …"""
    if len(text.encode()) <= limit:
        return text
    room = limit - len(ELLIPSIS.encode())
    return text.encode()[: max(room, 0)].decode(errors="ignore") + ELLIPSIS


def merged(lines: list[str], limit: int, more: str) -> str:
    """As many whole lines as fit into `limit` bytes; the rest counted in `more` (with `{count}`)."""
    kept: list[str] = []
    for position, line in enumerate(lines):
        rest = len(lines) - position - 1
        tail = [more.format(count=rest)] if rest else []
        if kept and len("\n".join([*kept, line, *tail]).encode()) > limit:
            return cut_bytes("\n".join([*kept, more.format(count=rest + 1)]), limit)
        kept.append(line)
    return cut_bytes("\n".join(kept), limit)


def group_text(*, what: str, where: tuple[str, ...], until: str, link: str, ask: str = "") -> str:
    """「转到微信群」: a short text to paste into a chat group, ending with the link.

    `what` is the catalogue's word for the hazard; `where` the public names from the estate down to the building, floor
    or unit; `until` the date due, in words. It takes no person and no free text, masks what looks like a door, and
    keeps to `GROUP_CHARACTERS` by shortening the place from the left. Raises ValueError when the link alone is longer.
    """
    if len(link) > GROUP_CHARACTERS - 60:
        raise ValueError("the link leaves no room for the text")
    head = mask(what)[:40]
    tail = "".join(part for part in (f"，{until}" if until else "", f"。{ask}" if ask else "") if part)[:60]
    room = GROUP_CHARACTERS - len(link) - len(head) - len(tail) - 4
    names = [mask(name) for name in where if name]
    while len(names) > 1 and len("".join(names)) > room:
        names.pop(0)
    place = "".join(names)[: max(room, 0)]
    return f"【{place}】{head}{tail}\n{link}" if place else f"{head}{tail}\n{link}"
