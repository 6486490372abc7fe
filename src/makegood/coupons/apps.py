"""Django's name for this package."""

from django.apps import AppConfig


class CouponsConfig(AppConfig):
    name = "makegood.coupons"
    label = "coupons"
