"""Django's name for this package."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "makegood.letters"
    label = "letters"
