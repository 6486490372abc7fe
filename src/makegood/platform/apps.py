"""The ground's entry in Django."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "makegood.platform"
    label = "platform"

    def ready(self) -> None:
        from makegood.platform import among, instants

        instants.read_quickly()
        among.look_by_array()
