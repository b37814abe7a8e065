"""Whose evidence the lists answer for: whoever sees the case, the clean-up or the helper's draft sees its photos."""

from anju.kernel.files import doors
from anju.supervision.lists.queries import evidence

doors.register("hazard", evidence.hazards_seen)
doors.register("duty", evidence.duties_seen)
doors.register("clean_up", evidence.clean_ups_seen)
doors.register("helper_contribution", evidence.contributions_seen)
