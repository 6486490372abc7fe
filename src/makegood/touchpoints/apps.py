"""Touchpoints in Django."""

from django.apps import AppConfig


class TouchpointsConfig(AppConfig):
    name = "makegood.touchpoints"
    label = "touchpoints"
