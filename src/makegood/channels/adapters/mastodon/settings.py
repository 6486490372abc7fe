"""What a Mastodon account needs to be heard and to speak. Needs no network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting

MOST_WORDS = 8  # each is one more request a look: a server allows 300 in 5 minutes
DEFAULT_LENGTH = 500
NAME_AND_BLANK = 32  # "@name ": an answer begins with the name of whom it answers, at most 30 letters of which count
FORM = (
    Setting("base_url", "Your server", "Such as https://mastodon.example.", required=True),
    Setting(
        "access_token",
        "Access token",
        "On your server: Preferences, Development, New application, with the scopes read, write:statuses and write:media.",
        required=True,
        secret=True,
    ),
    Setting(
        "words", "Words that name you", "Parted by commas, at most 8: #yourbrand, your brand. A word needs a server with search."
    ),
    Setting("max_characters", "Longest post of your server", "Trying the channel says what it is.", default=str(DEFAULT_LENGTH)),
)
_CHECKS = {
    "base_url": checking.base_address,
    "words": lambda value: "" if len(checking.words(value)) <= MOST_WORDS else f"holds more than {MOST_WORDS} words",
    "max_characters": checking.whole(100, 100_000),
}


@dataclass(frozen=True, slots=True)
class MastodonSettings:
    """The settings as the adapter uses them. `host` is what stands behind the @ of local accounts."""

    base_url: str
    access_token: str = field(repr=False)
    words: tuple[str, ...] = ()
    max_characters: int = DEFAULT_LENGTH

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""


def check(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in. Refuses (`bad_settings`), naming each that is wrong."""
    return checking.checked(settings, FORM, _CHECKS)


def read(settings: Mapping[str, str]) -> MastodonSettings:
    """The typed settings out of stored ones, which `check` has passed."""
    return MastodonSettings(
        base_url=settings.get("base_url", "").rstrip("/"),
        access_token=settings.get("access_token", ""),
        words=checking.words(settings.get("words", "")),
        max_characters=int(settings.get("max_characters") or DEFAULT_LENGTH),
    )
