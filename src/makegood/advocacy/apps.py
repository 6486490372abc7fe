"""Advocacy in Django."""

from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "makegood.advocacy"
    label = "advocacy"
