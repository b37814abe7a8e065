"""What others would do with the same frames: Node-RED, and Mosquitto with a consumer as one is first written.

Used by `bench/frames.py --rivals`. Node-RED is fetched by npm into a folder of the user's cache the first time (no part
of the project). Its flow splits, checks and decodes each frame, keeps a row for it in SQLite with `synchronous=FULL`,
one transaction for what one read of the socket brought, and confirms then. The consumer takes each frame as a message
of its own (QoS 1), decodes it with `struct` and commits it as a row.
"""

import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Event, Process
from pathlib import Path
from typing import Any

CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "anju-bench" / "node-red"
PACKAGES = ("node-red@4", "better-sqlite3@12")
TABLE = "CREATE TABLE frames (source TEXT, serial INT, kind INT, system INT, address INT, state INT, at BLOB)"
INSERT = "INSERT INTO frames VALUES (?, ?, ?, ?, ?, ?, ?)"
DECODE = """
const before = context.get(msg._session.id), data = before ? Buffer.concat([before, msg.payload]) : msg.payload;
const rows = [], answers = [];
let at = 0;
while (data.length - at >= 30) {
    if (data[at] !== 64 || data[at + 1] !== 64) { at += 1; continue; }
    const end = at + 30 + data.readUInt16LE(at + 24);
    if (end > data.length) break;
    let sum = 0;
    for (let n = at + 2; n < end - 3; n++) sum = (sum + data[n]) & 255;
    if (sum !== data[end - 3] || data[end - 2] !== 35) { at += 1; continue; }
    const serial = data.readUInt16LE(at + 2), source = data.subarray(at + 12, at + 18).toString("hex");
    let place = at + 29;
    for (let n = 0; n < data[at + 28]; n++, place += 10) {
        const state = data.readUInt16LE(place + 2);
        const when = data.subarray(place + 4, place + 10);
        rows.push([source, serial, data[at + 27], data[place], data[place + 1], state, when]);
    }
    const answer = Buffer.alloc(30);
    answer.write("@@", 0); data.copy(answer, 2, at + 2, at + 12);
    data.copy(answer, 12, at + 18, at + 24); data.copy(answer, 18, at + 12, at + 18);
    answer[26] = 3;
    let check = 0;
    for (let n = 2; n < 27; n++) check = (check + answer[n]) & 255;
    answer[27] = check; answer.write("##", 28);
    answers.push(answer);
    at = end;
}
context.set(msg._session.id, data.subarray(at));
if (!answers.length) return null;
global.get("store")(rows);
msg.payload = Buffer.concat(answers);
return msg;
"""
SETTINGS = """
const Database = require("better-sqlite3"), db = new Database(FILE);
db.pragma("journal_mode = WAL"); db.pragma("synchronous = FULL"); db.exec(TABLE);
const insert = db.prepare(INSERT), store = db.transaction(rows => { for (const row of rows) insert.run(...row); });
module.exports = {
    uiPort: 0, uiHost: "127.0.0.1", disableEditor: true, httpNodeRoot: false, httpAdminRoot: false,
    flowFile: "flows.json",
    functionGlobalContext: {store}, logging: {console: {level: "info"}},
};
"""


def node_red() -> Path:
    """The folder with Node-RED, fetched where it is not there yet."""
    if not (CACHE / "node_modules" / "node-red").is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm") or sys.exit("npm is needed for Node-RED")
        subprocess.run([npm, "install", "--prefix", str(CACHE), "--no-audit", "--no-fund", *PACKAGES], check=True)
    return CACHE


def flow(folder: Path, port: int) -> tuple[list[str], Path]:
    """The command that serves the flow on a port, and its database."""
    home, file = node_red(), folder / "node-red.sqlite3"
    nodes = [
        {"id": "t", "type": "tab", "label": "frames"},
        {
            "id": "in", "z": "t", "type": "tcp in", "server": "server", "host": "", "port": str(port),
            "datamode": "stream", "datatype": "buffer", "newline": "", "topic": "", "wires": [["f"]],
        },
        {"id": "f", "z": "t", "type": "function", "func": DECODE, "outputs": 1, "wires": [["out"]]},
        {"id": "out", "z": "t", "type": "tcp out", "beserver": "reply", "host": "", "port": "", "wires": []},
    ]  # fmt: skip
    (folder / "flows.json").write_text(json.dumps(nodes))
    words = {"FILE": str(file), "TABLE": TABLE, "INSERT": INSERT}
    settings = SETTINGS
    for name, word in words.items():
        settings = settings.replace(f"({name})", f"({json.dumps(word)})")
    (folder / "settings.js").write_text(settings)
    (folder / "node_modules").symlink_to(home / "node_modules")
    started = home / "node_modules" / "node-red" / "red.js"
    node = shutil.which("node") or sys.exit("node is needed for Node-RED")
    return [node, str(started), "--userDir", str(folder), "--settings", str(folder / "settings.js")], file


def rows_in(file: Path) -> int:
    """Rows a rival has kept."""
    with sqlite3.connect(file) as db:
        return int(db.execute("SELECT COUNT(*) FROM frames").fetchone()[0])


@contextmanager
def broker(folder: Path, port: int) -> Iterator[None]:
    """Mosquitto of the bench's own."""
    program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin") or sys.exit("mosquitto is needed")
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\n"
    )
    running = subprocess.Popen([program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)


def consume(port: int, file: str, ready: Any) -> None:
    """A consumer as one is first written: a message, a row, a commit."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute(TABLE)

    def heard(_client: Any, _data: Any, message: Any) -> None:
        frame = message.payload
        if sum(frame[2:-3]) & 255 != frame[-3]:
            return
        (serial,) = struct.unpack_from("<H", frame, 2)
        kind, system, address, state = struct.unpack_from("<BxBBH", frame, 27)
        db.execute(INSERT, (frame[12:18].hex(), serial, kind, system, address, state, frame[-9:-3]))

    client = Client(CallbackAPIVersion.VERSION2)
    client.on_message = heard
    client.on_subscribe = lambda *_: ready.set()
    client.connect("127.0.0.1", port)
    client.subscribe("frames/#", qos=1)
    client.loop_forever()


def publish(port: int, frames: list[bytes], stop: Any) -> None:
    """Frames as messages, fifty of them unconfirmed at a time."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    client = Client(CallbackAPIVersion.VERSION2)
    client.max_inflight_messages_set(50)
    client.connect("127.0.0.1", port)
    client.loop_start()
    at = 0
    while not stop.is_set():
        told = client.publish("frames/1", frames[at % len(frames)], qos=1)
        at += 1
        if at % 50 == 0:
            told.wait_for_publish(10)
    client.loop_stop()


def naive(folder: Path, port: int, frames: list[bytes], seconds: float) -> float:
    """Rows a second that the consumer makes durable while messages wait for it."""
    file, ready, stop = folder / "naive.sqlite3", Event(), Event()
    with broker(folder, port):
        consumer = Process(target=consume, args=(port, str(file), ready), daemon=True)
        consumer.start()
        ready.wait(20)
        sender = Process(target=publish, args=(port, frames, stop), daemon=True)
        sender.start()
        time.sleep(seconds / 5)
        begun, before = time.perf_counter(), rows_in(file)
        time.sleep(seconds)
        rate = (rows_in(file) - before) / (time.perf_counter() - begun)
        stop.set()
        sender.join(15)
        consumer.terminate()
        consumer.join(15)
    return rate
