"""Django's name for this package."""

from django.apps import AppConfig


class AlikeConfig(AppConfig):
    name = "makegood.alike"
    label = "alike"
