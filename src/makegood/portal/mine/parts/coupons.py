"""The coupons that somebody holds or used: their code, what it is worth, until when, and for which order it was used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.coupons import queries
from makegood.coupons.rules import zones
from makegood.coupons.types import Held, PoolState
from makegood.portal.mine import saying
from makegood.portal.mine.seam import Who, words_of
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class CouponSeen:
    """One coupon in words. `code` is '' where it can be used no more."""

    name: str
    what: str
    code: str
    state: str


class Coupons:
    """Your coupons."""

    key: ClassVar[str] = "coupons"
    template: ClassVar[str] = "portal/mine/parts/coupons.html"
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "language": "en",
            "title": "Your coupons",
            "what": "{worth} off",
            "minimum": "{worth} off, on orders of {least} or more",
            "how": "Type it in when you order:",
            "until": "good until {end}; whoever orders first gets one",
            "used": "used {when} for order {order}: {worth} off",
            "over": "over since {end}",
        },
        "de": {
            "language": "de",
            "title": "Ihre Gutscheine",
            "what": "{worth} Nachlass",
            "minimum": "{worth} Nachlass auf Bestellungen ab {least}",
            "how": "Geben Sie ihn beim Bestellen ein:",
            "until": "gültig bis {end}; wer zuerst bestellt, bekommt einen",
            "used": "verwendet {when} für die Bestellung {order}: {worth} Nachlass",
            "over": "vorbei seit {end}",
        },
    }

    def look(self, who: Who, *, at: datetime) -> tuple[CouponSeen, ...] | None:
        """Those that they claimed last first; no section where there is none."""
        told = words_of(self, who.language)
        return tuple(_seen(one, who, told, at) for one in queries.held_by(identity_ids=who.identity_ids)) or None


def _seen(one: Held, who: Who, told: Words, at: datetime) -> CouponSeen:
    terms = one.pool.terms
    worth, end = queries.worth_in_words(terms, told["language"]), zones.end_in_words(terms, told["language"])
    key = "minimum" if terms.minimum_order else "what"
    what = told[key].format(worth=worth, least=terms.minimum_order)
    if one.used_at is not None:
        when = saying.day_of(one.used_at, now=at, zone=who.brand.zone, language=who.language)
        state = told["used"].format(when=when.words, order=one.order_reference, worth=one.worth)
        return CouponSeen(one.pool.name, what, "", state)
    if one.pool.state is not PoolState.OPEN or at >= terms.valid_until:
        return CouponSeen(one.pool.name, what, "", told["over"].format(end=end))
    return CouponSeen(one.pool.name, what, one.code, told["until"].format(end=end))
