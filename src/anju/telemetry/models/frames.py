"""The tables of telemetry."""

from struct import unpack

from django.db import models


class FrameBatch(models.Model):
    """Frames that became durable together, in the order in which they came. Never changed; deleted once they are old.

    No scope on purpose: nobody reads frames but the projections, and support staff one device's.
    """

    at = models.BigIntegerField()
    """When the batch was closed: microseconds since 1970 UTC. Its frames came within about a second before."""
    listener = models.CharField(max_length=60)
    """Which ear of the gateway heard them: `gbt26875:tcp:5200`."""
    count = models.IntegerField()
    lengths = models.BinaryField()
    """Two bytes for each frame, low byte first."""
    frames = models.BinaryField()
    """The frames, one behind the other."""
    seen = models.TextField(blank=True, default="")
    """Senders of heartbeats, which are not kept one by one: JSON, address in hex → when last heard (microseconds)."""

    _all = models.Manager["FrameBatch"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.count} frames of {self.listener} at {self.at}"

    def each(self) -> list[bytes]:
        """The frames, one by one."""
        data, found, at = bytes(self.frames), [], 0
        for length in unpack(f"<{self.count}H", self.lengths):
            found.append(data[at : at + length])
            at += length
        return found
