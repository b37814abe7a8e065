"""Whose scans documents answer for."""

from anju.kernel.files import doors
from anju.reports.papers.queries import register

doors.register("paper", register.scans_seen)
