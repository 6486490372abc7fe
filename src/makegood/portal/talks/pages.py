"""The public page of a live discussion: whoever comes reads, asks and votes; every form works without script, and with it what is new appears by
itself. One cookie, no session; nothing on the page is private, and nobody's address is ever on it.

A look changes nothing. What is asked or voted is counted (by browser, network address and brand) before it is done, in a transaction of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.config import environment
from makegood.discussions import queries
from makegood.discussions.rules import asking, hours
from makegood.discussions.types import Discussion, Order, Page, Phase, QuestionState
from makegood.flows import brand_colour, discussing
from makegood.kernel.refusals import Refusal
from makegood.platform import clock, tenancy
from makegood.portal import door, live, look
from makegood.portal import words as portal_words
from makegood.portal.talks import asked, shown, visitor, words
from makegood.portal.talks.asked import Typed
from makegood.portal.words import Words
from makegood.visitors import actions as visitors
from makegood.visitors.types import Rate

LARGEST_BODY = 100_000
_COUNTED_FOR = {"not_open_yet": "not_open", "discussion_over": "not_open", "banned": "banned", "no_such_question": "gone"}


class SeeOther(HttpResponseRedirect):
    """Go and look there (303)."""

    status_code = 303


@dataclass(frozen=True, slots=True)
class Here:
    """The discussion at an address, and who looks. `who` is None for a browser that kept nothing."""

    brand: Brand
    discussion: Discussion
    who: UUID | None
    told: Words
    at: datetime

    def path(self, name: str = "talk", *more: object) -> str:
        return reverse(f"portal:{name}", args=[self.brand.slug, self.discussion.slug, *more])


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was wrong with the form, and everything as it was typed."""

    sentence: str
    wrong: dict[str, str]
    typed: Typed
    stamp: str = ""


@require_safe
def all_talks(request: HttpRequest, slug: str) -> HttpResponse:
    """The brand's discussions."""
    with tenancy.brand(door.brand_of(slug)):
        brand, at = brands.current(), clock.now()
        told, found, colour = _told(request, brand), queries.discussions(at=at), brand_colour.colour()
    lines = [(one.discussion, shown.standing(one.phase, one.discussion, told, at=at), one) for one in found]
    return _render(
        request, brand, told, "portal/talks/all.html", {"lines": lines, "title": told["all"].format(brand=brand.name)}, colour
    )


@require_safe
def talk(request: HttpRequest, slug: str, talk: str) -> HttpResponse:
    """The page. It lets the browser keep who it is."""
    with _entered(request, slug, talk) as here:
        answer = _page(request, here)
    return _remembered(answer, here)


@require_safe
def now(request: HttpRequest, slug: str, talk: str) -> HttpResponse:
    """What everybody may read of it now, as values: for the page's script when it comes late, or where there is no stream."""
    with _entered(request, slug, talk) as here:
        page = queries.page(discussion=here.discussion, at=here.at)
        told = {
            "phase": page.phase.value,
            "standing": shown.standing(page.phase, here.discussion, here.told, at=here.at),
            "live": _live(here),
            "questions": [discussing.public(one) for one in page.questions],
        }
    answer = JsonResponse(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
def transcript(request: HttpRequest, slug: str, talk: str) -> HttpResponse:
    """All of it on one plain page, each question and answer with an address of its own: to be linked, printed and kept."""
    with _entered(request, slug, talk) as here:
        found = queries.transcript(discussion_id=here.discussion.id)
        phase, colour = hours.phase(here.discussion, at=here.at), brand_colour.colour()
    context = {
        "discussion": here.discussion,
        "questions": shown.all_of(found, here.discussion, here.told, at=here.at),
        "standing": shown.standing(phase, here.discussion, here.told, at=here.at),
        "hours": shown.hours(here.discussion, here.told, at=here.at),
        "home": here.path(),
    }
    return _render(request, here.brand, here.told, "portal/talks/transcript.html", context, colour)


@csrf_exempt  # the cookie goes only with forms of our own pages (SameSite), and the origin is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, slug: str, talk: str) -> HttpResponse:
    """Asks. A GET leads back to the page."""
    with _entered(request, slug, talk) as here:
        pass
    if request.method != "POST":
        return SeeOther(here.path())
    stamp = request.POST.get("stamp", "")
    typed = asked.read(request.POST)
    refused = _not_taken(request, here)
    if refused:
        return _again(request, here, Complaint(here.told[refused], {}, typed, stamp), 403 if refused == "not_from_here" else 422)
    key, wrong = asked.key_of(stamp, here.discussion.id), asked.check(typed, here.told)
    if wrong or not key or asked.key_of(stamp, here.discussion.id, within_s=asked.QUICKEST_S):
        said = "wrong_some" if wrong else "too_quick" if key else "too_old"
        return _again(request, here, Complaint(here.told[said], wrong, typed, stamp if key else ""), 422)
    if here.who is None or not _room(request, here, here.who, "q", asking.QUESTIONS_OF_ONE, asking.QUESTIONS_OF_AN_ADDRESS):
        return _again(request, here, Complaint(here.told["too_many"], {}, typed, stamp), 429)
    return _ask(request, here, here.who, typed, key, stamp)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str, talk: str, number: int) -> HttpResponse:
    """Their vote for a question (`wanted=yes`), or its withdrawal. As JSON where the page's script asks; else back to the question."""
    with _entered(request, slug, talk) as here:
        pass
    home = f"{here.path()}#q-{number}"
    if request.method != "POST":
        return SeeOther(home)
    wanted = request.POST.get("wanted") != "no"
    refused = _not_taken(request, here)
    if not refused and here.who and not _room(request, here, here.who, "v", asking.VOTES_OF_ONE, asking.VOTES_OF_AN_ADDRESS):
        refused = "too_many_votes"
    votes = 0
    if not refused and here.who:
        try:
            with _entered(request, slug, talk) as again:
                question = queries.by_number(discussion_id=again.discussion.id, number=number)
                votes = discussing.vote(question=question, participant_id=here.who, wanted=wanted, at=again.at)
        except Refusal as no:
            refused = _COUNTED_FOR.get(no.code, "not_open")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {"sentence": here.told[refused]} if refused else {"votes": votes, "voted": wanted}, status=422 if refused else 200
        )
    return _again(request, here, Complaint(here.told[refused], {}, asked.NOTHING), 422) if refused else SeeOther(home)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def known(request: HttpRequest, slug: str, talk: str) -> HttpResponse:
    """Whoever presses the button on their own page comes in as themselves: with what they asked and voted by this browser before."""
    with _entered(request, slug, talk) as here:
        pass
    if request.method != "POST":
        return SeeOther(here.path())
    identity_id = visitor.read_ticket(request.POST.get("ticket", ""), here.brand.id)
    if identity_id is None or not _is_ours(request):
        raise Http404
    with _entered(request, slug, talk) as again:
        who = discussing.be_known(participant_id=here.who or visitor.fresh(), identity_id=identity_id, proved=True, at=again.at)
    answer = SeeOther(f"{here.path()}?said=known")
    visitor.remember(answer, here.brand.id, who, path=_path(here))
    return answer


# ---------------------------------------------------------------------------------------------------------------------


@contextmanager
def _entered(request: HttpRequest, slug: str, address: str) -> Iterator[Here]:
    """The brand's transaction, open for one discussion. Http404 where there is none."""
    with tenancy.brand(door.brand_of(slug)):
        try:
            found = queries.by_slug(slug=address)
        except Refusal:
            raise Http404 from None
        brand = brands.current()
        yield Here(brand, found, visitor.of(request, brand.id), _told(request, brand), clock.now())


def _ask(request: HttpRequest, here: Here, who: UUID, typed: Typed, key: str, stamp: str) -> HttpResponse:
    try:
        with _entered(request, here.brand.slug, here.discussion.slug) as again:
            kept = discussing.ask(
                discussion=again.discussion,
                participant_id=who,
                name=typed.name,
                email=typed.email,
                text=typed.text,
                key=key,
                doubtful=bool(typed.website.strip()),
                at=again.at,
            )
    except Refusal as no:
        said = here.told[_COUNTED_FOR.get(no.code, "wrong_some")]
        return _again(request, here, Complaint(said, {}, typed, stamp), 422)
    waits = kept.state is QuestionState.WAITING
    return SeeOther(f"{here.path()}?said={'waiting' if waits else 'asked'}#{'mine' if waits else f'q-{kept.number}'}")


def _not_taken(request: HttpRequest, here: Here) -> str:
    """Why nothing is done, as the name of a word; '' where nothing speaks against it."""
    if not _is_ours(request):
        return "not_from_here"
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return "too_large"
    return "" if here.who else "no_cookie"


def _is_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return not origin or origin == door.own_origin()


def _room(request: HttpRequest, here: Here, who: UUID, what: str, of_one: Rate, of_an_address: Rate) -> bool:
    """Counts, by browser, address and brand; somebody whom nobody has seen, by address as well."""
    asker = door.asker(request)
    wishes = {f"talk {what} {who.hex}": of_one, f"talk {what}a {asker}": of_an_address}
    if what == "q":
        wishes["talk b"] = asking.QUESTIONS_OF_A_BRAND
    with tenancy.brand(here.brand.id):
        if not queries.is_known(participant_id=who):
            wishes[f"talk n {asker}"] = asking.NEW_OF_AN_ADDRESS
        return visitors.count(wishes=wishes)


def _again(request: HttpRequest, here: Here, complaint: Complaint, status: int) -> HttpResponse:
    with _entered(request, here.brand.slug, here.discussion.slug) as now_here:
        answer = _page(request, now_here, complaint)
    answer.status_code = status
    return _remembered(answer, now_here)


def _page(request: HttpRequest, here: Here, complaint: Complaint | None = None) -> HttpResponse:
    wanted = request.GET.get("sort", "")
    order = Order(wanted) if wanted in set(Order) else Order.VOTES
    page = queries.page(discussion=here.discussion, at=here.at, order=order, participant_id=here.who)
    said = request.GET.get("said", "") if request.method != "POST" else ""
    context = {
        **_around(here, page, order),
        "said": here.told.get(f"said_{said}", "") if said in ("asked", "waiting", "known") else "",
        "known": bool(here.who and queries.identity_of(participant_id=here.who)),
        "complaint": complaint.sentence if complaint else "",
        "wrong": complaint.wrong if complaint else {},
        "typed": complaint.typed if complaint else asked.NOTHING,
        "stamp": (complaint.stamp if complaint else "") or asked.stamp(here.discussion.id),
    }
    return _render(request, here.brand, here.told, "portal/talks/page.html", context, brand_colour.colour())


def _around(here: Here, page: Page, order: Order) -> dict[str, Any]:
    told = here.told
    return {
        "discussion": here.discussion,
        "phase": page.phase.value,
        "open": page.phase is Phase.OPEN,
        "running": page.phase in (Phase.PLANNED, Phase.OPEN, Phase.OVER),
        "standing": shown.standing(page.phase, here.discussion, told, at=here.at),
        "hours": shown.hours(here.discussion, told, at=here.at),
        "questions": shown.questions(page, told, at=here.at),
        "mine": shown.mine(page, told, at=here.at),
        "sorts": shown.sorts(order, told),
        "order": order.value,
        "longest": asking.LONGEST,
        "longest_name": asking.LONGEST_NAME,
        "home": here.path(),
        "script": {
            "live": _live(here),
            "now": here.path("talk-now"),
            "vote": here.path("talk-vote", 0),
            "zone": here.discussion.zone,
            "language": told["language"],
            "poll": shown.POLL_S,
            "turns": [
                int((one - here.at).total_seconds())
                for one in (here.discussion.starts_at, here.discussion.ends_at)
                if one > here.at
            ],
            "words": shown.for_script(told),
        },
    }


def _live(here: Here) -> str:
    """Where the page hears what is new; '' once nothing can be new any more."""
    if hours.phase(here.discussion, at=here.at) is Phase.CLOSED:
        return ""
    topic = discussing.topic(here.discussion.id)
    ticket = live.make_ticket(brand_id=here.brand.id, topic=topic, origin=door.own_origin())
    return f"{environment.settings().live_url}{live.DISCUSSIONS}?ticket={ticket}"


def _told(request: HttpRequest, brand: Brand) -> Words:
    wishes = (*portal_words.wishes(request.headers.get("Accept-Language", "")), brand.language, "en")
    return next(words.BY_LANGUAGE[one[:2].lower()] for one in wishes if one[:2].lower() in words.BY_LANGUAGE)


def _remembered(answer: HttpResponse, here: Here) -> HttpResponse:
    if here.who is None:
        visitor.remember(answer, here.brand.id, visitor.fresh(), path=_path(here))
    return answer


def _path(here: Here) -> str:
    return reverse("portal:talks", args=[here.brand.slug])


def _render(request: HttpRequest, brand: Brand, told: Words, template: str, context: dict[str, Any], colour: str) -> HttpResponse:
    ours = look.in_colour(brand, colour)
    answer = render(request, template, {"told": told, **context, **ours})
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{ours['nonce']}'; img-src 'self' data:; "
        f"connect-src 'self' {environment.settings().live_url}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
