"""Django's name for this package."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "makegood.watch"
    label = "watch"
