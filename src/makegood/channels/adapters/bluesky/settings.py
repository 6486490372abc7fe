"""What a Bluesky account needs to be heard and to speak. Needs no network, and never repeats a password."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting

SERVICE = "https://bsky.social"
WEB = "https://bsky.app"  # where a post can be looked at
MOST_WORDS = 8  # each is one more request a look: the network's servers allow 3,000 in 5 minutes
YES, NO = "yes", "no"
FORM = (
    Setting("handle", "Your handle", "Such as yourbrand.bsky.social, without the @.", required=True),
    Setting(
        "app_password",
        "App password",
        "In Bluesky: Settings, Privacy and security, App passwords. Allow direct messages there if you want them here.",
        required=True,
        secret=True,
    ),
    Setting(
        "words",
        "Words that name you",
        "Parted by commas, at most 8: your brand, yourbrand.example. What people say of you unasked.",
    ),
    Setting(
        "private_messages", "Hear and answer direct messages", "The app password must allow it.", choices=(NO, YES), default=NO
    ),
    Setting("service", "Server of your account", "Leave it unless your account lives elsewhere.", default=SERVICE),
)
_HANDLE = re.compile(r"(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


def _handle(value: str) -> str:
    return "" if _HANDLE.fullmatch(value.removeprefix("@")) else "is not like yourbrand.bsky.social"


def _words(value: str) -> str:
    return "" if len(checking.words(value)) <= MOST_WORDS else f"holds more than {MOST_WORDS} words"


_CHECKS: Mapping[str, checking.Check] = {
    "handle": _handle,
    "words": _words,
    "private_messages": lambda value: "" if value in (YES, NO) else "is yes or no",
    "service": checking.base_address,
}


@dataclass(frozen=True, slots=True)
class BlueskySettings:
    """The settings as the adapter uses them."""

    handle: str
    app_password: str = field(repr=False)
    words: tuple[str, ...] = ()
    private_messages: bool = False
    service: str = SERVICE


def check(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in. Refuses (`bad_settings`), naming each that is wrong."""
    cleaned = checking.checked(settings, FORM, _CHECKS)
    return cleaned | {"handle": cleaned["handle"].removeprefix("@").lower()}


def read(settings: Mapping[str, str]) -> BlueskySettings:
    """The typed settings out of stored ones, which `check` has passed."""
    return BlueskySettings(
        handle=settings.get("handle", ""),
        app_password=settings.get("app_password", ""),
        words=checking.words(settings.get("words", "")),
        private_messages=settings.get("private_messages") == YES,
        service=(settings.get("service") or SERVICE).rstrip("/"),
    )
