"""The brands' entry in Django."""

from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "makegood.brands"
    label = "brands"
