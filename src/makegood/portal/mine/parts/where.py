"""Where they want to be told what concerns them, where there is more than one way: one choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.flows import own_page_ways
from makegood.kernel.refusals import Refusal
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words

_NAMES = {
    "whatsapp": "WhatsApp",
    "sms": "SMS",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "messenger": "Messenger",
    "instagram": "Instagram",
    "x": "X",
}


@dataclass(frozen=True, slots=True)
class Row:
    channel: str
    words: str
    chosen: bool


class Where:
    """How shall we tell you?"""

    key: ClassVar[str] = "where"
    template: ClassVar[str] = "portal/mine/parts/where.html"
    actions: ClassVar[frozenset[str]] = frozenset({"choose"})
    says: ClassVar[frozenset[str]] = frozenset({"kept"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "Where we tell you",
            "why": "When something went wrong that concerns you, we tell you once. Choose where.",
            "email": "By e-mail",
            "webchat": "In our chat",
            "elsewhere": "By {channel}",
            "save": "Tell me there",
            "kept": "We have noted it: we tell you there from now on.",
            "unknown": "Choose one of them.",
        },
        "de": {
            "title": "Wo wir es Ihnen sagen",
            "why": "Wenn etwas schiefging, das Sie betrifft, sagen wir es Ihnen einmal. Wählen Sie, wo.",
            "email": "Per E-Mail",
            "webchat": "In unserem Chat",
            "elsewhere": "Über {channel}",
            "save": "Dort sagen",
            "kept": "Wir haben es vermerkt: ab jetzt sagen wir es Ihnen dort.",
            "unknown": "Wählen Sie eines davon.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> tuple[Row, ...] | None:  # noqa: ARG002 - the shape of a part
        """The ways to them; no section where there is nothing to choose."""
        told = words_of(self, who.language)
        ways = own_page_ways.of(person=who.person)
        return tuple(Row(one.channel, _named(one.channel, told), one.chosen) for one in ways) if len(ways) > 1 else None

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:  # noqa: ARG002 - there is one action
        """Keeps what they chose. May be repeated."""
        told = words_of(self, who.language)
        try:
            own_page_ways.choose(identity=who.identity, person=who.person, channel=posted.get("channel"), at=at)
        except Refusal:
            raise NotSo("no_such_way", told["unknown"], {"channel": told["unknown"]}) from None
        return "kept"


def _named(channel: str, told: Words) -> str:
    return told.get(channel) or told["elsewhere"].format(channel=_NAMES.get(channel, channel))
