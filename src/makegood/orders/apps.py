"""Django's name for this package."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "makegood.orders"
    label = "orders"
