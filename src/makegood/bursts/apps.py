"""Django's name for this package."""

from django.apps import AppConfig


class BurstsConfig(AppConfig):
    name = "makegood.bursts"
    label = "bursts"
