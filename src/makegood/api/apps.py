"""Django's name for this package."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "makegood.api"
    label = "api"
