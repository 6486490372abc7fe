"""Django's name for this package."""

from django.apps import AppConfig


class BothWaysConfig(AppConfig):
    name = "makegood.both_ways"
    label = "both_ways"
