"""Django's name for this package."""

from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "makegood.relationships"
    label = "relationships"
