"""What every figure means, on one page. Looks only."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from makegood.desk import definitions as listed
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest


@require_safe
@door.opens()
def definitions(request: DeskRequest) -> HttpResponse:
    """All of them, by page; each has an address of its own."""
    groups = [(group, reverse(f"desk:{group.page}", args=[request.brand.slug]) if group.page else "") for group in listed.GROUPS]
    return frame.show(request, "desk/definitions.html", {"groups": groups}, here="")
