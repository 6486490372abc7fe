"""The front door: where to, the one-time sign-in link, and how dense the pages are. No brand is open here."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands import queries as brands
from makegood.desk import entry
from makegood.desk.door import SeeOther, way_back

DENSITIES = ("comfortable", "compact")
_A_YEAR_S = 365 * 24 * 3600


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The only brand's Today, or the list of brands."""
    memberships = brands.memberships_of(user_id=int(request.user.pk or 0))
    if len(memberships) == 1 and "choose" not in request.GET:
        return SeeOther(reverse("desk:today", args=[memberships[0].slug]))
    return render(request, "desk/brands.html", {"memberships": memberships})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing, because scanners of mail follow links; POST signs in, once."""
    now = datetime.now(UTC)  # one-time codes never follow the clock that a demonstration turns
    if request.method != "POST":
        return render(request, "desk/enter.html", {"good": entry.is_good(token=token, at=now)})
    user_id = entry.spend(token=token, at=now)
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first() if user_id is not None else None
    if user is None:
        return render(request, "desk/enter.html", {"good": False}, status=422)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return SeeOther(reverse("desk:home"))


@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Remembers in this browser how much room there is between lines."""
    wanted = request.POST.get("density", "")
    response = SeeOther(way_back(request, "/"))
    if wanted in DENSITIES:
        response.set_cookie("makegood_density", wanted, max_age=_A_YEAR_S, httponly=True, samesite="Lax")
    return response
