"""Understanding's entry in Django."""

from django.apps import AppConfig


class UnderstandingConfig(AppConfig):
    name = "makegood.understanding"
    label = "understanding"
