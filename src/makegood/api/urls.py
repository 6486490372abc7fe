"""The addresses of the doors for machines. `doors.open_door` builds paths from these names, wherever this file is included."""

from django.urls import path

from makegood.api import calls, signal_door, views

urlpatterns = [
    path("in/<str:token>/orders", views.orders, name="door-orders"),
    path("in/<str:token>/parcels", views.parcels, name="door-parcels"),
    path("in/<str:token>/checkout", views.checkout, name="door-checkout"),
    path("in/<str:token>/messages", views.messages, name="door-messages"),
    path("in/<str:token>/signals/<slug:form>", signal_door.signals, name="door-signals"),
    path("in/<str:token>/call", calls.call, name="door-calls"),
    path("in/<str:token>/call/<path:rest>", calls.call, name="door-calls-below"),
]
