"""The package's entry in Django."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "makegood.visits"
    label = "visits"
