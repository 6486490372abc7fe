"""Django's name for this package."""

from django.apps import AppConfig


class ChoicesConfig(AppConfig):
    name = "makegood.choices"
    label = "choices"
