"""The portal's entry in Django: the door for people who are no members. It has no tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "makegood.portal"
    label = "portal"
