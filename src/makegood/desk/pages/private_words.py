"""Words that are not for everybody: marked while they are typed for the public, and said in private instead."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.brands.types import Permission
from makegood.desk import door
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages import case
from makegood.flows import private_words

LONGEST = 20_000  # characters that are looked at


@require_POST
@door.opens(Permission.ANSWER)
def check(request: DeskRequest, number: int) -> HttpResponse:
    """What in the typed words is private: a fragment beside the form. Keeps nothing of them."""
    marked = private_words.marked(number=number, text=request.POST.get("text", "")[:LONGEST])
    return render(request, "desk/parts/private_words.html", {"marked": marked})


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def in_private(request: DeskRequest, number: int) -> HttpResponse:
    """Says the same in private; it stays with the case."""
    private_words.answer(
        number=number,
        text=case.words(request),
        member=request.member,
        at=request.at,
        resolve=request.POST.get("resolve") == "yes",
        key=request.POST.get("key", "")[:40],
        seen=request.POST.get("seen"),
    )
    messages.success(request, _("Said in private. It stays with this case."))
    return SeeOther(reverse("desk:case", args=[request.brand.slug, number]))
