"""The settings of a channel whose provider has an HTTP API, checked against its own form. Needs no network, never repeats a secret.

A base address is always a setting, with the provider's own as default, so that a stand-in on this machine can take its place.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from makegood.channels.types import Setting
from makegood.kernel.refusals import Refusal
from makegood.platform import strict_json

Check = Callable[[str], str]  # what is wrong with a value that is there; '' for nothing
LONGEST = 4_000


def checked(settings: Mapping[str, str], form: Sequence[Setting], checks: Mapping[str, Check]) -> dict[str, str]:
    """Every setting of the form, trimmed, defaults filled in. Refuses (`bad_settings`), naming each that is unknown, missing or malformed."""
    known = {one.name: one for one in form}
    wrong = {name: "is not a setting of this channel" for name in settings if name not in known}
    cleaned = {}
    for one in form:
        value = settings.get(one.name, "")
        if not isinstance(value, str):
            wrong[one.name] = "must be text"
            continue
        cleaned[one.name] = value.strip() or one.default
        if why := _wrong(one, cleaned[one.name], checks.get(one.name)):
            wrong[one.name] = why
    if wrong:
        raise Refusal("bad_settings", in_words(wrong, form), wrong)
    return cleaned


def in_words(wrong: Mapping[str, str], form: Sequence[Setting]) -> str:
    """What is wrong, each by the words that a form shows for it and by the name that the command line takes."""
    labels = {one.name: one.label for one in form}
    named = (f"{labels[name]} ({name}): {why}" if name in labels else f"{name}: {why}" for name, why in wrong.items())
    return "; ".join(named) + "."


def base_address(value: str) -> str:
    """What is wrong with the address of an API: https, or http to this very machine; no query, no name or password in it."""
    if not strict_json.is_web_address(value) or urlsplit(value).query or urlsplit(value).fragment:
        return "is not a web address such as https://api.example.org"
    if urlsplit(value).scheme != "https" and not is_loopback(urlsplit(value).hostname or ""):
        return "must begin with https://"
    return ""


def web_address(value: str) -> str:
    """What is wrong with the address of a page or a file out there; query and http allowed."""
    return "" if strict_json.is_web_address(value) else "is not a web address such as https://paper.example/feed.xml"


def matching(pattern: str, why: str) -> Check:
    """A check that the whole value has this shape."""
    shape = re.compile(pattern)
    return lambda value: "" if shape.fullmatch(value) else why


def whole(lowest: int, highest: int) -> Check:
    """A check for a whole number, both ends included."""

    def check(value: str) -> str:
        fits = value.isascii() and value.isdigit() and len(value) < 10 and lowest <= int(value) <= highest
        return "" if fits else f"is not a whole number from {lowest} to {highest}"

    return check


def words(value: str) -> tuple[str, ...]:
    """A list in one line: parted by commas, each once, in order."""
    return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _wrong(one: Setting, value: str, check: Check | None) -> str:
    if not value:
        return "is missing" if one.required else ""
    if len(value) > LONGEST or any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        return "is too long, or holds a line break or control character"
    if one.choices and value not in one.choices:
        return f"is none of {', '.join(one.choices)}"
    return check(value) if check else ""
