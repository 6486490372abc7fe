"""The public page of a pool of coupons: what one is worth, until when, how many are left, and a field for an address. Works without script.

No cookie, no session, no member. A look changes nothing; a code of somebody's own is never shown here, it goes to their address.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from makegood.brands import queries as brands
from makegood.brands.types import Brand, BrandId
from makegood.flows import coupon_claims
from makegood.flows.coupon_claims import Offered, Taken
from makegood.kernel.refusals import Refusal
from makegood.platform import clock, tenancy
from makegood.portal import door, look, words
from makegood.visitors import actions as visitors
from makegood.visitors.types import Rate

OF_AN_ADDRESS, OF_A_BRAND = Rate(most=12, seconds=600), Rate(most=3_000, seconds=60)
_WORDS = {
    "en": {
        "language": "en",
        "worth": "{worth} off",
        "minimum": "On orders of {least} or more.",
        "until": "Good until {end}.",
        "left": "{n} are left. Whoever orders first gets one: a code sets nothing aside.",
        "first": "Whoever orders first gets one: a code sets nothing aside.",
        "paid_by": "With the help of {name}.",
        "each": "One for each person.",
        "email": "Your e-mail address",
        "required": "needed",
        "help_shown": "So that each gets one. It is used for nothing else.",
        "help_mailed": "We send your code there, and use it for nothing else.",
        "take": "Get my code",
        "code": "Your code",
        "how": "Type it in when you order.",
        "mailed": "Your code is on its way.",
        "mailed_more": "Look into your mail, and into the spam folder too. If you have taken it before, it is the same one, in the letter that you have.",
        "over": "These coupons are over.",
        "over_more": "They were good until {end}, or the last one was used.",
        "wrong_email": "Give an address like tom@example.org.",
        "too_many": "Many asked from where you are. Wait ten minutes, then try again.",
        "not_now": "We cannot send codes just now. Please write to us.",
    },
    "de": {
        "language": "de",
        "worth": "{worth} Nachlass",
        "minimum": "Auf Bestellungen ab {least}.",
        "until": "Gültig bis {end}.",
        "left": "{n} sind noch da. Wer zuerst bestellt, bekommt einen: der Code allein hebt keinen auf.",
        "first": "Wer zuerst bestellt, bekommt einen: der Code allein hebt keinen auf.",
        "paid_by": "Mit der Hilfe von {name}.",
        "each": "Einer je Person.",
        "email": "Ihre E-Mail-Adresse",
        "required": "nötig",
        "help_shown": "Damit jeder einen bekommt. Wir verwenden sie für nichts anderes.",
        "help_mailed": "Dorthin schicken wir Ihren Code; wir verwenden sie für nichts anderes.",
        "take": "Meinen Code bekommen",
        "code": "Ihr Code",
        "how": "Geben Sie ihn beim Bestellen ein.",
        "mailed": "Ihr Code ist unterwegs.",
        "mailed_more": "Sehen Sie in Ihre Post und auch in den Spam-Ordner. Wenn Sie ihn schon geholt haben, ist es derselbe, in dem Brief, den Sie haben.",
        "over": "Diese Gutscheine sind vorbei.",
        "over_more": "Sie galten bis {end}, oder der letzte wurde verwendet.",
        "wrong_email": "Geben Sie eine Adresse an wie tom@example.org.",
        "too_many": "Von dort, wo Sie sind, kamen viele Anfragen. Warten Sie zehn Minuten und versuchen Sie es noch einmal.",
        "not_now": "Wir können gerade keine Codes verschicken. Bitte schreiben Sie uns.",
    },
}
_OVER = ("sold_out", "coupon_over", "pool_closed")


@csrf_exempt  # nobody is signed in here: there is nothing that a forged request could use
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, slug: str, pool: str) -> HttpResponse:
    """The page, and where its form is sent to. 404 where the brand has no such pool."""
    brand_id = door.brand_of(slug)
    if request.method == "POST":
        wishes = {f"coupons a {door.asker(request)}": OF_AN_ADDRESS, "coupons b": OF_A_BRAND}
        if not visitors.take(brand_id=brand_id, wishes=wishes):
            return _shown(request, brand_id, pool, complaint="too_many", status=429)
    try:
        with tenancy.brand(brand_id):
            brand, language = brands.current(), _language(request)
            told = _offered(pool, language)
            taken = None
            if request.method == "POST" and told.open:
                taken = coupon_claims.take(pool_id=told.pool.id, email=request.POST.get("email", "")[:400], at=clock.now())
            return _page(request, brand, told, language, taken=taken)
    except Refusal as no:
        complaint = "" if no.code in _OVER else "not_now" if no.code == "no_mailbox" else "wrong_email"
        return _shown(request, brand_id, pool, complaint=complaint, status=422)


def _shown(request: HttpRequest, brand_id: BrandId, pool: str, *, complaint: str, status: int) -> HttpResponse:
    with tenancy.brand(brand_id):
        language = _language(request)
        return _page(request, brands.current(), _offered(pool, language), language, complaint=complaint, status=status)


def _number(number: int, language: str) -> str:
    return f"{number:,}".replace(",", "." if language == "de" else ",")


def _language(request: HttpRequest) -> str:
    """The reader's, where we have words in it; else the brand's."""
    return words.choose(*words.wishes(request.headers.get("Accept-Language", "")), brands.current().language)["language"]


def _offered(pool: str, language: str) -> Offered:
    told = coupon_claims.offered(slug=pool, language=language, at=clock.now())
    if told is None:
        raise Http404
    return told


def _page(
    request: HttpRequest,
    brand: Brand,
    told: Offered,
    language: str,
    *,
    taken: Taken | None = None,
    complaint: str = "",
    status: int = 200,
) -> HttpResponse:
    ours, terms = _WORDS.get(language, _WORDS["en"]), told.pool.terms
    lines = [
        ours["minimum"].format(least=terms.minimum_order) if terms.minimum_order else "",
        ours["until"].format(end=told.end),
        ours["each"] if terms.one_per_person else "",
        ours["left"].format(n=_number(told.left, language)) if told.left is not None else ours["first"],
        ours["paid_by"].format(name=told.pool.sponsor.name) if told.pool.sponsor else "",
    ]
    dressed = look.in_colour(brand, told.colour)
    shown = {
        "told": ours,
        "offered": told,
        "worth": ours["worth"].format(worth=told.worth),
        "lines": [line for line in lines if line],
        "over_more": ours["over_more"].format(end=told.end),
        "taken": taken,
        "typed": request.POST.get("email", "")[:400],
        "help": ours["help_shown" if terms.one_code else "help_mailed"],
        "complaint": ours.get(complaint, ""),
    }
    answer = render(request, "portal/coupons.html", {**shown, **dressed}, status=status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self' 'nonce-{dressed['nonce']}'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return answer
