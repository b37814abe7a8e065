"""Alarms: what was raised, who was called, who is called for a dwelling, and what is watched."""

from anju.alarms.models.contacts import Contact
from anju.alarms.models.events import Alarm, AlarmPoint, Call, Called
from anju.alarms.models.watching import Cursor, Rule, Silencing, Watch

__all__ = ["Alarm", "AlarmPoint", "Call", "Called", "Contact", "Cursor", "Rule", "Silencing", "Watch"]
