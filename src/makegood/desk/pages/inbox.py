"""The inbox: who, what happened in their words, the clock, whose turn."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from makegood.desk import addresses, door, frame, like, listing, vocabulary
from makegood.desk.door import DeskRequest
from makegood.flows import searching
from makegood.guests.types import Place
from makegood.views import queries as views
from makegood.views.types import Counters, Inbox, InboxRow

ROWS = 50


@require_safe
@door.opens()
def inbox(request: DeskRequest) -> HttpResponse:
    """One list, or what a search found; `open` names the case that stands beside it."""
    context, counters = _found(request) if by_meaning(request) else _listed(request)
    context["open_number"] = _number(request.GET.get("open", ""))
    return frame.show(request, "desk/inbox.html", context, here="inbox", counters=counters)


def look(request: DeskRequest, *, cursor: str = "", search: str = "") -> Inbox:
    """The list that the address names, `ours` where it names none."""
    away = request.away.at(Place.DESK)
    return views.inbox(
        which=which(request), owner_id=request.member.id, search=search, cursor=cursor, limit=ROWS, away=away, at=request.at
    )


def by_meaning(request: DeskRequest) -> bool:
    """Whether the search is by meaning as well."""
    return request.GET.get("meaning") == "yes" and bool(request.GET.get("q", "").strip())


def which(request: DeskRequest) -> str:
    return request.GET.get("list", "ours")


def list_context(request: DeskRequest, page: Inbox) -> dict[str, Any]:
    """What the list's template shows."""
    counts, name = page.counters, which(request)
    return {
        "inbox": page,
        "rows": listing.shown(
            _seen(request, page.rows), cases=addresses.of_brand(request.brand.slug).cases, which=name, at=request.at
        ),
        "which": name,
        "search": request.GET.get("q", "").strip(),
        "meaning": "yes" if request.GET.get("meaning") == "yes" else "",
        "lists": [(name, words, getattr(counts, name)) for name, words in vocabulary.options("list")],
    }


def _listed(request: DeskRequest) -> tuple[dict[str, Any], Counters]:
    page = look(request, cursor=request.GET.get("after", ""), search=request.GET.get("q", "").strip())
    return list_context(request, page), page.counters


def _found(request: DeskRequest) -> tuple[dict[str, Any], Counters]:
    """The search by words and by meaning: one page, the best first."""
    hidden = request.away.at(Place.DESK)
    found = searching.by_meaning(search=request.GET["q"].strip(), owner_id=request.member.id, away=hidden, at=request.at)
    context = list_context(request, Inbox((), found.counters, ""))
    cases = addresses.of_brand(request.brand.slug).cases
    away = request.away.at(Place.SEARCH).person_ids
    found = replace(found, hits=tuple(hit for hit in found.hits if hit.row.person_id not in away))
    rows = like.rows(found, cases=cases, which=which(request), at=request.at)
    return context | {"rows": rows, "all_seen": found.all_seen}, found.counters


def _seen(request: DeskRequest, rows: tuple[InboxRow, ...]) -> list[InboxRow]:
    """Without the rows of people whom this member may not see."""
    place = Place.SEARCH if request.GET.get("q", "").strip() else Place.DESK
    away = request.away.at(place).person_ids
    return [row for row in rows if row.person_id not in away]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
