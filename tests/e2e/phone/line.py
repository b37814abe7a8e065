"""A line between a phone and a server that can be cut, slowed and made to flap, whoever listens at its other end."""

import socket
import threading
import time
from contextlib import suppress

CHUNK = 16 * 1024
FLAP = 0.6
"""Seconds between up and down of a flapping line."""


class Line:
    """A TCP relay. `cut()` breaks what is open and takes nothing new; `slow(n)` lets n bytes a second through."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.rate: float | None = None
        self.flapping = False
        self.closed = False
        self.pairs: set[socket.socket] = set()
        self.broken = 0
        """Connections broken on purpose while they were open."""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self._up = True
        self._lock = threading.Lock()
        """A pair is either among `pairs`, to be closed by whoever breaks the line, or is closed at once."""
        threading.Thread(target=self._accept, daemon=True).start()
        threading.Thread(target=self._flap, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Nothing goes through until `mend`."""
        self.flapping = False
        self._down()

    def mend(self) -> None:
        """All goes through, as fast as it likes."""
        self.flapping, self.rate, self._up = False, None, True

    def slow(self, rate: float) -> None:
        """So many bytes a second for each connection and direction."""
        self.mend()
        self.rate = rate

    def flap(self) -> None:
        """Up and down by turns, what is open breaking each time."""
        self.mend()
        self.flapping = True

    def close(self) -> None:
        self.closed = True
        self._down()
        self.socket.close()

    def _down(self) -> None:
        with self._lock:
            self._up = False
            pairs, self.pairs = self.pairs, set()
        self.broken += len(pairs) // 2
        for one in pairs:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _flap(self) -> None:
        while not self.closed:
            time.sleep(FLAP)
            if self.flapping and self._up:
                self._down()
            elif self.flapping:
                self._up = True

    def _accept(self) -> None:
        while not self.closed:
            try:
                near, _ = self.socket.accept()
            except OSError:
                return
            if not self._up:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            if not self._kept(near, far):
                continue
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=(one, other), daemon=True).start()

    def _kept(self, near: socket.socket, far: socket.socket) -> bool:
        """Whether the line is still up; a pair that comes as it breaks is closed here."""
        with self._lock:
            if up := self._up and not self.closed:
                self.pairs |= {near, far}
        if not up:
            near.close()
            far.close()
        return up

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK if self.rate is None else 1024):
                if self.rate is not None:
                    time.sleep(len(data) / self.rate)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
        if source in self.pairs and target.fileno() == -1:
            self.pairs -= {source, target}
