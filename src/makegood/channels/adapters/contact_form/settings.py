"""The settings of a contact form: what its own form asks for, and what is good. Pure."""

import hashlib
import re

from makegood.channels.types import Setting
from makegood.kernel.refusals import Refusal
from makegood.platform import embedding

COLOUR = "#8a2d5b"
LONGEST_SUBJECT, MOST_SUBJECTS = 80, 20
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Z]{2})?)?")
_YES_NO = ("yes", "no")

FORM = (
    Setting("title", "Heading", "Empty for “Write to” and the brand's name."),
    Setting("intro", "First words", "One or two sentences over the form."),
    Setting(
        "subjects", "Subjects to choose from", "By semicolons: A delivery; A product; Something else. Empty for a free line."
    ),
    Setting("order_number", "Ask for the order number", "It may always be left empty.", choices=_YES_NO, default="yes"),
    Setting("files", "Take files", choices=_YES_NO, default="yes"),
    Setting(
        "consent_text",
        "What they agree to",
        "Where a box must be ticked. Its exact words are kept with each message. Empty for no box.",
    ),
    Setting(
        "origins", "Pages that may carry the form", "Their origins, by spaces: https://shop.example. Empty: only its own page."
    ),
    Setting("colour", "Colour", "As #rrggbb.", default=COLOUR),
    Setting("language", "Language", "en or de, for people whose own language we do not have. Empty for the brand's."),
)
_DEFAULTS = {setting.name: setting.default for setting in FORM}
_LONGEST = {"title": 120, "intro": 600, "consent_text": 1_000}


def checked(settings: dict[str, str]) -> dict[str, str]:
    """The settings, cleaned, with their defaults. Refuses, naming each, unknown and malformed ones."""
    wrong = {name: "is not a setting of this channel" for name in settings if name not in _DEFAULTS}
    told = {name: str(settings.get(name) or default).strip() for name, default in _DEFAULTS.items()}
    wrong |= {name: f"at most {most} characters" for name, most in _LONGEST.items() if len(told[name]) > most}
    wrong |= {name: "yes or no" for name in ("order_number", "files") if told[name] not in _YES_NO}
    found = subjects(told)
    if len(found) > MOST_SUBJECTS or any(len(one) > LONGEST_SUBJECT for one in found):
        wrong["subjects"] = f"at most {MOST_SUBJECTS} of at most {LONGEST_SUBJECT} characters, by semicolons"
    if not _LANGUAGE.fullmatch(told["language"]):
        wrong["language"] = "use a code like en or de"
    try:
        told["origins"] = " ".join(embedding.origins(told["origins"]))
        told["colour"] = embedding.colour(told["colour"], otherwise=COLOUR)
    except Refusal as refusal:
        wrong |= refusal.fields
    if wrong:
        raise Refusal("bad_settings", " ".join(f"{name}: {why}." for name, why in wrong.items()), wrong)
    return told | {"subjects": "; ".join(found)}


def subjects(settings: dict[str, str]) -> tuple[str, ...]:
    """What can be chosen from; nothing where they write a line of their own."""
    return tuple(dict.fromkeys(" ".join(one.split()) for one in settings.get("subjects", "").split(";") if one.strip()))


def origins(settings: dict[str, str]) -> tuple[str, ...]:
    """Whose pages may carry the form."""
    return tuple(settings.get("origins", "").split())


def text_version(text: str) -> str:
    """What a text that people agree to is known by: other words, another version."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
