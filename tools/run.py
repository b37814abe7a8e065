"""`make run` after the set-up: database, demo district where there is none, then the processes on one address.

With `--https` (`make run HTTPS=1`) phones on the local network reach it too; docs/deploy.md says what to do on them.
"""

import argparse
import functools
import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ANJU_DATA_DIR", ROOT / "var"))
SIGN_INS = DATA / "demo-sign-ins.txt"
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


def is_new() -> bool:
    """The database is the one that comes by itself, and is not there yet: the demo makes it, tables and all."""
    return "ANJU_DATABASE_URL" not in os.environ and not (DATA / "anju.sqlite3").exists()


def is_empty() -> bool:
    """The database holds no place yet."""
    import django

    django.setup()
    from anju.places.models import Place

    return not Place.objects.system("is there a district yet?").exists()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--size", choices=("tiny", "district", "city"), default="district")
    parser.add_argument("--https", nargs="?", const="", metavar="ADDRESS", help="for phones too, at our address")
    options = parser.parse_args()
    port = options.port
    if not is_free(port):
        print(f"Port {port} is in use. Choose another:  make run PORT={port + 1}")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    os.environ.setdefault("ANJU_DEMO", "1")
    built = False
    try:
        if not is_new():
            timed("database", [*ANJU, "migrate", "--verbosity", "0"])
        if is_new() or is_empty():
            timed("demo district", [*ANJU, "demo", "--size", options.size])
            built = True
    except subprocess.CalledProcessError as error:
        print(f"failed: {' '.join(error.cmd[2:])}")
        return error.returncode
    if not built and SIGN_INS.exists():
        print(SIGN_INS.read_text(encoding="utf-8"))
    sys.stdout.flush()
    return serve(port) if options.https is None else serve_phones(port, options.https or own_address())


def own_address() -> str:
    """This machine's address on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


class Authority(http.server.BaseHTTPRequestHandler):
    """Hands out one file, the authority's certificate, to phones that do not trust it yet."""

    def __init__(self, data: bytes, *rest: object) -> None:
        self.data = data
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-x509-ca-cert")
        self.send_header("Content-Disposition", 'attachment; filename="anju-authority.crt"')
        self.end_headers()
        self.wfile.write(self.data)

    def log_message(self, *_said: object) -> None:
        """A terminal is for what its reader has to do."""


def serve_phones(port: int, address: str) -> int:
    """On every address of this machine, by https; the authority's file beside it on the next port, by http."""
    import certificate  # beside this file
    import segno

    if not certificate.is_local(address):
        print(f"{address} is no address of a private network. Choose one:  make run HTTPS=192.168.…")
        return 1
    authority, leaf, key = certificate.make(DATA / "tls", address)
    files = http.server.ThreadingHTTPServer(("0.0.0.0", port + 1), functools.partial(Authority, authority.read_bytes()))
    threading.Thread(target=files.serve_forever, daemon=True).start()
    site = f"https://{address}:{port}"
    segno.make(f"{site}/app/").terminal(compact=True)
    print(f"1. phone, once: open  http://{address}:{port + 1}/  and trust the certificate it downloads")
    print(f"2. then open          {site}/app/", flush=True)
    own = {
        "ANJU_HOSTS": f"{address},127.0.0.1,localhost", "ANJU_HTTPS": "1", "ANJU_SITE_URL": site,
        "ANJU_TLS_CERTIFICATE": str(leaf), "ANJU_TLS_KEY": str(key),
    }  # fmt: skip
    command = [*ANJU, "up", "--host", "0.0.0.0", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own})
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: process.terminate())
    return process.wait()


def serve(port: int) -> NoReturn:
    """In this process's place, so that one signal ends it all."""
    os.chdir(ROOT)
    os.execv(ANJU[0], [*ANJU, "up", "--port", str(port)])


if __name__ == "__main__":
    sys.exit(main())
