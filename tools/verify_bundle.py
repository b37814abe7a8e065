#!/usr/bin/env python3
"""Check a bundle of a backcheck dossier, with nothing but Python's standard library.

    python verify_bundle.py BUNDLE.zip [--manifest SHA256] [--key HEX ...]

Every file named in the manifest is there with its SHA-256, nothing else is, and every ledger proof holds by
`verify_proof.py`, which lies beside this script. `--manifest` is the digest that the ledger keeps of the manifest:
without it the check shows only that the bundle agrees with itself. `--key`: the public key the district is known by.
Exit status: 0 it holds, 1 it does not, 2 the file is no bundle.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

MANIFEST = "manifest.json"


class BundleError(Exception):
    """The bundle does not hold; says where."""


def prover() -> ModuleType:
    """`verify_proof.py` from the folder of this script, also where Python looks in no folder by itself."""
    spec = importlib.util.spec_from_file_location("verify_proof", Path(__file__).with_name("verify_proof.py"))
    if spec is None or spec.loader is None:
        raise OSError("verify_proof.py is missing beside this script")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(box: zipfile.ZipFile, known: str, keys: list[bytes]) -> dict[str, Any]:
    """The manifest of a bundle that holds, with the count of `proofs`. Raises BundleError."""
    names = box.namelist()
    if len(names) != len(set(names)):
        raise BundleError("a name stands twice in the zip")
    content = box.read(MANIFEST)
    digest = hashlib.sha256(content).hexdigest()
    if known and digest != known.lower():
        raise BundleError(f"the manifest is not the one the ledger knows: {digest}")
    manifest: dict[str, Any] = json.loads(content)
    if manifest["anju_bundle"] != 1:
        raise BundleError(f"a bundle of unknown version {manifest['anju_bundle']}")
    strange = sorted(set(names) - set(manifest["files"]) - {MANIFEST})
    if strange:
        raise BundleError(f"not in the manifest: {strange[0]}")
    for name, expected in sorted(manifest["files"].items()):
        if name not in names:
            raise BundleError(f"missing: {name}")
        if hashlib.sha256(box.read(name)).hexdigest() != expected:
            raise BundleError(f"changed: {name}")
    proofs = [name for name in manifest["files"] if name.startswith("proofs/")]
    tool = prover()
    for name in proofs:
        try:
            tool.check(json.loads(box.read(name)), *keys)
        except tool.ProofError as error:
            raise BundleError(f"{name}: {error}") from error
    return {**manifest, "digest": digest, "proofs": len(proofs)}


def main(arguments: list[str] | None = None) -> int:
    """Check the file named on the command line and say what holds."""
    parser = argparse.ArgumentParser(description="Check a bundle of a backcheck dossier.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--manifest", default="", help="SHA-256 of the manifest, as the ledger keeps it")
    parser.add_argument("--key", type=bytes.fromhex, action="append", default=[], help="a known public key, as hex")
    options = parser.parse_args(arguments)
    try:
        with zipfile.ZipFile(options.bundle) as box:
            found = check(box, options.manifest, options.key)
    except (BundleError, zipfile.BadZipFile) as error:
        print(f"DOES NOT HOLD: {error}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"no bundle: {error!r}", file=sys.stderr)
        return 2
    print(f"HOLDS: {len(found['files'])} files and {found['proofs']} proofs of fire {found['fire']}")
    print(f"made {found['made_at']} by {found['made_by']}; manifest {found['digest']}")
    if not options.manifest:
        print("without --manifest this shows only that the bundle agrees with itself")
    return 0


if __name__ == "__main__":
    sys.exit(main())
