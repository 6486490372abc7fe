"""Every page of the desk, in groups, with what one does there. Looks only."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from makegood.brands import rules as brand_rules
from makegood.desk import directory as listed
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest


@require_safe
@door.opens()
def directory(request: DeskRequest) -> HttpResponse:
    """Those that the member may open."""
    groups = [
        (
            group.name,
            [
                (way.name, way.words, reverse(f"desk:{way.address}", args=[request.brand.slug]))
                for way in group.ways
                if brand_rules.may(request.member.role, way.needs)
            ],
        )
        for group in listed.GROUPS
    ]
    return frame.show(request, "desk/directory.html", {"groups": groups}, here="")
