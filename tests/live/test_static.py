"""What the built files carry."""

import pytest

from anju.live import static


def policy(name: str) -> str:
    headers: dict[str, str] = {}
    static._secure(headers, name, f"/static/{name}")
    return headers["content-security-policy"]


def test_a_script_may_ask_its_own_server_when_it_runs_as_a_worker() -> None:
    assert "connect-src 'self'" in policy("dist/assets/worker-oefn8ptG.js")


@pytest.mark.parametrize("name", ["dist/assets/desk-DgedZCAT.css", "ui/icon.svg"])
def test_anything_else_may_ask_for_nothing(name: str) -> None:
    assert policy(name) == "default-src 'none'; frame-ancestors 'none'"
