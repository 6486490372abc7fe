"""Django's name for this package."""

from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "makegood.discussions"
    label = "discussions"
