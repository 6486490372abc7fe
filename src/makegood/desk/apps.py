"""The staff's pages as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "makegood.desk"
    label = "desk"
