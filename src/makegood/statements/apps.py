"""Statements in Django."""

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "makegood.statements"
    label = "statements"
