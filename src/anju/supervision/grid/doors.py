"""Whose evidence patrols answer for: a photo that has not found its case yet, or whose record was not used."""

from anju.kernel.files import doors
from anju.supervision.grid.queries import reach

doors.register("patrol_photo", reach.photos_seen)
