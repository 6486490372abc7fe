"""Django's name for this package."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "makegood.needs"
    label = "needs"
