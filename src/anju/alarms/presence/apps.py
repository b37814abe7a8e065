"""Whether a control room is manned (查岗): a part of alarms with tables and pages of its own."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "anju.alarms.presence"
    label = "presence"
