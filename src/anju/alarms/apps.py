from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "anju.alarms"
    label = "alarms"
