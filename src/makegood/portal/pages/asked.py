"""The page behind the link in a survey's letter: one question, one button. No cookie, no session, no account; works without script.

A GET changes nothing, because scanners of mail follow links and programs fetch ahead: only the button answers. A POST answers once, however often it
comes; another answer within a day takes its place.
"""

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from makegood.flows import survey_answers
from makegood.flows.brand_colour import COLOUR
from makegood.flows.survey_answers import Page
from makegood.kernel.refusals import Refusal
from makegood.platform import clock
from makegood.portal import look, words

_WORDS = {
    "en": {
        "language": "en",
        "choose": "Your answer",
        "text": "What should we know?",
        "words": "Your answer",
        "optional": "if you like",
        "text_help": "A person reads it.",
        "send": "Send my answer",
        "change": "Change my answer",
        "for_us": "Your answer goes to us alone. It helps us to do better, and changes nothing about what you are owed.",
        "thanks": "Thank you, we have your answer.",
        "yours": "You answered {score} of {most}.",
        "may_change": "You can change it here within a day.",
        "done": "Your answer is kept as it is. If something has changed, write to us.",
        "over": "This is not asked any more.",
        "over_more": "If you want to tell us something, answer the letter: a person reads it.",
        "spare": "Ask me no more",
        "spare_more": "We then send you no more questions like this one. What you write to us or buy from us is answered all the same.",
        "spared": "We ask you no more.",
        "wrong": "Choose one of the answers.",
        "wrong_empty_answer": "Write something first.",
        "wrong_too_long": "At most 5,000 characters.",
        "unknown": "This link leads nowhere.",
        "unknown_more": "Perhaps it was cut off on its way. Open it from the letter once more, or answer the letter.",
    },
    "de": {
        "language": "de",
        "choose": "Ihre Antwort",
        "text": "Was sollten wir wissen?",
        "words": "Ihre Antwort",
        "optional": "wenn Sie mögen",
        "text_help": "Ein Mensch liest es.",
        "send": "Antwort senden",
        "change": "Antwort ändern",
        "for_us": "Ihre Antwort ist nur für uns. Sie hilft uns, besser zu werden, und ändert nichts an dem, was Ihnen zusteht.",
        "thanks": "Danke, Ihre Antwort ist da.",
        "yours": "Sie haben {score} von {most} geantwortet.",
        "may_change": "Sie können sie hier einen Tag lang ändern.",
        "done": "Ihre Antwort bleibt, wie sie ist. Wenn sich etwas geändert hat, schreiben Sie uns.",
        "over": "Danach fragen wir nicht mehr.",
        "over_more": "Wenn Sie uns etwas sagen möchten, antworten Sie auf den Brief: ein Mensch liest es.",
        "spare": "Mich nicht mehr fragen",
        "spare_more": "Dann schicken wir Ihnen keine solchen Fragen mehr. Was Sie uns schreiben oder bei uns kaufen, beantworten wir trotzdem.",
        "spared": "Wir fragen Sie nicht mehr.",
        "wrong": "Wählen Sie eine der Antworten.",
        "wrong_empty_answer": "Schreiben Sie zuerst etwas.",
        "wrong_too_long": "Höchstens 5.000 Zeichen.",
        "unknown": "Dieser Link führt nirgendwohin.",
        "unknown_more": "Vielleicht wurde er unterwegs abgeschnitten. Öffnen Sie ihn noch einmal aus dem Brief, oder antworten Sie auf den Brief.",
    },
}


@csrf_exempt  # nobody is signed in here; the link itself is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question; POST answers it, or ends such questions (`spare`). 404 where the link is none of ours."""
    language, at = _language(request), clock.now()
    if request.method != "POST":
        return _page(request, survey_answers.look(token, language=language, at=at))
    if "spare" in request.POST:
        found = survey_answers.spare(token, language=language, at=at)
        return _page(request, None) if found is None else _back(request)
    try:
        text, key = request.POST.get("text", ""), request.POST.get("key", "")[:64] or secrets.token_hex(12)
        found = survey_answers.answer(token, score=_score(request), text=text, key=key, language=language, at=at)
    except Refusal as no:
        return _page(request, survey_answers.look(token, language=language, at=at), refused=no.code)
    return _page(request, None) if found is None else _back(request)


def _score(request: HttpRequest) -> int | None:
    told = request.POST.get("score", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 2 else None


def _back(request: HttpRequest) -> HttpResponse:
    answer = HttpResponseRedirect(request.path, status=303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _language(request: HttpRequest) -> str:
    return next((one for one in words.wishes(request.headers.get("Accept-Language", "")) if one in _WORDS), "")


def _page(request: HttpRequest, page: Page | None, *, refused: str = "") -> HttpResponse:
    told = _WORDS[page.language if page else (_language(request) or "en")]
    dressed = look.in_colour(page.brand, COLOUR) if page else {**look.in_colour(None, COLOUR), "brand": None}  # type: ignore[arg-type]
    shown = {
        "page": page,
        "told": told,
        "steps": page.scale.steps if page and page.scale else (),
        "picked": _picked(request, page),
        "typed": request.POST.get("text", "")[:6_000] if refused else "",
        "yours": told["yours"].format(score=page.score, most=page.scale.most) if page and page.scale and page.answered else "",
        "wrong": told.get(f"wrong_{refused}", told["wrong"]) if refused and refused != "survey_over" else "",
        "key": secrets.token_hex(12),
    }
    status = 404 if page is None else 422 if refused else 200
    answer = render(request, "portal/asked.html", {**shown, **dressed}, status=status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self' 'nonce-{dressed['nonce']}'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _picked(request: HttpRequest, page: Page | None) -> int | None:
    return _score(request) if request.method == "POST" else page.score if page else None
