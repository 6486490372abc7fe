"""The channels' entry in Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "makegood.channels"
    label = "channels"
