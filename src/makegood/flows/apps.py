"""The flows' entry in Django: here the map from event to what comes next is laid."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "makegood.flows"
    label = "flows"

    def ready(self) -> None:
        from makegood.flows import when  # models must be loaded first

        when.connect()
