"""The places domain as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "anju.places"
    label = "places"
