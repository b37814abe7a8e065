"""`make check`: everything that can be said about the code without running it. Runs all, then says what failed."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
CHECKS: list[tuple[str, list[str]]] = [
    ("style", [PYTHON, "-m", "ruff", "check", "."]),
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "src", "tests"]),
    ("types", [PYTHON, "-m", "mypy"]),
    ("django", [PYTHON, "-m", "anju.config.cli", "check", "--fail-level", "WARNING"]),
    ("migrations in step", [PYTHON, "-m", "anju.config.cli", "makemigrations", "--check", "--dry-run"]),
    ("templates", [PYTHON, "tools/templates.py"]),
    ("translations", [PYTHON, "tools/messages.py", "check"]),
    ("house law", [PYTHON, "-m", "pytest", "tests/guards"]),
]
if (ROOT / "package.json").exists() and shutil.which("npm"):
    CHECKS.append(("browser types", ["npm", "run", "--silent", "check"]))


def main() -> int:
    failed = []
    for name, command in CHECKS:
        start = time.monotonic()
        print(f"  {name:<20}", end="", flush=True)
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        print(f"{time.monotonic() - start:5.1f} s  {'failed' if done.returncode else 'ok'}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout.rstrip(), flush=True)
    print(f"{len(CHECKS) - len(failed)} checks passed" + (f", failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
