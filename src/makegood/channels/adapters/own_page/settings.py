"""The settings of people's own pages: what the form asks for, and what is good. Pure."""

import re

from makegood.channels.types import Setting
from makegood.kernel.refusals import Refusal
from makegood.platform import embedding

COLOUR = "#8a2d5b"
LEAST_DAYS, MOST_DAYS = 1, 365
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Z]{2})?)?")
_YES_NO = ("yes", "no")

FORM = (
    Setting(
        "in_letters",
        "Name the page in letters",
        "One line under acknowledgements and under what we write of a makegood: “Your page: …”. Never in public, and never in a letter with copies.",
        choices=_YES_NO,
        default="yes",
    ),
    Setting(
        "days",
        "Days that a link is good for",
        f"{LEAST_DAYS} to {MOST_DAYS}. Whoever comes later asks for a new one.",
        default="30",
    ),
    Setting(
        "asks",
        "Ask whether it was put right",
        "Once per case, after the follow-up, and not more often than once in 30 days.",
        choices=_YES_NO,
        default="yes",
    ),
    Setting("colour", "Colour", "As #rrggbb.", default=COLOUR),
    Setting("language", "Language", "en or de, for people whose own language we do not have. Empty for the brand's."),
)
_DEFAULTS = {setting.name: setting.default for setting in FORM}


def checked(settings: dict[str, str]) -> dict[str, str]:
    """The settings, cleaned, with their defaults. Refuses, naming each, unknown and malformed ones."""
    wrong = {name: "is not a setting of this channel" for name in settings if name not in _DEFAULTS}
    told = {name: str(settings.get(name) or default).strip() for name, default in _DEFAULTS.items()}
    wrong |= {name: "yes or no" for name in ("in_letters", "asks") if told[name] not in _YES_NO}
    if not told["days"].isascii() or not told["days"].isdigit() or not LEAST_DAYS <= int(told["days"][:6]) <= MOST_DAYS:
        wrong["days"] = f"a whole number from {LEAST_DAYS} to {MOST_DAYS}"
    if not _LANGUAGE.fullmatch(told["language"]):
        wrong["language"] = "use a code like en or de"
    try:
        told["colour"] = embedding.colour(told["colour"], otherwise=COLOUR)
    except Refusal as refusal:
        wrong |= refusal.fields
    if wrong:
        raise Refusal("bad_settings", " ".join(f"{name}: {why}." for name, why in wrong.items()), wrong)
    return told


def days(settings: dict[str, str]) -> int:
    """How long a link is good for."""
    return int(settings.get("days") or _DEFAULTS["days"])


def is_on(settings: dict[str, str], name: str) -> bool:
    """Whether this yes or no of theirs is a yes."""
    return (settings.get(name) or _DEFAULTS[name]) == "yes"
