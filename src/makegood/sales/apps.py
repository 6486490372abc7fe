"""Django's name for this package."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "makegood.sales"
    label = "sales"
