"""The package's entry in Django."""

from django.apps import AppConfig


class RotaConfig(AppConfig):
    name = "makegood.rota"
    label = "rota"
