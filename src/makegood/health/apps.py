"""Health of touchpoints in Django."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "makegood.health"
    label = "health"
