"""The people's entry in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "makegood.people"
    label = "people"
