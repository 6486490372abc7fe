"""Somebody's own page: a GET shows and changes nothing, because scanners of mail follow links; a POST to one of its parts does one thing and
comes back. No script, no cookie, no session; the address is the proof, so it is told to nobody: no referrer, no cache, no index.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from makegood.config import environment
from makegood.flows import own_page_links
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import IdentityKind
from makegood.portal import door as portal_door
from makegood.portal import look
from makegood.portal.mine import door, registry
from makegood.portal.mine.door import Entered
from makegood.portal.mine.seam import Does, NotSo, Part, Posted, Who, words_of
from makegood.portal.mine.words import common
from makegood.visitors import actions as visitors
from makegood.visitors import rules

LARGEST_BODY = 32_000_000  # above it nothing is read at all
LONGEST_FIELD = 50_000
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was wrong with one part's form: the sentence, the fields, and everything as it was typed."""

    part: str
    sentence: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    files_again: bool = False


class SeeOther(HttpResponseRedirect):
    """Go and look there (303)."""

    status_code = 303


@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The page. 404 for a link that we never gave, 410 and the way to a new one for one that has ended."""
    with door.entered(request, token) as here:
        if here.who is None:
            return _over(request, here, token)
        return _page(request, here, here.who, reverse("portal:mine", args=[token]))


@csrf_exempt  # nobody is signed in: whoever does not know the address cannot post to it
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, token: str, part: str, action: str) -> HttpResponse:
    """Does what a form of one part asks for. A GET only leads back to the page."""
    does = registry.BY_KEY.get(part)
    if not isinstance(does, Does) or action not in does.actions:
        raise Http404
    home = reverse("portal:mine", args=[token])
    with door.entered(request, token) as here:
        if here.who is None:
            return _over(request, here, token)
        told, brand_id = common(here.language), here.brand.id
    if request.method != "POST":
        return SeeOther(home)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _again(request, token, Complaint(part, told["too_large"]), 413)
    asker = portal_door.asker(request)
    room = {f"page a {_short(token)}": rules.PAGE_DEEDS, f"page b {asker}": rules.PAGE_DEEDS_OF_AN_ADDRESS}
    posted = _posted(request)
    if not visitors.take(brand_id=brand_id, wishes=room):
        return _again(request, token, _complaint(part, told["too_many"], posted), 429)
    try:
        with door.entered(request, token) as here:
            if here.who is None:
                return _over(request, here, token)
            said = does.do(here.who, action, posted, at=here.at)
    except NotSo as no:
        return _again(request, token, _complaint(part, no.sentence, posted, no.fields), 422)
    except Refusal:
        return _again(request, token, _complaint(part, told["not_done"], posted), 422)
    return SeeOther(f"{home}?{urlencode({'said': f'{part}.{said}'})}#{part}")


@require_safe
def preview(request: HttpRequest, ticket: str) -> HttpResponse:
    """The page as they see it, for a member: nothing in it can be pressed. 404 for a ticket that is none, or too old."""
    with door.previewed(request, ticket) as here:
        if here.who is None:
            raise Http404
        return _page(request, here, here.who, "")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds a link that has ended asks for a new one: it goes to the address to which that one belonged."""
    with door.entered(request, token) as here:
        if here.link is None:
            raise Http404
        identity_id, brand_id = here.link.identity_id, here.brand.id
    if request.method != "POST":
        return SeeOther(reverse("portal:mine", args=[token]))
    if not _may_ask(request, brand_id):
        return _plain(request, here, "too_many", 429)
    if _may_be_sent(brand_id, identity_id.hex):
        with door.entered(request, token) as here:
            own_page_links.ask_again(identity_id=identity_id, key=secrets.token_hex(16), at=here.at)
    return _plain(request, here, "on_its_way", 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Where anybody asks for a link to their page. What is answered never says whether the address is known, and takes as long either way."""
    with door.at_brand(request, slug) as here:
        told, brand_id = common(here.language), here.brand.id
    if request.method != "POST":
        return _asking(request, here, "", "", 200)
    email = request.POST.get("email", "").replace("\x00", "").strip()[:400]
    if not _is_address(email):
        return _asking(request, here, email, told["wrong_email"], 422)
    if not _may_ask(request, brand_id):
        return _plain(request, here, "too_many", 429)
    if _may_be_sent(brand_id, email.casefold()):
        with door.at_brand(request, slug) as here:
            own_page_links.ask(email=email, key=secrets.token_hex(16), at=here.at)
    return _plain(request, here, "perhaps_on_its_way", 200)


# ---------------------------------------------------------------------------------------------------------------------


def _again(request: HttpRequest, token: str, complaint: Complaint, status: int) -> HttpResponse:
    with door.entered(request, token) as here:
        if here.who is None:
            return _over(request, here, token)
        return _page(request, here, here.who, reverse("portal:mine", args=[token]), complaint=complaint, status=status)


def _page(
    request: HttpRequest, here: Entered, who: Who, home: str, *, complaint: Complaint | None = None, status: int = 200
) -> HttpResponse:
    told = common(here.language)
    looked = [(part, part.look(who, at=here.at)) for part in registry.PARTS]
    parts = [_shown(part, shown, who, home, complaint) for part, shown in looked if shown is not None]
    name = addresses_first(who)
    context = {
        "told": told,
        "who": who,
        "hello": told["hello"].format(name=name) if name else told["hello_nobody"],
        "parts": parts,
        "said": _said(request.GET.get("said", ""), here.language) if not complaint else "",
        "complaint": complaint,
        "until": told["for"].format(address=rules.masked(who.identity.shown)),
        "nothing": not parts,
    }
    return _answer(request, here, "portal/mine/page.html", context, status)


def _shown(part: Part, shown: object, who: Who, home: str, complaint: Complaint | None) -> dict[str, Any]:
    about = complaint if complaint and complaint.part == part.key else None
    return {
        "key": part.key,
        "template": part.template,
        "shown": shown,
        "told": {**common(who.language), **words_of(part, who.language)},
        "who": who,
        "act": f"{home}{part.key}/" if home else "",
        "form_key": secrets.token_hex(16),
        "typed": about.typed if about else {},
        "wrong": about.wrong if about else {},
        "complaint": about.sentence if about else "",
        "files_again": about.files_again if about else False,
    }


def addresses_first(who: Who) -> str:
    """What they are called by, or '' where all we know is an address."""
    name = who.person.name
    return "" if "@" in name or name.startswith("+") else name


def _said(told: str, language: str) -> str:
    """The thanks that stand in the address after something was done: words of ours, and no others."""
    key, _, name = told.partition(".")
    part = registry.BY_KEY.get(key)
    return words_of(part, language)[name] if isinstance(part, Does) and name in part.says else ""


def _over(request: HttpRequest, here: Entered, token: str) -> HttpResponse:
    context = {"told": common(here.language), "again": reverse("portal:mine-again", args=[token])}
    return _answer(request, here, "portal/mine/over.html", context, 410)


def _asking(request: HttpRequest, here: Entered, email: str, wrong: str, status: int) -> HttpResponse:
    told = common(here.language)
    context = {"told": told, "title": told["ask"].format(brand=here.brand.name), "email": email, "wrong": wrong}
    return _answer(request, here, "portal/mine/ask.html", context, status)


def _plain(request: HttpRequest, here: Entered, name: str, status: int) -> HttpResponse:
    told = common(here.language)
    return _answer(request, here, "portal/mine/plain.html", {"told": told, "sentence": told[name]}, status)


def _answer(request: HttpRequest, here: Entered, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    ours = look.dress(here.brand, here.channel)
    answer = render(request, template, {**context, **ours}, status=status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self' 'nonce-{ours['nonce']}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _posted(request: HttpRequest) -> Posted:
    fields = {name: str(value).replace("\x00", "")[:LONGEST_FIELD] for name, value in request.POST.items()}
    key = fields.pop("key", "")
    lists = {name: tuple(request.POST.getlist(name)) for name in request.POST}
    return Posted(key if _KEY.fullmatch(key) else secrets.token_hex(16), fields, lists, request.FILES.getlist("files"))


def _complaint(part: str, sentence: str, posted: Posted, wrong: Mapping[str, str] | None = None) -> Complaint:
    return Complaint(part, sentence, wrong or {}, {**posted.fields, "key": posted.key}, files_again=bool(posted.files))


def _may_ask(request: HttpRequest, brand_id: Any) -> bool:
    visitors.sweep(brand_id=brand_id)
    asker = f"page link a {portal_door.asker(request)}"
    return visitors.take(
        brand_id=brand_id, wishes={asker: rules.PAGE_LINKS_OF_AN_ADDRESS, "page link b": rules.PAGE_LINKS_OF_A_BRAND}
    )


def _may_be_sent(brand_id: Any, whom: str) -> bool:
    """Whether they were not sent too many already: nobody fills somebody else's mailbox from here. Nobody is told."""
    key = hmac.new(environment.settings().secret_key.encode(), f"makegood.page.to {whom}".encode(), hashlib.sha256).hexdigest()
    return visitors.take(brand_id=brand_id, wishes={f"page link c {key[:32]}": rules.PAGE_LINKS_TO_SOMEBODY})


def _short(token: str) -> str:
    return hashlib.sha256(f"deeds {token}".encode()).hexdigest()[:32]


def _is_address(email: str) -> bool:
    try:
        addresses.normalise(IdentityKind.EMAIL, email, region="")
    except Refusal:
        return False
    return True
