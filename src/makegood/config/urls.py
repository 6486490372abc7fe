"""The one map of addresses: machines below /api/, everything else is the desk's. Holds no view of its own."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

for _prefix, _module in (("api/", "makegood.api.urls"), ("", "makegood.desk.urls")):
    if find_spec(_module) is not None:
        urlpatterns.append(path(_prefix, include(_module)))
