"""Django's name for this package."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "makegood.promises"
    label = "promises"
