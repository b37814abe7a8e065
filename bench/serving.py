"""What the benchmarks of the web layer share: a scratch district, a server, a browser without rendering, clocks."""

import http.client
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def prepare(database: str = "") -> Path:
    """A folder of its own, the environment for it, and this project on the path. Call before Django is imported."""
    folder = Path(tempfile.mkdtemp(prefix="anju-bench-"))
    os.environ.update(
        ANJU_DATA_DIR=str(folder),
        ANJU_DATABASE_URL=database or f"sqlite:///{folder}/bench.sqlite3",
        DJANGO_SETTINGS_MODULE="anju.config.settings",
        ANJU_LOG_LEVEL="ERROR",
        PYTHONPATH=f"{ROOT}:{ROOT / 'src'}",
    )
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return folder


def machine() -> str:
    """One line for the table: date, processor, cores, how busy, Python, database."""
    from django.db import connection

    return f"{host()}, {connection.vendor}"


def pour(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows into a table, as fast as the engine takes them."""
    from django.db import connection

    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            connection.connection.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)


def host() -> str:
    """The same without the database."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    load = os.getloadavg()[0]
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, {model}, {os.cpu_count()} cores, load {load:.1f} before, "
        f"Python {platform.python_version()}"
    )


@contextmanager
def serving(target: str, port: int, *, threads: int = 4, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One granian process with one worker on `port`, as `anju serve` starts it."""
    command = [
        sys.executable, "-c",
        "from granian import Granian; from granian.constants import Interfaces; from granian.log import LogLevels; "
        f"Granian({target!r}, port={port}, interface=Interfaces.ASGI, workers=1, websockets=False, "
        "log_level=LogLevels.warning).serve()",
    ]  # fmt: skip
    own = {**os.environ, "ANJU_WEB_THREADS": str(threads), **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=own, start_new_session=True)
    try:
        for _ in range(300):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/live/health", timeout=5).close()
                break
            except OSError:
                continue
        yield process
    finally:
        process.terminate()
        process.wait(30)


def cpu(process: "subprocess.Popen[Any]") -> float:
    """Seconds of processor time of a server and its workers so far."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == process.pid:  # the session, of which the server is the leader
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


class Person:
    """Somebody at a keep-alive connection, with cookies."""

    def __init__(self, port: int, login: str = "", password: str = "", cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})
        self.status = 0
        if login:
            page = self.get("/sign-in/").decode()
            self.post(
                "/sign-in/", {"login": login, "password": password, "csrfmiddlewaretoken": TOKEN.findall(page)[0]}
            )
            assert self.status == 302, f"{login} was not let in: {self.status}"

    def _ask(self, method: str, path: str, body: str | None = None, *, json: bool = False) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/json" if json else "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()  # or it would refuse every further request
            raise
        self.status = answer.status
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return content

    def get(self, path: str) -> bytes:
        """A page."""
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, str]) -> bytes:
        """A form sent; the token comes from the cookie where the caller gives none."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self._ask("POST", path, urlencode({**token, **data}))

    def post_json(self, path: str, data: dict[str, object]) -> bytes:
        """A call of the API."""
        return self._ask("POST", path, dumps(data), json=True)


def quantile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
