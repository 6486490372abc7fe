"""The page of somebody's own link: who passed it on, and a button to the shop. Works without script.

No cookie, no session, no member, nothing kept of whoever looks. A look counts nothing, so that no scanner of mail does; the button does, and leads to
the shop with the code in its address.
"""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from makegood.brands import queries as brands
from makegood.flows import own_page_advocacy
from makegood.flows.brand_colour import COLOUR
from makegood.flows.own_page_advocacy import Passed
from makegood.platform import tenancy
from makegood.portal import door, look, words
from makegood.visitors import actions as visitors
from makegood.visitors.types import Rate

OF_AN_ADDRESS, OF_A_BRAND = Rate(most=30, seconds=600), Rate(most=3_000, seconds=60)
_WORDS = {
    "en": {
        "language": "en",
        "title": "{name} told you of {brand}",
        "title_nobody": "Somebody told you of {brand}",
        "intro": "Nice that you are here. Nothing is kept about you on this page.",
        "to_shop": "To the shop",
        "code": "If you order and are asked who told you of us, this is the code: {code}",
        "no_gift": "It gives neither of you anything; it only lets us say thank you.",
        "too_many": "That was often. Wait ten minutes, then press the button again.",
    },
    "de": {
        "language": "de",
        "title": "{name} hat Ihnen von {brand} erzählt",
        "title_nobody": "Jemand hat Ihnen von {brand} erzählt",
        "intro": "Schön, dass Sie da sind. Auf dieser Seite wird nichts über Sie festgehalten.",
        "to_shop": "Zum Shop",
        "code": "Wenn Sie bestellen und gefragt werden, wer Ihnen von uns erzählt hat, ist das der Code: {code}",
        "no_gift": "Er bringt keinem von Ihnen etwas ein; er lässt uns nur danke sagen.",
        "too_many": "Das war oft. Warten Sie zehn Minuten und drücken Sie den Knopf noch einmal.",
    },
}


@csrf_exempt  # nobody is signed in here: there is nothing that a forged request could use
@require_http_methods(["GET", "HEAD", "POST"])
def by(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The page, and where its button is sent to. 404 where the brand has no such link."""
    brand_id = door.brand_of(slug)
    with tenancy.brand(brand_id):
        told = own_page_advocacy.passed(code=code, brand=brands.current())
        if told is None:
            raise Http404
        if request.method != "POST" or not told.shop_url:
            return _page(request, told)
    if not visitors.take(brand_id=brand_id, wishes={f"by a {door.asker(request)}": OF_AN_ADDRESS, "by b": OF_A_BRAND}):
        return _page(request, told, too_many=True)
    with tenancy.brand(brand_id):
        own_page_advocacy.follow(code=code)
    return HttpResponseRedirect(told.shop_url, headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})


def _page(request: HttpRequest, told: Passed, *, too_many: bool = False) -> HttpResponse:
    chosen = words.choose(*words.wishes(request.headers.get("Accept-Language", "")), told.brand.language)["language"]
    ours = _WORDS.get(chosen, _WORDS["en"])
    title = ours["title" if told.name else "title_nobody"].format(name=told.name, brand=told.brand.name)
    dressed = look.in_colour(told.brand, COLOUR)
    shown = {
        "told": ours,
        "title": title,
        "passed": told,
        "code": ours["code"].format(code=told.code),
        "complaint": ours["too_many"] if too_many else "",
    }
    answer = render(request, "portal/by.html", {**shown, **dressed}, status=429 if too_many else 200)
    shop = urlsplit(told.shop_url)
    to_shop = f" {shop.scheme}://{shop.netloc}" if told.shop_url else ""
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self' 'nonce-{dressed['nonce']}'; img-src 'self' data:; font-src 'self'; form-action 'self'{to_shop}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
