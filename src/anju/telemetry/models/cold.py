"""Which months of readings lie in files."""

from django.db import models


class ColdMonth(models.Model):
    """A month whose readings lie in one Parquet file, read back and compared before this row came to be.

    From this row on, reads take the month from the file; what the table still has, or gets later, of the same series
    and moment counts instead of it. Not derived: frames of the month may be gone.
    """

    month = models.CharField(max_length=7, unique=True)
    """`2025-11`, in district time; the file is called so."""
    begins = models.BigIntegerField(unique=True)
    ends = models.BigIntegerField()
    """The first moment after it, as all moments here: microseconds since 1970 UTC."""
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    """Bytes of the file."""
    digest = models.CharField(max_length=64)
    """SHA-256 of lines `series TAB at TAB milli`, by series and moment: of what is told, not of the file's bytes."""
    filed = models.BigIntegerField()
    """When it was written."""
    cleared = models.BooleanField(default=False)
    """The table has let go of what the file holds."""

    _all = models.Manager["ColdMonth"]()

    class Meta:
        default_manager_name = "_all"

    def __str__(self) -> str:
        return f"{self.rows} readings of {self.month}"
