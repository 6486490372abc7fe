"""Views in Django."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "makegood.views"
    label = "views"
