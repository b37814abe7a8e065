"""`make run` after the set-up: database, demo district where there is none, then the processes on one address."""

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANJU = [sys.executable, "-m", "anju.config.cli"]


def timed(name: str, command: list[str]) -> None:
    """Run a step, its own output shown, and say how long it took."""
    start = time.monotonic()
    print(f"  {name} …", flush=True)
    subprocess.run(command, cwd=ROOT, check=True)
    print(f"  {name:<28}{time.monotonic() - start:5.1f} s", flush=True)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def state() -> tuple[bool, bool]:
    """(the database holds no place yet, the demo command exists)."""
    import django

    django.setup()
    from django.core.management import get_commands

    from anju.places.models import Place

    return not Place.objects.system("is there a district yet?").exists(), "demo" in get_commands()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    if not is_free(port):
        print(f"Port {port} is in use. Choose another:  make run PORT={port + 1}")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    os.environ.setdefault("ANJU_DEMO", "1")
    try:
        timed("database", [*ANJU, "migrate", "--verbosity", "0"])
        empty, has_demo = state()
        if empty and has_demo:
            timed("demo district", [*ANJU, "demo"])
        elif empty:
            print("  demo district               not in this version; the database is empty")
    except subprocess.CalledProcessError as error:
        print(f"failed: {' '.join(error.cmd[2:])}")
        return error.returncode
    sys.stdout.flush()
    return subprocess.run([*ANJU, "up", "--port", str(port)], cwd=ROOT, check=False).returncode
    return None


if __name__ == "__main__":
    sys.exit(main())
