"""The certificate for phones on the local network: trusted through its authority, for its address only."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

from tools import certificate


def _talk(folder: Path, address: str, asked: str) -> str:
    """One TLS greeting as a phone does it that trusts the authority."""
    root, leaf, key = certificate.make(folder, address)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(leaf, key)
    trusting = ssl.create_default_context(cafile=str(root))
    near, far = socket.socketpair()

    def serve() -> None:
        try:
            with serving.wrap_socket(far, server_side=True) as line:
                line.sendall(b"hello")
        except OSError:
            far.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with trusting.wrap_socket(near, server_hostname=asked) as line:
            return line.recv(5).decode()
    finally:
        near.close()
        thread.join()


def test_who_trusts_the_authority_trusts_the_site(tmp_path: Path) -> None:
    assert _talk(tmp_path, "192.168.3.7", "192.168.3.7") == "hello"


def test_for_no_other_address(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        _talk(tmp_path, "192.168.3.7", "192.168.3.8")


def test_the_authority_signs_nothing_outside_the_network(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        _talk(tmp_path, "203.0.113.5", "203.0.113.5")


def test_the_authority_is_made_once_and_keys_are_for_the_owner_alone(tmp_path: Path) -> None:
    first = certificate.make(tmp_path, "192.168.3.7")
    before = [file.read_bytes() for file in first]
    assert [file.read_bytes() for file in certificate.make(tmp_path, "192.168.3.7")] == before
    other = certificate.make(tmp_path, "192.168.3.8")
    assert other[0].read_bytes() == before[0]
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("*.key")} == {0o600}
