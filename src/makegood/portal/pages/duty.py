"""A member's duty as a calendar to subscribe to. No cookie; whoever knows the address sees when that member is on call, and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from makegood.flows import rota_pages
from makegood.platform import clock, tenancy
from makegood.portal import door


@require_safe
def duty(request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001 - the shape of a page
    """The calendar. 404 for an address that is none of ours, or has ended."""
    with tenancy.brand(door.brand_of(slug)):
        found = rota_pages.feed(token=token, at=clock.now())
    if found is None:
        raise Http404
    answer = HttpResponse(found, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
