"""The makegoods' entry in Django."""

from django.apps import AppConfig


class MakegoodsConfig(AppConfig):
    name = "makegood.makegoods"
    label = "makegoods"
