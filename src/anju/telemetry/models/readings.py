"""What was worked out from frames: it can be thrown away and worked out again, and stores the same fact once."""

from django.db import models

from anju.telemetry.models.devices import Point


class Series(models.Model):
    """One quantity of one point, over time. `quantity`: `gateway.observed.Quantity`; its unit is part of the name."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="series")
    quantity = models.CharField(max_length=30)
    last_us = models.BigIntegerField(null=True)
    last_milli = models.BigIntegerField(null=True)

    _all = models.Manager["Series"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["point", "quantity"], name="telemetry_series_once")]

    def __str__(self) -> str:
        return f"{self.quantity} of point {self.point_id}"


class Reading(models.Model):
    """So many thousandths of the quantity's unit, at a moment. The key is series and moment, so a repetition adds none.

    `at`: microseconds since 1970 UTC, the device's own moment where that is believable, else when it came.
    """

    pk = models.CompositePrimaryKey("series_id", "at")
    series_id = models.BigIntegerField()
    at = models.BigIntegerField()
    milli = models.BigIntegerField()

    _all = models.Manager["Reading"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.milli} of series {self.series_id} at {self.at}"


class Signal(models.Model):
    """Something a point said that is no number: a state that began or ended, or something done at it.

    In the order in which they were worked out: alarms are raised by who reads them by rising `id`. `state`:
    `gateway.observed.State`, or `Deed` with a leading `!`. `on`: whether it holds from `at` on; a deed is always on.
    A state is written when it changes, and again where the device says it again only if it was off in between.
    """

    id = models.BigAutoField(primary_key=True)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="signals")
    state = models.CharField(max_length=24)
    on = models.BooleanField()
    at = models.BigIntegerField()
    """The device's own moment where that is believable, else when it came."""
    heard = models.BigIntegerField()
    """When it came, by our clock."""
    origin = models.BigIntegerField(default=0)
    """Digest of the message: the same again is a repetition, another with the same moment is news."""
    run = models.IntegerField(default=0)
    """In which working out it was last found (`Cursor.run`)."""

    _all = models.Manager["Signal"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["point", "state", "on", "at"], name="telemetry_signal_once")]
        indexes = [models.Index(fields=["point", "id"], name="telemetry_signal_point")]

    def __str__(self) -> str:
        return f"{self.state} {'on' if self.on else 'off'} of point {self.point_id} at {self.at}"


class Holding(models.Model):
    """A state that holds now, and since when."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="holdings")
    state = models.CharField(max_length=24)
    since = models.BigIntegerField()

    _all = models.Manager["Holding"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["point", "state"], name="telemetry_holding_once")]
        indexes = [models.Index(fields=["state", "since"], name="telemetry_holding_state")]

    def __str__(self) -> str:
        return f"{self.state} of point {self.point_id} since {self.since}"


class Cursor(models.Model):
    """How far a reader of batches has come. It moves in the transaction of what was worked out."""

    name = models.CharField(max_length=40, unique=True)
    at = models.BigIntegerField(default=0)
    """The last batch that is worked out."""
    part = models.IntegerField(default=0)
    """So many frames of the next batch are worked out too: a large one is done in pieces."""
    run = models.IntegerField(default=0)
    """How often everything has been worked out again."""
    until = models.BigIntegerField(null=True)
    """While everything is worked out again: the batch that was the last when that began."""

    _all = models.Manager["Cursor"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class Unread(models.Model):
    """A frame that nothing could be made of because reading it failed, for support staff. It stopped nothing else.

    What a device says and no profile reads is no failure: that is counted in `Heard.unknown`.
    """

    batch = models.BigIntegerField()
    place = models.IntegerField()
    """Which frame of the batch, from 0; -1 where the batch itself cannot be taken apart."""
    listener = models.CharField(max_length=60)
    why = models.CharField(max_length=300)
    """Kind and words of the error."""
    at = models.BigIntegerField()
    """When that was seen: microseconds since 1970 UTC."""

    _all = models.Manager["Unread"]()

    class Meta:
        default_manager_name = "_all"
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="telemetry_unread_once")]

    def __str__(self) -> str:
        return f"frame {self.place} of batch {self.batch}: {self.why}"
