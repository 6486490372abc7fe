"""The hosted page of a chat, and for chat and form the page that shows what to copy into one's own pages. Public: they hold no secret."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from makegood.channels.adapters.contact_form import adapter as contact_form
from makegood.channels.adapters.contact_form import settings as form_settings
from makegood.channels.adapters.webchat import adapter as webchat
from makegood.channels.adapters.webchat import settings as webchat_settings
from makegood.config import environment
from makegood.flows import private_links
from makegood.portal import door, look, words


@require_safe
def chat(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """A page of the brand's own with nothing but its chat: for a link in a mail or on a parcel."""
    with door.opened(slug=slug, kind=webchat.KIND, address=address) as place:
        pass
    told = words.choose(
        *words.wishes(request.headers.get("Accept-Language", "")),
        place.channel.settings.get("language", ""),
        place.brand.language,
    )
    return look.page(
        request, place, "portal/chat.html", {"told": told, "title": told["chat_with"].format(brand=place.brand.name)}
    )


@require_safe
def private(request: HttpRequest, slug: str, address: str, token: str) -> HttpResponse:
    """The chat behind a link that we named in public: an empty talk, with nothing of anybody. 404 for a link that we never gave, 410 and the
    way to the usual chat for one that has ended."""
    with door.opened(slug=slug, kind=webchat.KIND, address=address) as place:
        way = private_links.read(token, at=place.at)
    if way is None:
        raise Http404
    told = words.choose(
        *words.wishes(request.headers.get("Accept-Language", "")),
        place.channel.settings.get("language", ""),
        place.brand.language,
    )
    shown = {
        "told": told,
        "title": told["private_over" if way.over else "private_with"].format(brand=place.brand.name),
        "intro": told["private_over_intro" if way.over else "private_intro"].format(brand=place.brand.name),
        "token": "" if way.over else token,
        "over": way.over,
    }
    answer = look.page(request, place, "portal/private.html", shown, status=410 if way.over else 200)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
def chat_setup(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """The one line to copy, the directives for a strict page, and the window itself to try."""
    with door.opened(slug=slug, kind=webchat.KIND, address=address) as place:
        pass
    told = environment.settings()
    shown = {
        "src": told.base_url + reverse("portal:chat-script", args=[slug, address]),
        "page": told.base_url + reverse("portal:chat", args=[slug, address]),
        "base": door.own_origin(),
        "live": told.live_url,
        "origins": webchat_settings.origins(place.channel.settings),
        "signs": bool(place.channel.settings.get("identity_secret")),
    }
    return look.page(request, place, "portal/chat_setup.html", shown)


@require_safe
def form_setup(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """The form's address, the frame, and the plain form to copy."""
    with door.opened(slug=slug, kind=contact_form.KIND, address=address) as place:
        pass
    settings = place.channel.settings
    shown = {
        "page": environment.settings().base_url + reverse("portal:form", args=[slug, address]),
        "origins": form_settings.origins(settings),
        "subjects": form_settings.subjects(settings),
        "settings": settings,
    }
    return look.page(request, place, "portal/form_setup.html", shown)
