"""Pages while 50 phones send photos over a thin line: page times without and with the uploads, on the real server.

    python bench/slow_uploads.py [UPLOADS] [KB_PER_SECOND] [ROUNDS]

Builds the tiny demo district in a fresh folder, starts `anju serve` with its default processes, signs in as a grid
member, and fetches 我的待办 and the hazards list, one after another. Half of the senders use `/live/uploads` in
pieces, half send the whole report form as a browser without script does. All begin at once and send as much, so all
photos arrive in the same moment, the worst one; then the next round begins. Numbers are of the fetches only.
"""

import asyncio
import io
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import serving  # noqa: E402 - the folder above is put on the path first

PORT = int(os.environ.get("BENCH_PORT", "8191"))
SITE = f"http://127.0.0.1:{PORT}"
PAGES = ("/", "/hazards/")
TICK = 0.25


def anju(home: Path, *words: str, **more: object) -> "subprocess.Popen[str]":
    environment = os.environ | {"ANJU_DATA_DIR": str(home), "ANJU_DEMO": "1", "ANJU_LOG_LEVEL": "ERROR"}
    environment.pop("ANJU_DATABASE_URL", None)
    command = [sys.executable, "-m", "anju.config.cli", *words]
    return subprocess.Popen(command, env=environment, text=True, **more)  # type: ignore[call-overload, no-any-return]


def session_of(home: Path) -> str:
    """A session of a grid member, made in the server's own database."""
    script = (
        "from django.test import Client\n"
        "from anju.people.models import Post\n"
        "post = Post.objects.system('bench').filter(role='grid_member').select_related('account').first()\n"
        "client = Client(); client.force_login(post.account)\n"
        "print('SESSION', client.cookies['sessionid'].value)\n"
    )
    done = anju(home, "shell", "--no-imports", "-c", script, stdout=subprocess.PIPE).communicate()[0]
    return next(line.split()[1] for line in done.splitlines() if line.startswith("SESSION"))


def photo(seed: int) -> bytes:
    """About 400 KB that compress no further, as a phone's shrunk photo."""
    rng = random.Random(seed)
    picture = Image.frombytes("RGB", (700, 500), rng.randbytes(700 * 500 * 3))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


async def thin(data: bytes, rate: int):  # type: ignore[no-untyped-def]
    """The bytes at `rate` per second."""
    step = max(1, int(rate * TICK))
    for start in range(0, len(data), step):
        yield data[start : start + step]
        await asyncio.sleep(TICK)


async def in_pieces(client: httpx.AsyncClient, data: bytes, rate: int) -> int:
    begun = await client.post("/live/uploads", headers={"Upload-Length": str(len(data)), "Origin": SITE})
    begun.raise_for_status()
    token = begun.json()["token"]
    headers = {"Upload-Offset": "0", "Content-Type": "application/octet-stream", "Origin": SITE}
    done = await client.patch(f"/live/uploads/{token}", content=thin(data, rate), headers=headers)
    assert done.json().get("complete"), done.text
    return len(data)


async def as_a_form(client: httpx.AsyncClient, data: bytes, rate: int, csrf: str) -> int:
    """The report form with its photo, left without a place: it comes back and the photo is kept."""
    edge = "edge-of-the-part"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{csrf}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="before"; filename="a.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Content-Length": str(len(body)),
        "Referer": SITE,
    }
    done = await client.post("/hazards/report/", content=thin(body, rate), headers=headers)
    assert done.status_code == 422, done.status_code
    return len(data)


def fetch_pages(session: str, seconds: float, stop: Any, told: Any) -> None:
    """One fetch after another, for some seconds or until told to stop; milliseconds of each. In its own process: the
    senders' event loop would hold it up and count as the server's time.
    """
    person, times, end = serving.Person(PORT, cookies={"sessionid": session}), [], time.perf_counter() + seconds
    while time.perf_counter() < end and not stop.is_set():
        start = time.perf_counter()
        person.get(PAGES[len(times) % len(PAGES)])
        times.append((time.perf_counter() - start) * 1000)
        assert person.status == 200, person.status
        time.sleep(0.02)
    told.put(times)


class Fetching:
    """Somebody at pages, until `result`."""

    def __init__(self, session: str, seconds: float = 3600) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.stop, self.told = spawn.Event(), spawn.Queue()
        self.process = spawn.Process(target=fetch_pages, args=(session, seconds, self.stop, self.told))
        self.process.start()

    def result(self, *, stop: bool = False) -> list[float]:
        if stop:
            self.stop.set()
        times: list[float] = self.told.get()
        self.process.join()
        return times


def said(what: str, times: list[float], cpu: float) -> None:
    p50, p99 = (serving.quantile(times, share) for share in (0.5, 0.99))
    over = sum(each > 500 for each in times)
    print(f"| {what} | {len(times)} | {p50:.0f} | {p99:.0f} | {max(times):.0f} | {over} | {cpu:.1f} |", flush=True)


def measure(server: "subprocess.Popen[str]", session: str, uploads: int, rate: int, rounds: int) -> None:
    photos = [photo(number) for number in range(uploads * rounds)]
    Fetching(session, 3).result()  # warm
    print("\n| | pages | p50 ms | p99 ms | max ms | over 500 ms | server cpu s |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    busy = serving.cpu(server)
    said("no uploads", Fetching(session, 20).result(), serving.cpu(server) - busy)
    busy, start, fetching = serving.cpu(server), time.perf_counter(), Fetching(session)
    arrived = asyncio.run(send(session, photos, uploads, rate))
    took = time.perf_counter() - start
    said(f"{uploads} uploads", fetching.result(stop=True), serving.cpu(server) - busy)
    print(f"\n{arrived / 1e6:.1f} MB arrived in {took:.0f} s, {arrived / took / uploads / 1000:.1f} KB/s each")


async def send(session: str, photos: list[bytes], uploads: int, rate: int) -> int:
    """All photos, `uploads` at a time; bytes sent."""
    limits, arrived = httpx.Limits(max_connections=uploads + 10), 0
    async with httpx.AsyncClient(base_url=SITE, cookies={"sessionid": session}, timeout=300, limits=limits) as client:
        csrf = (await client.get("/hazards/report/")).cookies.get("csrftoken") or client.cookies.get("csrftoken", "")
        for start in range(0, len(photos), uploads):
            sending = [
                in_pieces(client, data, rate) if number % 2 else as_a_form(client, data, rate, str(csrf))
                for number, data in enumerate(photos[start : start + uploads])
            ]
            arrived += sum(await asyncio.gather(*sending))
    return arrived


def main() -> None:
    given = [int(word) for word in sys.argv[1:]] + [50, 20, 2][len(sys.argv) - 1 :]
    uploads, rate, rounds = given[0], given[1] * 1000, given[2]
    print(serving.host(), flush=True)
    with tempfile.TemporaryDirectory(prefix="anju-bench-") as folder:
        home = Path(folder)
        built = anju(home, "demo", "--size", "tiny", stdout=subprocess.DEVNULL)
        if built.wait():
            raise SystemExit("the demo district could not be built")
        session = session_of(home)
        server = anju(home, "serve", "--port", str(PORT), start_new_session=True, stdout=subprocess.DEVNULL)
        try:
            wait_for_server()
            measure(server, session, uploads, rate, rounds)
            print(f"load {os.getloadavg()[0]:.1f} after")
        finally:
            server.terminate()
            server.wait(30)


def wait_for_server() -> None:
    for _ in range(150):
        try:
            if httpx.get(f"{SITE}/live/health", timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
