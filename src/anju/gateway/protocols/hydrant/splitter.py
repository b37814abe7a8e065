"""Frames out of a stream of bytes, whatever else is in it and however it is cut."""

from dataclasses import dataclass

from .frames import END, LONGEST, SHORTEST, START, BadFrameError, Frame, decode

MOST_WRONG_SUMS = 64
"""Check sums that may fail one after the other before the buffer is given up: it bounds the work on hostile bytes."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that belong to no frame, in the order they came."""

    data: bytes


class Splitter:
    """Takes pieces of a stream, gives frames and noise; holds at most `longest` bytes.

    After a frame that is none it goes on one byte later, so that a true frame inside of it is found. A header that
    promises more than comes makes it wait; `close` reads what is left without waiting.
    """

    def __init__(self, longest: int = 4096) -> None:
        self._longest = min(longest, LONGEST)
        self._buffer = bytearray()
        self._noise = bytearray()
        self._wrong_sums = 0

    def feed(self, data: bytes) -> list[Frame | Noise]:
        """What has become complete with this piece. Raises nothing."""
        found: list[Frame | Noise] = []
        for at in range(0, len(data), self._longest):
            self._buffer += data[at : at + self._longest]
            self._drain(found, at_end=False)
        self._flush(found)
        return found

    def close(self) -> list[Frame | Noise]:
        """What is left when the stream has ended."""
        found: list[Frame | Noise] = []
        self._drain(found, at_end=True)
        self._flush(found)
        return found

    def _drain(self, found: list[Frame | Noise], *, at_end: bool) -> None:
        while self._buffer:
            start = self._buffer.find(START)
            if start < 0:
                keep = 0 if at_end or self._buffer[-1] != START[0] else 1
                self._skip(len(self._buffer) - keep)
                return
            self._skip(start)
            length = int.from_bytes(self._buffer[3:5])
            if len(self._buffer) < 5 or (SHORTEST <= length <= self._longest and len(self._buffer) < length):
                if not at_end:
                    return
                self._skip(1)
                continue
            self._take(length, found)

    def _take(self, length: int, found: list[Frame | Noise]) -> None:
        data = bytes(self._buffer[:length])
        if not SHORTEST <= length <= self._longest or not data.endswith(END):
            self._skip(1)
            return
        try:
            frame = decode(data)
        except BadFrameError:
            self._wrong_sums += 1
            given_up = self._wrong_sums >= MOST_WRONG_SUMS
            self._wrong_sums = 0 if given_up else self._wrong_sums
            self._skip(len(self._buffer) if given_up else 1)
            return
        self._wrong_sums = 0
        self._flush(found)
        found.append(frame)
        del self._buffer[:length]

    def _skip(self, count: int) -> None:
        self._noise += self._buffer[:count]
        del self._buffer[:count]

    def _flush(self, found: list[Frame | Noise]) -> None:
        if self._noise:
            found.append(Noise(bytes(self._noise)))
            self._noise.clear()
