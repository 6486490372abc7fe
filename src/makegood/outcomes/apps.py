"""Outcomes in Django."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "makegood.outcomes"
    label = "outcomes"
