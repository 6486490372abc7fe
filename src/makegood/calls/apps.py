"""Django's name for this package."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "makegood.calls"
    label = "calls"
