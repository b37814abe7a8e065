"""A certificate of one's own for trying phones on the local network: an authority made once, and a leaf for an address.

A phone opens a page without a network only where it trusts the certificate, so a self-signed one alone is not enough:
the authority's file is put on the phone once. Its key never leaves this machine; the authority can sign nothing but
addresses of private networks, and dies after a year.
"""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEAR = timedelta(days=365)
NAME = "Anju on this network"
LOCAL = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10")


def make(folder: Path, address: str) -> tuple[Path, Path, Path]:
    """(authority, certificate, key) as PEM files in `folder`, for an IP address; made where missing or outlived."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root, root_key = folder / "authority.pem", folder / "authority.key"
    if not (root.exists() and root_key.exists() and _lasts(root)):
        _authority(root, root_key)
    leaf, key = folder / f"{address}.pem", folder / f"{address}.key"
    if not (leaf.exists() and key.exists() and _lasts(leaf)) or leaf.stat().st_mtime < root.stat().st_mtime:
        _leaf(leaf, key, root, root_key, address)
    return root, leaf, key


def is_local(address: str) -> bool:
    """The authority may sign for it."""
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(one) for one in LOCAL)


def _lasts(file: Path) -> bool:
    """Still good for a week."""
    found = x509.load_pem_x509_certificate(file.read_bytes())
    return found.not_valid_after_utc > datetime.now(UTC) + timedelta(days=7)


def _begin(subject: str, issuer: x509.Name | None = None) -> tuple[x509.CertificateBuilder, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer or name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEAR)
    )
    return builder, key


def _authority(file: Path, key_file: Path) -> None:
    builder, key = _begin(NAME)
    only = x509.NameConstraints([x509.IPAddress(ipaddress.ip_network(one)) for one in LOCAL], None)
    signing = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(signing, critical=True)
        .add_extension(only, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(file, key_file, made, key)


def _leaf(file: Path, key_file: Path, root_file: Path, root_key_file: Path, address: str) -> None:
    root = x509.load_pem_x509_certificate(root_file.read_bytes())
    root_key = serialization.load_pem_private_key(root_key_file.read_bytes(), None)
    builder, key = _begin(address, root.subject)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    made = (
        builder.add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())  # type: ignore[arg-type]  # of our own making: an elliptic curve's
    )
    _write(file, key_file, made, key)


def _write(file: Path, key_file: Path, made: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
