"""The one map of addresses: machines below /api/, everybody below /chat/ and /form/, everything else is the desk's. Holds no view of its own."""

from django.urls import include, path

from makegood.config.later import later

urlpatterns = [
    later("api/v1/", "makegood.api.v1.urls", name="api-v1"),  # two fifths of what a page's process loads
    path("api/", include("makegood.api.urls")),
    path("", include("makegood.portal.urls")),
    path("", include("makegood.desk.urls")),
]
