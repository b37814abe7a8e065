"""The five steps of the loop against Redmine's REST API, side by side, both on the same PostgreSQL server.

    apt-get install redmine redmine-pgsql puma      # Debian's packages, production mode, one puma worker
    bash bench/redmine.sh                           # its database, people and issues; prints what this script reads
    python bench/redmine.py --database postgresql://postgres@127.0.0.1:5432/anju_bench [--cases 60]

Steps: list → one issue with its history → resolve with a note → the checker opens it → close with a note. Redmine
answers in JSON and writes a journal row. Anju is asked twice, each time for cases of its own: by its API, like against
like, and as whole pages; either way it writes its ledger. One process each, one request at a time, in turn within one
run.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import serving
from bench.loop import STEPS, WHO, cases, take
from bench.serving import Person

PORT = 8129
WARM = 5
"""Cases before the clock starts."""
HOME = Path("/usr/share/redmine")


class Redmine:
    """Its API over one kept connection per person."""

    def __init__(self, seed: dict[str, object]) -> None:
        self.seed = seed
        self.lines = {who: http.client.HTTPConnection("127.0.0.1", PORT, timeout=60) for who in ("fixer", "checker")}

    def ask(self, who: str, method: str, path: str, body: dict[str, object] | None = None) -> bytes:
        keys: dict[str, str] = self.seed["keys"]  # type: ignore[assignment]
        headers = {"X-Redmine-API-Key": keys[who], "Content-Type": "application/json"}
        self.lines[who].request(method, path, json.dumps(body) if body else None, headers)
        answer = self.lines[who].getresponse()
        content = answer.read()
        assert answer.status in {200, 204}, (method, path, answer.status, content[:300])
        return content

    def take(self, step: str, issue: int) -> None:
        """One step."""
        if step == "list":
            self.ask("fixer", "GET", "/issues.json?project_id=bench&status_id=open&limit=50")
        elif step in {"case", "verify"}:
            who = "fixer" if step == "case" else "checker"
            self.ask(who, "GET", f"/issues/{issue}.json?include=journals,attachments")
        else:
            who, status = ("fixer", "resolved") if step == "submit" else ("checker", "closed")
            change = {"status_id": self.seed[status], "notes": "cleared away"}
            self.ask(who, "PUT", f"/issues/{issue}.json", {"issue": change})


def call(person: Person, step: str, number: str) -> None:
    """One step by Anju's API."""
    address = f"/api/v1/hazards/{number}"
    if step == "list":
        person.get("/api/v1/hazards")
    elif step in {"case", "verify"}:
        person.get(address)
    elif step == "submit":
        person.post_json(f"{address}/submitted", {"outcome": "not_so", "reason": "现场没有这处隐患"})
    else:
        person.post_json(f"{address}/passed", {"reason": "属实", "on_site": True})
    assert person.status == 200, (step, person.status)


def start_redmine() -> "subprocess.Popen[bytes]":
    """puma in production mode, one worker, five threads, as Anju's one web process."""
    own = {**os.environ, "RAILS_ENV": "production", "X_DEBIAN_SITEID": "default", "RAILS_LOG_LEVEL": "warn"}
    command = ["puma", "-e", "production", "-b", f"tcp://127.0.0.1:{PORT}", "-t", "5:5"]
    process = subprocess.Popen(command, cwd=HOME, env=own, stdout=subprocess.DEVNULL, start_new_session=True)
    for _ in range(600):
        time.sleep(0.2)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/login", timeout=20).close()
            return process
        except OSError:
            continue
    raise AssertionError("Redmine did not come up")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--database", required=True)
    parser.add_argument("--seed", type=Path, default=Path("/tmp/redmine-bench.json"))
    options = parser.parse_args()
    seed = json.loads(options.seed.read_text(encoding="utf-8"))
    issues = seed["issues"][: options.cases + 5]
    serving.prepare(options.database)
    from tests.cast import PASSWORD

    print(serving.machine())
    numbers = cases(2 * len(issues))
    paged, called = numbers[::2], numbers[1::2]
    from django.db import connection

    connection.close()
    redmine = start_redmine()
    try:
        with serving.serving("anju.config.asgi:application", 8118) as anju:
            people, other = {who: Person(8118, who, PASSWORD) for who in set(WHO.values())}, Redmine(seed)
            sides = {
                "pages": (anju, lambda step, turn: take(people[WHO[step]], step, paged[turn])),
                "api": (anju, lambda step, turn: call(people[WHO[step]], step, called[turn])),
                "redmine": (redmine, lambda step, turn: other.take(step, issues[turn])),
            }
            spent = {(side, step): 0.0 for side in sides for step in STEPS}
            busy = dict(spent)
            for turn in range(len(issues)):
                for step in STEPS:
                    for side, (process, go) in sides.items():
                        start, used = time.perf_counter(), serving.cpu(process)
                        go(step, turn)
                        if turn >= WARM:
                            spent[side, step] += time.perf_counter() - start
                            busy[side, step] += serving.cpu(process) - used
    finally:
        redmine.terminate()
        redmine.wait(30)
    tell(spent, busy, len(issues) - WARM)


def tell(spent: dict[tuple[str, str], float], busy: dict[tuple[str, str], float], count: int) -> None:
    """The table."""
    print(f"\n{count} cases; ms per step (processor ms of the server)\n")
    print("| step | Anju's API | Anju's pages | Redmine's API | Redmine / API (cpu) | Redmine / pages (cpu) |")
    print("|---|---:|---:|---:|---:|---:|")
    for step in (*STEPS, "all"):
        these = STEPS if step == "all" else (step,)
        clock = {side: 1000 * sum(spent[side, one] for one in these) / count for side in ("api", "pages", "redmine")}
        cpu = {side: 1000 * sum(busy[side, one] for one in these) / count for side in clock}
        cells = [f"{clock[side]:.1f} ({cpu[side]:.1f})" for side in clock]
        for side in ("api", "pages"):
            by_cpu = cpu["redmine"] / cpu[side] if cpu[side] else 0
            cells.append(f"{clock['redmine'] / clock[side]:.2f} ({by_cpu:.2f})")
        print(f"| {step} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
