"""Cases in Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "makegood.cases"
    label = "cases"
