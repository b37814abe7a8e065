#!/usr/bin/env python3
"""Makes this checkout ready: environment, packages, browser files, translations. Safe to run again; stdlib only.

Written so that an old Python can still read it and say what is wrong.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
DIST = ROOT / "src" / "anju" / "ui" / "static" / "dist"
OLDEST = (3, 11)
CANDIDATES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3", "python")
OLDEST_NODE = (20, 19)
NEVER = {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV)}
DEV_GROUP = (
    "import json, tomllib as t; print(json.dumps(t.load(open('pyproject.toml', 'rb'))['dependency-groups']['dev']))"
)


class StopError(Exception):
    """Cannot go on; the message says what to do."""


def dotted(numbers):
    return ".".join(str(number) for number in numbers)


@contextlib.contextmanager
def step(name):
    """Print a step, then how long it took and what it found."""
    start = time.monotonic()
    print(f"  {name:<28}", end="", flush=True)
    notes = []
    try:
        yield notes.append
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - start:5.1f} s  {'; '.join(notes)}", flush=True)


def run(command, extra=None, check=True):
    """Run quietly; show everything only when it fails."""
    env = dict(os.environ, **(extra or {}))
    env.pop("VIRTUAL_ENV", None)
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=str(ROOT), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if check and done.returncode:
        output = done.stdout.decode(errors="replace").strip()
        raise StopError(f"{output}\nfailed: {' '.join(words)}")
    return done


def version_of(python):
    """(version, real path) of a Python; None where there is none."""
    ask = "import sys; print(*sys.version_info[:3]); print(sys.executable)"
    try:
        done = subprocess.run(
            [python, "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=False
        )
        numbers, path = done.stdout.decode().splitlines()
        return tuple(int(number) for number in numbers.split()), path
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def find_python():
    """(version, path) of a Python that is new enough: this one, else the first found on PATH."""
    if sys.version_info[:2] >= OLDEST:
        return tuple(sys.version_info[:3]), getattr(sys, "_base_executable", None) or sys.executable
    for name in CANDIDATES:
        found = version_of(name) if shutil.which(name) else None
        if found and found[0][:2] >= OLDEST:
            return found
    raise StopError(
        f"Anju needs Python {dotted(OLDEST)} or newer; this is {dotted(sys.version_info[:3])}. "
        "On Debian 12 or newer:  apt install python3"
    )


def make_venv(python, version):
    """`.venv`, by uv where it is, else by Python's own venv."""
    present = version_of(str(VENV / "bin" / "python")) if (VENV / "bin" / "python").exists() else None
    if present and present[0][:2] >= OLDEST:
        return "present"
    uv = shutil.which("uv")
    if uv:
        run([uv, "venv", "-q", "--clear", "--python", python, VENV], NEVER)
        return "by uv"
    if subprocess.run([python, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL, check=False).returncode:
        raise StopError(
            f"This Python cannot make environments. Run:  apt install python{dotted(version[:2])}-venv  and try again."
        )
    run([python, "-m", "venv", "--clear", VENV])
    return "new"


def find_uv():
    """uv from PATH, from the environment, or freshly installed there; None where it cannot be had."""
    own = VENV / "bin" / "uv"
    if shutil.which("uv") or own.exists():
        return shutil.which("uv") or str(own)
    done = run([VENV / "bin" / "python", "-m", "pip", "install", "-q", "uv"], check=False)
    return None if done.returncode else str(own)


def install(uv):
    """Every package, as the lock file says; by pip from pyproject.toml where there is no uv."""
    if uv:
        run([uv, "sync", "--frozen", "-q", "--inexact"], NEVER)  # exact would remove a uv that lives in the venv
        return "by uv, locked"
    stamp, wanted = VENV / ".anju-packages", digest([ROOT / "pyproject.toml"])
    if stamp.exists() and stamp.read_text() == wanted:
        return "present"
    python = VENV / "bin" / "python"
    dev = json.loads(run([python, "-c", DEV_GROUP]).stdout.decode())
    run([python, "-m", "pip", "install", "-q", "-e", ".", *dev])
    stamp.write_text(wanted)
    return "by pip, not locked"


def digest(files):
    """One hash over names and contents."""
    total = hashlib.sha256()
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def sources():
    """What the browser's files are built from."""
    top = [ROOT / name for name in ("package.json", "package-lock.json")]
    return top + sorted(path for path in (ROOT / "frontend").rglob("*") if path.is_file())


def find_npm():
    """npm, where Node is new enough."""
    node, npm, need = shutil.which("node"), shutil.which("npm"), dotted(OLDEST_NODE)
    if not node or not npm:
        raise StopError(
            f"Node.js with npm is missing. Install Node {need} or newer (Debian 13:  apt install nodejs npm)."
        )
    answer = subprocess.run([node, "--version"], stdout=subprocess.PIPE, check=False).stdout.decode().strip()
    found = re.match(r"v(\d+)\.(\d+)", answer)
    if not found or (int(found.group(1)), int(found.group(2))) < OLDEST_NODE:
        raise StopError(f"Node.js is {answer or 'unknown'}; Anju needs {need} or newer.")
    return npm


def modules():
    """node_modules as the lock file says, only when the lock changed."""
    stamp, wanted = ROOT / "node_modules" / ".anju-lock", digest([ROOT / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return "present"
    run([find_npm(), "ci", "--no-audit", "--no-fund"])
    stamp.write_text(wanted)
    return "npm ci"


def assets(force):
    """Build the browser's files, only when their sources changed."""
    stamp, wanted = ROOT / "node_modules" / ".anju-assets", digest(sources())
    if not force and stamp.exists() and DIST.exists() and stamp.read_text() == wanted:
        return "present"
    run([find_npm(), "run", "build"])
    stamp.write_text(wanted)
    return "built"


def frontend(force):
    if not (ROOT / "package.json").exists():
        return
    with step("browser packages") as note:
        note(modules())
    with step("browser files") as note:
        note(assets(force))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", action="store_true", help="build the browser's files even if nothing changed")
    options = parser.parse_args()
    try:
        version, python = find_python()
        print(f"Setting up Anju with Python {dotted(version)} ({python})", flush=True)
        with step("environment .venv") as note:
            note(make_venv(python, version))
        with step("uv") as note:
            uv = find_uv()
            note(uv if uv else "not to be had; using pip")
        with step("packages") as note:
            note(install(uv))
        frontend(options.assets)
        with step("translations") as note:
            note(run([VENV / "bin" / "python", "tools/messages.py", "compile"]).stdout.decode().strip())
    except StopError as stop:
        print(f"\n{stop}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
