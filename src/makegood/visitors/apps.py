"""The visitors' entry in Django."""

from django.apps import AppConfig


class VisitorsConfig(AppConfig):
    name = "makegood.visitors"
    label = "visitors"
