"""The hosted contact form: a page that works without script, in its own address, in a frame, or posted to from a listed page.

No cookie, no session. What was typed is kept on an error; files must be chosen again, because browsers forget them.
"""

import hashlib
import secrets
from base64 import b32encode
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from makegood.channels.adapters.contact_form import adapter as contact_form
from makegood.channels.adapters.contact_form import settings as form_settings
from makegood.channels.types import AttachmentIn
from makegood.flows import form_filled, status_page
from makegood.kernel.refusals import Refusal
from makegood.portal import door, filling, look, opening, taken_files, words
from makegood.portal.door import Place
from makegood.visitors import actions as visitors
from makegood.visitors import rules

LARGEST_BODY = 32_000_000  # above it nothing is read at all; below it what was typed is kept
QUICKEST_S, OLDEST_S = 3, 24 * 3600
_STAMP, _RECEIPT = "makegood.portal.form.stamp", "makegood.portal.form.receipt"


class SeeOther(HttpResponseRedirect):
    """Go and look there (303)."""

    status_code = 303


@xframe_options_exempt
@csrf_exempt  # nobody is signed in here: there is nothing that a forged request could use
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """The form, and where it is sent to."""
    with door.opened(slug=slug, kind=contact_form.KIND, address=address) as place:
        pass
    told = _words(request, place)
    if request.method != "POST":
        return _page(request, place, told, filling.EMPTY, {})
    origin, listed = request.headers.get("Origin", ""), form_settings.origins(place.channel.settings)
    if origin and not door.may_ask(origin, listed):
        return _plain(request, place, told, told["not_from_here"], 403)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _plain(request, place, told, told["too_large"], 413)
    return _sent(request, place, told, from_outside=origin in listed)


@xframe_options_exempt
@require_safe
def thanks(request: HttpRequest, slug: str, address: str, receipt: str) -> HttpResponse:
    """What becomes of it: a reference, and by when they hear. 404 for a receipt that we did not write for this form."""
    with door.opened(slug=slug, kind=contact_form.KIND, address=address) as place:
        pass
    try:
        channel, reference, email, stamp = signing.loads(receipt, salt=_RECEIPT, max_age=OLDEST_S)
    except (signing.BadSignature, ValueError) as bad:
        raise Http404 from bad
    if channel != place.channel.id.hex:
        raise Http404
    told = _words(request, place)
    until = datetime.fromtimestamp(stamp, UTC)
    when = opening.day_and_time(until, now=place.at, zone=place.brand.zone, words=told)
    shown = {"hears": told["hears"].format(when=when), "where": told["where"].format(email=email)}
    shown |= {"reference": told["reference"].format(reference=reference), "zone": told["zone"].format(zone=place.brand.zone)}
    return look.page(request, place, "portal/thanks.html", {"told": told, **shown}, frames=_frames(place))


# ---------------------------------------------------------------------------------------------------------------------


def _sent(request: HttpRequest, place: Place, told: words.Words, *, from_outside: bool) -> HttpResponse:
    filled = filling.read(request.POST)
    key, complaint = _key(request, place, filled, told, from_outside=from_outside)
    wrong = filling.check(filled, place.channel.settings, told)
    files: tuple[AttachmentIn, ...] = ()
    try:
        files = taken_files.read(
            request.FILES.getlist("files") if place.channel.settings.get("files") != "no" else [],
            room=contact_form.FILES,
        )
    except Refusal as refusal:
        wrong["files"] = told["wrong_files_many" if refusal.code == "too_many_files" else "wrong_files_large"]
    if wrong or complaint:
        return _page(request, place, told, filled, wrong, told["wrong_some"] if wrong else complaint, status=422)
    if not _room(request, place):
        return _page(request, place, told, filled, {}, told["too_many"], status=429)
    reference = _reference(key)
    with door.opened(slug=place.brand.slug, kind=contact_form.KIND, address=place.channel.address) as now:
        kept = filling.as_filled(filled, key=key, reference=reference, files=files, at=now.at)
        form_filled.take(channel=now.channel, filled=kept, agreed_to=now.channel.settings.get("consent_text", ""), at=now.at)
        until = form_filled.hears_by(at=now.at)
    receipt = signing.dumps([place.channel.id.hex, reference, rules.masked(filled.email), int(until.timestamp())], salt=_RECEIPT)
    return SeeOther(reverse("portal:form-thanks", args=[place.brand.slug, place.channel.address, receipt]))


def _key(request: HttpRequest, place: Place, filled: filling.Typed, told: words.Words, *, from_outside: bool) -> tuple[str, str]:
    """The form's own key, by which a doubled click is one message, and what is wrong with the time it took, or ''."""
    stamp = request.POST.get("stamp", "")
    nonce = _nonce(stamp, place)
    if not nonce:
        day = place.at.date().isoformat()
        parts = (place.channel.id.hex, day, filled.email, filled.subject, filled.text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40], "" if from_outside else told["too_old"]
    return nonce, told["too_quick"] if _nonce(stamp, place, within_s=QUICKEST_S) else ""


def _nonce(stamp: str, place: Place, *, within_s: int = OLDEST_S) -> str:
    """What a stamp of this form calls it, where it was written within so many seconds; else ''."""
    try:
        channel, nonce = signing.TimestampSigner(salt=_STAMP).unsign_object(stamp, max_age=within_s)
    except (signing.BadSignature, ValueError):
        return ""
    return str(nonce) if channel == place.channel.id.hex else ""


def _room(request: HttpRequest, place: Place) -> bool:
    visitors.sweep(brand_id=place.brand.id)
    wishes = {f"form a {door.asker(request)}": rules.FORMS_OF_AN_ADDRESS, "form b": rules.FORMS_OF_A_BRAND}
    return visitors.take(brand_id=place.brand.id, wishes=wishes)


def _page(
    request: HttpRequest,
    place: Place,
    told: words.Words,
    typed: filling.Typed,
    wrong: dict[str, str],
    complaint: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    settings = place.channel.settings
    before = request.POST.get("stamp", "")  # somebody who corrects a field is no longer too quick
    fresh = signing.TimestampSigner(salt=_STAMP).sign_object([place.channel.id.hex, secrets.token_hex(16)])
    shown: dict[str, Any] = {
        "told": told,
        "typed": typed,
        "wrong": wrong,
        "complaint": complaint,
        "stamp": before if _nonce(before, place) else fresh,
        "settings": settings,
        "subjects": form_settings.subjects(settings),
        "title": settings.get("title") or told["write_to"].format(brand=place.brand.name),
        "intro": settings.get("intro") or told["intro"],
        "files_again": bool(request.FILES),
        "known": status_page.line(slug=place.brand.slug, language=told["language"]),
    }
    return look.page(request, place, "portal/form.html", shown, frames=_frames(place), status=status)


def _plain(request: HttpRequest, place: Place, told: words.Words, sentence: str, status: int) -> HttpResponse:
    return look.page(
        request, place, "portal/sentence.html", {"told": told, "sentence": sentence}, frames=_frames(place), status=status
    )


def _words(request: HttpRequest, place: Place) -> words.Words:
    wishes = words.wishes(request.headers.get("Accept-Language", ""))
    return words.choose(*wishes, place.channel.settings.get("language", ""), place.brand.language)


def _frames(place: Place) -> tuple[str, ...]:
    return form_settings.origins(place.channel.settings)


def _reference(key: str) -> str:
    """Eight letters and digits that can be read out on the telephone; guessing one opens nothing."""
    text = b32encode(hashlib.sha256(key.encode()).digest()).decode()
    return f"{text[:4]}-{text[4:8]}"
