"""The gestures' entry in Django."""

from django.apps import AppConfig


class GesturesConfig(AppConfig):
    name = "makegood.gestures"
    label = "gestures"
