"""What the chat window asks for: its script, and, from the first message on, its talk. Every request of the talk is a POST with the visitor's
secret in a header, from a page whose origin is on the channel's list; no cookie, and nothing in an address that would be kept in a log.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from makegood.channels.adapters.webchat import adapter as webchat
from makegood.channels.adapters.webchat import identity, message
from makegood.channels.adapters.webchat import settings as webchat_settings
from makegood.config import environment
from makegood.flows import chatting, private_links, unseen_answers
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from makegood.portal import chat_words, door, live, taken_files, widget_script
from makegood.portal.door import Place
from makegood.visitors import actions as visitors
from makegood.visitors import queries as visitor_queries
from makegood.visitors import rules

LARGEST_BODY = message.FILES.size + 1_000_000
SCRIPT_AGE_S = 300
_STATUS = {"no_talk": 404, "no_attachment": 404, "another_person": 409, "too_much": 429, "not_from_here": 403, "too_large": 413}
_INERT = "default-src 'none'; sandbox"

Act = Callable[[Place, "Asked"], HttpResponse]
Count = Callable[..., bool]


class Asked:
    """One request of the window, read: who asks, and what. `claims` are None where there is no good signed identity; `trouble` says why."""

    def __init__(self, request: HttpRequest, place: Place, secret: str, origin: str) -> None:
        self.fields, self.files, self.secret, self.origin = request.POST, request.FILES, secret, origin
        self.claims: identity.Claims | None = None
        self.trouble = ""
        if token := self.fields.get("identity", ""):
            try:
                self.claims = identity.read(
                    token, secret=place.channel.settings.get("identity_secret", ""), now=datetime.now(UTC)
                )
            except Refusal as refusal:
                self.trouble = refusal.sentence

    def field(self, name: str, longest: int = 400) -> str:
        return str(self.fields.get(name, "")).replace("\x00", "")[:longest]


@require_safe
def script(_request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """The window's script, for any page: it holds nothing but what everybody may see."""
    with door.opened(slug=slug, kind=webchat.KIND, address=address) as place:
        answer = HttpResponse(widget_script.script(place), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={SCRIPT_AGE_S}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@csrf_exempt
def messages(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """Says something; the first message begins the talk."""
    return _answer(request, slug, address, _say, count=_count_message)


@csrf_exempt
def talk(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """The talk as it is, and what of ours they have now seen."""
    return _answer(request, slug, address, _look, count=_count_look)


@csrf_exempt
def here(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """Their window is in front of them (`here`), or no longer."""
    return _answer(request, slug, address, _be_here, count=_count_look)


@csrf_exempt
def address_left(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """Where answers go that they do not see."""
    return _answer(request, slug, address, _leave_address, count=_count_message)


@csrf_exempt
def file(request: HttpRequest, slug: str, address: str, attachment_id: UUID) -> HttpResponse:
    """A file of their own talk, always as a download."""
    return _answer(request, slug, address, lambda place, asked: _file(place, asked, attachment_id), count=_count_look)


@csrf_exempt
def transcript(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """A copy by e-mail, to an address that the shop vouches for."""
    return _answer(request, slug, address, _transcript, count=_count_transcript)


# ---------------------------------------------------------------------------------------------------------------------


def _say(place: Place, asked: Asked) -> HttpResponse:
    key, text = asked.field("key", 64), asked.field("text", message.LONGEST + 1)
    if not rules.SECRET.fullmatch(asked.secret) or not 8 <= len(key) <= 64:
        raise Refusal(
            "malformed", "key: 8 to 64 characters of your own, beside a token of 32 random bytes.", {"key": "malformed"}
        )
    if len(text) > message.LONGEST:
        raise Refusal("too_long", f"text: at most {message.LONGEST} characters.", {"text": "too long"})
    files = taken_files.read(asked.files.getlist("files"), room=message.FILES)
    language = chat_words.language(asked.field("language", 6), place.brand.language)
    words = chatting.Words(key, text, asked.field("name", 200), asked.field("email", 320), language, files)
    said = chatting.say(channel=place.channel, secret=asked.secret, words=words, claims=asked.claims, at=place.at)
    if link := asked.field("with", private_links.LENGTH + 1):
        chatting.come_by_link(said.visitor, link, at=place.at)
    return _shown(said, place, asked)


def _look(place: Place, asked: Asked) -> HttpResponse:
    seen = [UUID(one) for one in asked.field("seen", 40 * rules.REMEMBERED).split(",") if _is_id(one)]
    found = chatting.look(channel=place.channel, secret=asked.secret, seen=seen, claims=asked.claims, at=place.at)
    return _shown(found, place, asked)


def _be_here(place: Place, asked: Asked) -> HttpResponse:
    chatting.be_here(channel=place.channel, secret=asked.secret, here=asked.field("here", 1) == "1")
    return HttpResponse(status=204)


def _leave_address(place: Place, asked: Asked) -> HttpResponse:
    email, name = asked.field("email", 321), asked.field("name", 200)
    return _shown(
        chatting.leave_address(channel=place.channel, secret=asked.secret, email=email, name=name, at=place.at), place, asked
    )


def _file(place: Place, asked: Asked, attachment_id: UUID) -> HttpResponse:
    found, content = chatting.attachment(channel=place.channel, secret=asked.secret, attachment_id=attachment_id)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name or "file") or "attachment"
    answer.headers["Content-Security-Policy"] = _INERT
    return answer


def _transcript(place: Place, asked: Asked) -> HttpResponse:
    found = chatting.look(channel=place.channel, secret=asked.secret, seen=(), claims=asked.claims, at=place.at)
    written = chat_words.transcript(found, brand=place.brand)
    subject = chat_words.transcript_subject(found, brand=place.brand)
    chatting.send_transcript(channel=place.channel, secret=asked.secret, written=written, subject=subject, at=place.at)
    return JsonResponse({"sent": True})


def _shown(found: chatting.Talk, place: Place, asked: Asked) -> HttpResponse:
    """The talk as the window draws it. Nothing of the person but what they said here."""
    told: dict[str, object] = {
        "messages": chat_words.lines(found, place.brand),
        "email": rules.masked(found.visitor.email),
        "vouched": found.visitor.vouched,
        "live": environment.settings().live_url + live.PREFIX,
    }
    if found.visitor.conversation_id is not None:
        topic = unseen_answers.topic(found.visitor.conversation_id)
        told["ticket"] = live.make_ticket(brand_id=place.brand.id, topic=topic, origin=asked.origin)
    return JsonResponse(told | ({"identity": asked.trouble} if asked.trouble else {}))


# How much -------------------------------------------------------------------------------------------------------------


def _count_message(request: HttpRequest, place: Place, secret: str, *, known: bool) -> bool:
    asker, visitor = door.asker(request), visitor_queries.hash_of(secret)[:32]
    wishes = {
        f"chat v {visitor}": rules.OF_A_VISITOR,
        f"chat a {asker}": rules.OF_AN_ADDRESS,
        f"chat b {place.channel.id}": rules.OF_A_BRAND,
    }
    if not known:
        wishes[f"chat n {asker}"] = rules.TALKS_OF_AN_ADDRESS
        visitors.sweep(brand_id=place.brand.id)
    return visitors.count(wishes=wishes)


def _count_look(request: HttpRequest, _place: Place, secret: str, *, known: bool) -> bool:
    """Who is known counts for themselves; who guesses counts with everybody at their address."""
    key = f"chat l {visitor_queries.hash_of(secret)[:32]}" if known else f"chat g {door.asker(request)}"
    return visitors.count(wishes={key: rules.LOOKS_OF_A_VISITOR if known else rules.TALKS_OF_AN_ADDRESS})


def _count_transcript(_request: HttpRequest, _place: Place, secret: str, *, known: bool) -> bool:
    key = f"chat t {visitor_queries.hash_of(secret)[:32]}"
    return known and visitors.count(wishes={key: rules.TRANSCRIPTS_OF_A_VISITOR})


# The way in -----------------------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, slug: str, address: str, act: Act, *, count: Count) -> HttpResponse:
    origin, secret = request.headers.get("Origin", ""), request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    with door.opened(slug=slug, kind=webchat.KIND, address=address) as place:
        allowed = door.may_ask(origin, webchat_settings.origins(place.channel.settings))
        refused = None if request.method == "OPTIONS" else _turned_away(request, place, secret, count, allowed=allowed)
    if request.method == "OPTIONS":
        return _with_origin(HttpResponse(status=204), origin if allowed else "", preflight=True)
    try:
        if refused is not None:
            raise refused
        with tenancy.brand(place.brand.id):
            answer = act(place, Asked(request, place, secret, origin))
    except Refusal as no:
        told = {"code": no.code, "sentence": no.sentence, "fields": no.fields}
        answer = JsonResponse(told, status=_STATUS.get(no.code, 422))
    return _with_origin(answer, origin if allowed else "")


def _turned_away(request: HttpRequest, place: Place, secret: str, count: Count, *, allowed: bool) -> Refusal | None:
    """Why this request is not taken up, or None. Whoever is taken up, and whoever comes too often, is counted: in the door's own
    transaction, which is committed before anything is done."""
    if not allowed:
        sentence = "This page may not use this chat: list its origin with the channel."
        return Refusal("not_from_here", sentence, {"origin": "not listed"})
    if request.method != "POST":
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return Refusal("too_large", f"files: together at most {message.FILES.size // 1_000_000} MB.", {"files": "too large"})
    known = bool(secret) and visitor_queries.by_secret(channel_id=place.channel.id, secret=secret) is not None
    if count(request, place, secret, known=known):
        return None
    return Refusal("too_much", chat_words.calm(request.POST.get("language", ""), place.brand.language))


def _with_origin(answer: HttpResponse, origin: str, *, preflight: bool = False) -> HttpResponse:
    answer.headers["Vary"] = "Origin"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if origin:
        answer.headers["Access-Control-Allow-Origin"] = origin
    if origin and preflight:
        answer.headers["Access-Control-Allow-Methods"] = "POST"
        answer.headers["Access-Control-Allow-Headers"] = "authorization"
        answer.headers["Access-Control-Max-Age"] = "600"
    return answer


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
