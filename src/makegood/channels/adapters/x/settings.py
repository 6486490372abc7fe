"""What an account on X needs to be heard and to speak. Needs no network.

OAuth 1.0a in the account's own name: its tokens do not run out. Those of OAuth 2 do after two hours and must be exchanged and kept, and an
adapter keeps nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting

LONGEST = 280  # as X weighs letters
MOST_WORDS = 5
FORM = (
    Setting("consumer_key", "API key", "In X's developer console: your app, Keys and tokens.", required=True),
    Setting("consumer_secret", "API key secret", "It also checks what X signs when it calls us.", required=True, secret=True),
    Setting(
        "access_token",
        "Access token",
        "Of the account itself, with the right to write and to read direct messages.",
        required=True,
        secret=True,
    ),
    Setting("access_token_secret", "Access token secret", required=True, secret=True),
    Setting("words", "Words that name you", "Parted by commas, at most 5: each is searched for among the last seven days."),
    Setting("direct_messages", "Hear direct messages", choices=("yes", "no"), default="yes"),
    Setting(
        "pace_s", "Seconds between two looks", "15 to 3600. X counts each look: your plan says how many you have.", default="90"
    ),
    Setting("base_url", "Address of the API", "Leave it as it is.", default="https://api.x.com"),
)
_CHECKS = {
    "base_url": checking.base_address,
    "access_token": checking.matching(r"\d{1,20}-\S+", "is no access token: it begins with the account's number and a hyphen"),
    "words": lambda value: "" if len(checking.words(value)) <= MOST_WORDS else f"holds more than {MOST_WORDS} words",
    "pace_s": checking.whole(15, 3_600),
}


@dataclass(frozen=True, slots=True)
class XSettings:
    """The settings as the adapter uses them. `me` is our account's number."""

    base_url: str
    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)
    words: tuple[str, ...] = ()
    direct_messages: bool = True
    pace_s: float = 90.0

    @property
    def me(self) -> str:
        return self.access_token.partition("-")[0]


def check(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in. Refuses (`bad_settings`), naming each that is wrong."""
    return checking.checked(settings, FORM, _CHECKS)


def read(settings: Mapping[str, str]) -> XSettings:
    """The typed settings out of stored ones, which `check` has passed."""
    return XSettings(
        base_url=settings.get("base_url", "").rstrip("/"),
        consumer_key=settings.get("consumer_key", ""),
        consumer_secret=settings.get("consumer_secret", ""),
        access_token=settings.get("access_token", ""),
        access_token_secret=settings.get("access_token_secret", ""),
        words=checking.words(settings.get("words", "")),
        direct_messages=settings.get("direct_messages") != "no",
        pace_s=float(settings.get("pace_s") or 90),
    )
