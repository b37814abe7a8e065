from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "anju.facilities"
    label = "facilities"
