"""Django's name for this package."""

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "makegood.experiments"
    label = "experiments"
