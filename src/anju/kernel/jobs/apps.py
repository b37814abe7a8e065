"""Jobs and ticks as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "anju.kernel.jobs"
    label = "jobs"
