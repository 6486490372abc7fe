"""Surveys in Django."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "makegood.surveys"
    label = "surveys"
