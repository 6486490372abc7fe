"""The settings of a chat window: what its form asks for, and what is good. Pure."""

import re

from makegood.channels.types import Setting
from makegood.kernel.refusals import Refusal
from makegood.platform import embedding

COLOUR = "#8a2d5b"
SHORTEST_SECRET = 32
LONGEST_GREETING = 300
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Z]{2})?)?")
_SIDES = ("right", "left")

FORM = (
    Setting(
        "origins",
        "Pages that may carry the window",
        "Their origins, by spaces: https://shop.example https://www.shop.example. Nobody else's page can use it.",
        required=True,
    ),
    Setting("colour", "Colour", "As #rrggbb. Text on it is chosen so that it can be read.", default=COLOUR),
    Setting("greeting", "First words", "What stands in the window before anybody wrote. Empty for our own words."),
    Setting(
        "language", "Language", "en or de, for visitors whose own language we do not have. Empty for the brand's.", default=""
    ),
    Setting("side", "Which corner", choices=_SIDES, default="right"),
    Setting(
        "mail_after_minutes",
        "Go on by e-mail after",
        "Minutes. An answer that nobody saw in the window for so long goes to the address they left.",
        default="10",
    ),
    Setting(
        "identity_secret",
        "Secret for signed identities",
        f"At least {SHORTEST_SECRET} characters. With it your shop signs who is logged in (HS256); without it everybody is asked.",
        secret=True,
    ),
)
_DEFAULTS = {setting.name: setting.default for setting in FORM}


def checked(settings: dict[str, str]) -> dict[str, str]:
    """The settings, cleaned, with their defaults. Refuses, naming each: unknown ones, no or malformed origins, and the rest malformed."""
    wrong = {name: "is not a setting of this channel" for name in settings if name not in _DEFAULTS}
    told = {name: str(settings.get(name) or default).strip() for name, default in _DEFAULTS.items()}
    checks = {
        "language": bool(_LANGUAGE.fullmatch(told["language"])) or "use a code like en or de",
        "side": told["side"] in _SIDES or "right or left",
        "greeting": len(told["greeting"]) <= LONGEST_GREETING or f"at most {LONGEST_GREETING} characters",
        "mail_after_minutes": _minutes(told["mail_after_minutes"]) or "a whole number of minutes from 1 to 1440",
        "identity_secret": not told["identity_secret"]
        or len(told["identity_secret"]) >= SHORTEST_SECRET
        or f"at least {SHORTEST_SECRET} characters",
        "origins": bool(told["origins"]) or "name the pages that may carry the window, like https://shop.example",
    }
    wrong |= {name: why for name, why in checks.items() if isinstance(why, str)}
    for name, read in (("origins", _origins), ("colour", _colour)):
        try:
            told[name] = read(told[name])
        except Refusal as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Refusal("bad_settings", " ".join(f"{name}: {why}." for name, why in wrong.items()), wrong)
    return told


def origins(settings: dict[str, str]) -> tuple[str, ...]:
    """Whose pages may carry the window."""
    return tuple(settings.get("origins", "").split())


def _origins(told: str) -> str:
    return " ".join(embedding.origins(told))


def _colour(told: str) -> str:
    return embedding.colour(told, otherwise=COLOUR)


def _minutes(told: str) -> bool:
    return told.isdecimal() and told.isascii() and 1 <= int(told) <= 1440
