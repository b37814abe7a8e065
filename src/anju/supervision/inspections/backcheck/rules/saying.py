"""What may not be said before the 火灾认定: a cause, or who is to blame."""

import re

FORBIDDEN = re.compile(
    r"起火原因|火灾原因|引发火灾|引起火灾|导致火灾|造成火灾|导致起火|负有?(?:全部|主要|次要|直接|管理|监管)?责任"
    r"|责任(?:事故|主体为|在于)|失职|渎职|应予?追责|过错|肇事"
)


def says_too_much(text: str) -> str:
    """The first words of `text` that state a cause or blame; empty where it states none."""
    found = FORBIDDEN.search("".join(text.split()))
    return found.group() if found else ""


def may_say(text: str, *, determined: bool) -> str:
    """The words that may not stand yet; after the 火灾认定 none."""
    return "" if determined else says_too_much(text)
