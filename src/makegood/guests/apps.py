"""The package's entry in Django."""

from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "makegood.guests"
    label = "guests"
