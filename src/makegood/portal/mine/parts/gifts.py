"""What they were given: things, money and codes, exactly as they were given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.flows import own_page_looks
from makegood.flows.own_page_looks import GiftSeen
from makegood.portal.mine import saying
from makegood.portal.mine.seam import Who, words_of
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A gift in words."""

    what: str
    code: str
    when: str
    exact: str


class Gifts:
    """What we gave you."""

    key: ClassVar[str] = "gifts"
    template: ClassVar[str] = "portal/mine/parts/gifts.html"
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "What we gave you",
            "money": "{amount} back",
            "credit": "{amount} to spend with us",
            "code": "A code over {amount}",
            "code_plain": "A code",
            "postage": "The delivery, {amount}",
            "postage_plain": "The delivery",
            "thing": "Something small",
            "how": "Type it in when you order:",
            "given": "given {when}",
        },
        "de": {
            "title": "Was wir Ihnen gegeben haben",
            "money": "{amount} zurück",
            "credit": "{amount} Guthaben bei uns",
            "code": "Ein Gutschein über {amount}",
            "code_plain": "Ein Gutschein",
            "postage": "Der Versand, {amount}",
            "postage_plain": "Der Versand",
            "thing": "Eine Kleinigkeit",
            "how": "Geben Sie ihn beim Bestellen ein:",
            "given": "gegeben {when}",
        },
    }

    def look(self, who: Who, *, at: datetime) -> tuple[Row, ...] | None:
        """The latest first; no section where there is none."""
        found = own_page_looks.gifts_of(identity_ids=who.identity_ids, at=at)
        told = words_of(self, who.language)
        return tuple(_row(one, who, told, at) for one in found) or None


def _row(one: GiftSeen, who: Who, told: Words, at: datetime) -> Row:
    when = saying.day_of(one.at, now=at, zone=who.brand.zone, language=who.language)
    return Row(_what(one, told), one.code, told["given"].format(when=when.words), when.exact)


def _what(one: GiftSeen, told: Words) -> str:
    if one.what == "thing":
        return one.name or told["thing"]
    return told[one.what].format(amount=one.amount) if one.amount else told.get(f"{one.what}_plain", told["thing"])
