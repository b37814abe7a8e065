"""Small pieces of WordprocessingML that python-docx has no words for."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def made(tag: str, **values: object) -> Any:
    """A new element with its attributes, all of the `w` namespace."""
    element = OxmlElement(f"w:{tag}")
    put(element, **values)
    return element


def put(element: Any, **values: object) -> None:
    """Attributes of the `w` namespace."""
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))


def fonts(properties: Any, font: str) -> None:
    """The same font for every script of a run or style."""
    put(properties.get_or_add_rFonts(), ascii=font, hAnsi=font, eastAsia=font, cs=font)
