"""Django's name for this package."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "makegood.counter"
    label = "counter"
