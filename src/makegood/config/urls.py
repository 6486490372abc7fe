"""The one map of addresses: machines below /api/, everybody below /chat/ and /form/, everything else is the desk's. Holds no view of its own."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("makegood.api.v1.urls")),
    path("api/", include("makegood.api.urls")),
    path("", include("makegood.portal.urls")),
    path("", include("makegood.desk.urls")),
]
