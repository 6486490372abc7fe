"""Django's name for this package."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "makegood.webhooks"
    label = "webhooks"
