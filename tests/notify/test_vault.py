"""Keys at rest."""

import pytest

from anju.notify import vault


def test_what_was_closed_opens_again() -> None:
    assert vault.open_(vault.close({"key": "钥匙"}, "wecom"), "wecom") == {"key": "钥匙"}


def test_the_key_is_not_readable_in_the_row() -> None:
    assert "k-123" not in vault.close({"key": "k-123"}, "wecom")


def test_the_same_secret_is_never_stored_the_same_way_twice() -> None:
    assert vault.close({"key": "a"}, "wecom") != vault.close({"key": "a"}, "wecom")


def test_a_secret_cannot_be_moved_to_another_purpose() -> None:
    with pytest.raises(vault.SealedError):
        vault.open_(vault.close({"key": "a"}, "wecom"), "dingtalk")


@pytest.mark.parametrize("changed", ["v1:", "v1:AAAA", "rubbish", "v1:%%%"])
def test_a_changed_row_does_not_open(changed: str) -> None:
    with pytest.raises(vault.SealedError):
        vault.open_(changed, "wecom")


def test_nothing_opens_to_nothing() -> None:
    assert vault.open_("", "wecom") == {}
