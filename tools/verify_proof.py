#!/usr/bin/env python3
"""Check a proof from `anju ledger prove`, with nothing but Python's standard library.

    python verify_proof.py PROOF.json [--key HEX ...]

For each entry: its content hashes to a leaf (RFC 9162 §2.1.1), the leaf's audit path leads to the root of a tree head
(§2.1.3.2), and the head carries an Ed25519 signature (RFC 8032 §5.1.7). Without `--key` the signature is checked with
the key inside the proof, which shows only that the proof agrees with itself: compare that key with one known otherwise.
The proof names its hash: SHA-256, or SM3 (GB/T 32905), which Python has where its OpenSSL has it.
Exit status: 0 the proof holds, 1 it does not, 2 the file is no proof.
"""

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
SIGNED = (
    "format", "uid", "deed", "at", "happened_at", "actor", "post", "organisation",
    "verb", "subject_kind", "subject_id", "district", "path", "data", "state",
)  # fmt: skip

Point = tuple[int, int, int, int]
"""Extended homogeneous coordinates (X, Y, Z, T), x = X/Z, y = Y/Z, x * y = T/Z (RFC 8032 §5.1.4)."""


class ProofError(Exception):
    """The proof does not hold; says where."""


def add(p: Point, q: Point) -> Point:
    """RFC 8032 §5.1.4."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(factor: int, p: Point) -> Point:
    """`factor` times the point, by doubling and adding; nothing here is secret."""
    total: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = add(total, p)
        p, factor = add(p, p), factor >> 1
    return total


def same(p: Point, q: Point) -> bool:
    """Whether two points are one."""
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def decode(data: bytes) -> Point:
    """RFC 8032 §5.1.3. Raises ProofError for bytes that are no point."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if len(data) != 32 or y >= P:
        raise ProofError("no point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ProofError("no point of the curve")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032 §5.1.7: whether [S]B = R + [k]A."""
    if len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    try:
        public, r = decode(key), decode(signature[:32])
    except ProofError:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return same(multiply(s, BASE), add(r, multiply(k, public)))


def root_from_path(digest: bytes, index: int, size: int, path: list[bytes], name: str = "sha256") -> bytes:
    """RFC 9162 §2.1.3.2: the root that a leaf and its audit path lead to."""
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} in a tree of {size}")
    position, last = index, size - 1
    for step in path:
        if last == 0:
            raise ProofError("the path is too long")
        if position & 1 or position == last:
            digest = hashlib.new(name, b"\x01" + step + digest).digest()
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = hashlib.new(name, b"\x01" + digest + step).digest()
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("the path is too short")
    return digest


def check_head(head: dict[str, Any], key: bytes, name: str = "sha256") -> None:
    """The head is signed with the key."""
    said = ["anju-head", 1, head["district"], head["size"], head["root"], head["at"], head["key_id"]]
    said += [] if name == "sha256" else [name]
    message = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    where = f"head {head['district']}@{head['size']}"
    if head["key_id"] != key.hex()[:16]:
        raise ProofError(f"{where} names another key: {head['key_id']}")
    if not ed25519_holds(key, message, bytes.fromhex(head["signature"])):
        raise ProofError(f"{where}: the signature is wrong")


def check_entry(
    proof: dict[str, Any], heads: dict[tuple[str, int], dict[str, Any]], name: str = "sha256"
) -> dict[str, Any]:
    """The entry's content stands in the tree of a head; return what it says by column."""
    where = f"entry {proof['district']}#{proof['index']}"
    head = heads.get((proof["district"], proof["size"]))
    if head is None:
        raise ProofError(f"{where}: the proof holds no head of size {proof['size']}")
    digest = hashlib.new(name, b"\x00" + proof["content"].encode()).digest()
    path = [bytes.fromhex(step) for step in proof["path"]]
    if root_from_path(digest, proof["index"], proof["size"], path, name).hex() != head["root"]:
        raise ProofError(f"{where}: the content does not lead to the head's root")
    said = dict(zip(SIGNED, json.loads(proof["content"].split("\n")[0]), strict=True))
    if said["district"] != proof["district"]:
        raise ProofError(f"{where}: the entry belongs to {said['district']}")
    return said


def key_of(proof: dict[str, Any], head: dict[str, Any], known: list[bytes]) -> bytes:
    """The key a head must be signed with: the known one it names, else any known one; without any, the proof's own."""
    named = [key for key in known if key.hex()[:16] == head["key_id"]]
    if known:
        return (named or known)[0]
    return bytes.fromhex(proof.get("public_keys", {}).get(head["key_id"], proof["public_key"]))


def check(proof: dict[str, Any], *known: bytes) -> list[dict[str, Any]]:
    """What the entries of a proof say, by column. Raises ProofError when anything does not hold.

    `known`: the keys the district is known by; more than one where it changed them.
    """
    if proof["anju_proof"] != 1:
        raise ProofError(f"a proof of unknown version {proof['anju_proof']}")
    if not proof["entries"]:
        raise ProofError("the proof holds no entry")
    name = proof.get("hash", "sha256")
    if name not in ("sha256", "sm3"):
        raise ProofError(f"a proof with an unknown hash {name}")
    for head in proof["heads"]:
        check_head(head, key_of(proof, head, list(known)), name)
    heads = {(head["district"], head["size"]): head for head in proof["heads"]}
    entries = [check_entry(entry, heads, name) for entry in proof["entries"]]
    for said in entries:
        if {"kind": said["subject_kind"], "id": said["subject_id"]} != proof["subject"]:
            raise ProofError(f"entry {said['uid']} tells of another subject")
    return entries


def main(arguments: list[str] | None = None) -> int:
    """Check the file named on the command line and print what it proves."""
    parser = argparse.ArgumentParser(description="Check a proof from `anju ledger prove`.")
    parser.add_argument("proof", type=Path)
    parser.add_argument(
        "--key", type=bytes.fromhex, action="append", default=[],
        help="the public key the district is known by, 64 hex digits; again for each key it has had",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        proof = json.loads(options.proof.read_text(encoding="utf-8"))
        entries = check(proof, *options.key)
    except ProofError as error:
        print(f"DOES NOT HOLD: {error}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"no proof: {error!r}", file=sys.stderr)
        return 2
    for said in entries:
        at = datetime.fromtimestamp(said["at"] // 1_000_000, UTC)
        print(f"{at:%Y-%m-%d %H:%M:%S}Z  {said['verb']}  by {said['actor']}  {said['data']}")
    print(f"HOLDS: {len(entries)} entries of {proof['subject']['kind']}:{proof['subject']['id']}")
    if not options.key:
        print(f"signed with the key the proof itself names, {proof['public_key']}: compare it with one known otherwise")
    return 0


if __name__ == "__main__":
    sys.exit(main())
