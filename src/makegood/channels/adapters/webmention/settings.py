"""What the receiver of webmentions needs to know: on which sites a page is the brand's own. Needs no network."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting

MOST_SITES = 30
_SITE = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))+")
FORM = (Setting("sites", "Your sites", "Parted by commas, without https: brand.example, shop.brand.example.", required=True),)


def check(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings, trimmed. Refuses (`bad_settings`), naming what is wrong."""
    return checking.checked(settings, FORM, {"sites": _wrong})


def is_ours(url: str, settings: Mapping[str, str]) -> bool:
    """Whether this is an address on one of the sites, itself and not below it."""
    return (urlsplit(url).hostname or "").lower() in {site.lower() for site in checking.words(settings.get("sites", ""))}


def _wrong(value: str) -> str:
    sites = checking.words(value)
    if len(sites) > MOST_SITES:
        return f"holds more than {MOST_SITES} sites"
    odd = next((site for site in sites if not _SITE.fullmatch(site)), "")
    return f"holds “{odd}”, which is no site such as brand.example" if odd else ""
