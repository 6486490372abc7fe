"""Django's name for this package."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "makegood.reports"
    label = "reports"
