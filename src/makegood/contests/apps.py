"""Django's name for this package."""

from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "makegood.contests"
    label = "contests"
