"""Questions in Django."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "makegood.questions"
    label = "questions"
