"""`make run` as a stranger types it, twice: it comes up, lets one in, shows pages, stops when asked, leaves nothing.

    python3 tools/smoke.py [--port 8765] [--limit 60]

Standard library only. `--limit`: seconds within which a first run must answer once the environment stands (`make setup`
is run before the clock); 0: do not judge, on a busy machine.
"""

import argparse
import contextlib
import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIGN_INS = ROOT / "var" / "demo-sign-ins.txt"
PAGES = ("/", "/hazards/", "/duties/", "/catalogue/", "/inbox/", "/me/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 900
"""Seconds to wait for an answer: the district is built meanwhile, on a busy machine too."""


class SmokeError(AssertionError):
    """What is wrong, in a sentence."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--limit", type=float, default=60)
    options = parser.parse_args()
    subprocess.run(["make", "setup"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    try:
        first = once(options.port)
        if options.limit and first.seconds > options.limit:
            raise SmokeError(f"the first run took {first.seconds:.0f} s, more than {options.limit:.0f} s")
        second = once(options.port)
        if second.count != first.count:
            raise SmokeError(f"the second run shows {second.count} hazards, the first showed {first.count}")
    except SmokeError as wrong:
        print(f"make run: {wrong}")
        return 1
    print(f"make run: up in {first.seconds:.1f} s, again in {second.seconds:.1f} s, {first.count}; nothing left behind")
    return 0


class Run:
    """What one run showed."""

    def __init__(self, seconds: float, count: str) -> None:
        self.seconds, self.count = seconds, count


def once(port: int) -> Run:
    """Start, look, stop."""
    start, log = time.monotonic(), ROOT / "var" / "smoke.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
    try:
        await_answer(process, port, log)
        await_address(port, log)
        seconds = time.monotonic() - start
        count = look_around(port)
    finally:
        stop(process)
    left = members(process.pid)
    if left:
        raise SmokeError(f"still running after SIGTERM: {left}")
    return Run(seconds, count)


def await_answer(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until the site says it is well."""
    for _ in range(PATIENCE * 5):
        if process.poll() is not None:
            raise SmokeError(f"it ended by itself:\n{log.read_text(encoding='utf-8')[-2000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/live/health", timeout=5):
            return
        time.sleep(0.2)
    raise SmokeError(f"no answer within {PATIENCE} s:\n{log.read_text(encoding='utf-8')[-2000:]}")


def await_address(port: int, log: Path) -> None:
    """Until the address is printed: the supervisor prints it after its own look at the health page, soon after ours."""
    for _ in range(75):
        if f"http://127.0.0.1:{port}/" in log.read_text(encoding="utf-8"):
            return
        time.sleep(0.2)
    raise SmokeError("the address was not printed")


def look_around(port: int) -> str:
    """Sign in as the first demo person and open the main pages; how many hazards the list says there are."""
    site = f"http://127.0.0.1:{port}"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    lines = SIGN_INS.read_text(encoding="utf-8").splitlines()
    password = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("password"))
    login = next(line.split()[0] for line in lines if line.startswith("  "))
    form = fetch(browser, f"{site}/sign-in/")
    token = TOKEN.findall(form)[0]
    data = {"login": login, "password": password, "csrfmiddlewaretoken": token, "next": "/"}
    page = fetch(browser, f"{site}/sign-in/", urllib.parse.urlencode(data).encode())
    if "<nav" not in page:
        raise SmokeError(f"{login} was not let in")
    shown = {path: fetch(browser, site + path) for path in PAGES}
    if "<table" not in shown["/hazards/"]:
        raise SmokeError("the demo district shows no hazard")
    return " ".join(re.findall(r"筛选结果 [^<]+条", shown["/hazards/"])[:1])


def fetch(browser: urllib.request.OpenerDirector, url: str, data: bytes | None = None) -> str:
    """A page's text."""
    request = urllib.request.Request(url, data, {"Accept-Language": "zh-CN", "Referer": url})
    try:
        with browser.open(request, timeout=30) as answer:
            return str(answer.read().decode("utf-8"))
    except urllib.error.HTTPError as error:
        raise SmokeError(f"{url} answered {error.code}") from error


def stop(process: "subprocess.Popen[bytes]") -> None:
    """As a service manager: SIGTERM to what was started."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise SmokeError("did not stop within 60 s of SIGTERM") from None
    for _ in range(50):
        if not members(process.pid):
            return
        time.sleep(0.1)


def members(first: int) -> list[str]:
    """Processes that `make run` started and that still run: by working folder, as children have their own sessions."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if int(folder.name) != first and (folder / "cwd").resolve() == ROOT and "anju.config.cli" in command:
                found.append(f"{folder.name} {command.strip()}")
    return found


if __name__ == "__main__":
    sys.exit(main())
