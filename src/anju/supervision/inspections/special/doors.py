"""Whose evidence special supervision answers for: photos of joint actions."""

from anju.kernel.files import doors
from anju.supervision.inspections.special.queries import joint

doors.register("joint_place", joint.photos_seen)
