"""Django's name for this package."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "makegood.incidents"
    label = "incidents"
