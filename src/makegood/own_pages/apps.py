"""The own pages' entry in Django."""

from django.apps import AppConfig


class OwnPagesConfig(AppConfig):
    name = "makegood.own_pages"
    label = "own_pages"
