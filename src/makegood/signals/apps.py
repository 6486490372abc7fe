"""Django's name for this package."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "makegood.signals"
    label = "signals"
