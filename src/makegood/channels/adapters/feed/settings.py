"""What a feed needs to be read: its address, the words that make an article ours, and the pace. Needs no network."""

from collections.abc import Mapping
from dataclasses import dataclass

from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting

DEFAULT_MINUTES, MOST_WORDS = 30, 30
FORM = (
    Setting("url", "Address of the feed", "RSS, Atom or JSON Feed, such as https://paper.example/feed.xml.", required=True),
    Setting(
        "words", "Words that make an article yours", "Parted by commas: your brand, your products. Empty: every article is taken."
    ),
    Setting(
        "every_minutes",
        "Minutes between two looks",
        "5 to 1,440. A feed that asks for longer gets it.",
        default=str(DEFAULT_MINUTES),
    ),
)
_CHECKS = {
    "url": checking.web_address,
    "words": lambda value: "" if len(checking.words(value)) <= MOST_WORDS else f"holds more than {MOST_WORDS} words",
    "every_minutes": checking.whole(5, 1_440),
}


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """The settings as the adapter uses them."""

    url: str
    words: tuple[str, ...] = ()
    every_s: float = DEFAULT_MINUTES * 60.0


def check(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in. Refuses (`bad_settings`), naming each that is wrong."""
    return checking.checked(settings, FORM, _CHECKS)


def read(settings: Mapping[str, str]) -> FeedSettings:
    """The typed settings out of stored ones, which `check` has passed."""
    minutes = int(settings.get("every_minutes") or DEFAULT_MINUTES)
    return FeedSettings(settings.get("url", ""), checking.words(settings.get("words", "")), minutes * 60.0)
