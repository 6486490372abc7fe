"""Django's name for this package."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "makegood.segments"
    label = "segments"
