"""May a pool be opened so, and may it be used now? Pure; every refusal names the field and the way out."""

from datetime import datetime

from makegood.coupons.rules import codes, zones
from makegood.coupons.types import Pool, PoolState, Sponsor, Terms
from makegood.kernel.clock import as_utc
from makegood.kernel.money import LARGEST, Money
from makegood.kernel.refusals import Refusal

MOST_USES = 2_000_000_000
LONGEST_NAME, LONGEST_SPONSOR, LONGEST_ADDRESS, LONGEST_WORDS = 80, 120, 500, 120
LONGEST_HOLD = 24 * 60  # minutes


def check(*, name: str, terms: Terms, sponsor: Sponsor | None, at: datetime) -> None:
    """Refuses ("pool_malformed") with every field that is wrong."""
    wrong = {field: why for field, why in (*_worth(terms), *_caps(terms), *_rest(name, terms, sponsor, at)) if why}
    if wrong:
        raise Refusal("pool_malformed", " ".join(f"{field}: {why}." for field, why in wrong.items()), wrong)
    if terms.one_code is not None:
        codes.check_shared(terms.one_code)


def check_end(*, pool: Pool, valid_until: datetime, zone: str, until_words: str) -> None:
    """May its end move there? Only later: what was promised is not taken back. Refuses "end_earlier", "pool_closed", "pool_malformed"."""
    if pool.state is not PoolState.OPEN:
        raise _closed(pool)
    if valid_until < pool.terms.valid_until:
        sentence = f"valid_until: people were told that “{pool.name}” lasts longer. Move the end to later, or close it."
        raise Refusal("end_earlier", sentence, {"valid_until": "earlier than what people were told"})
    if wrong := {field: why for field, why in _end_words(zone, until_words) if why}:
        raise Refusal("pool_malformed", " ".join(f"{field}: {why}." for field, why in wrong.items()), wrong)


def check_usable(pool: Pool, *, at: datetime) -> None:
    """Refuses "pool_closed" and "coupon_over" (at the instant of its end it is over)."""
    if pool.state is not PoolState.OPEN:
        raise _closed(pool)
    if at >= pool.terms.valid_until:
        sentence = f"The coupons “{pool.name}” were good until {zones.end_in_words(pool.terms)}."
        raise Refusal("coupon_over", sentence, {"code": "over"})


def sold_out(pool: Pool) -> Refusal:
    """All are used or set aside."""
    return Refusal("sold_out", f"All coupons of “{pool.name}” are used or set aside at a till just now.", {"code": "none left"})


def _closed(pool: Pool) -> Refusal:
    return Refusal("pool_closed", f"The coupons “{pool.name}” are closed.", {"code": "closed"})


def _worth(terms: Terms) -> list[tuple[str, str]]:
    if terms.percent_bps is None:
        return [("worth", _amount(terms.worth)), ("most", "goes with a percentage only" if terms.most else "")]
    return [
        ("percent_bps", "" if 1 <= terms.percent_bps <= 10_000 else "from 1 to 10,000 basis points"),
        ("most", _amount(terms.most) if terms.most else "a percentage needs the most that it may take off"),
        ("worth", "either an amount or a percentage" if terms.worth else ""),
    ]


def _caps(terms: Terms) -> list[tuple[str, str]]:
    unit = terms.worth if terms.percent_bps is None else terms.most
    uses = terms.cap_uses is None or 1 <= terms.cap_uses <= MOST_USES
    minimum, cap = terms.minimum_order, terms.cap_money
    wrong_cap = _amount(cap, unit) if cap else ""
    if cap and unit and not wrong_cap and cap < unit:
        wrong_cap = "less than one coupon"
    return [
        ("cap_uses", "" if uses else f"from 1 to {MOST_USES:,}"),
        ("minimum_order", _amount(minimum, unit) if minimum else ""),
        ("cap_money", wrong_cap),
    ]


def _rest(name: str, terms: Terms, sponsor: Sponsor | None, at: datetime) -> list[tuple[str, str]]:
    line = bool(name.strip()) and name.isprintable() and len(name) <= LONGEST_NAME
    found = [
        ("name", "" if line else f"1 to {LONGEST_NAME} characters on one line"),
        ("valid_until", "" if as_utc(terms.valid_until) > at else "lies in the past"),
        ("hold_minutes", "" if 1 <= terms.hold_minutes <= LONGEST_HOLD else f"from 1 to {LONGEST_HOLD:,}"),
        *_end_words(terms.zone, terms.until_words),
    ]
    return [*found, *(_sponsor(sponsor) if sponsor else [])]


def _end_words(zone: str, until_words: str) -> list[tuple[str, str]]:
    known = zones.known(zone) or bool(until_words.strip())
    return [
        ("zone", "" if known else "a zone such as Europe/London or UTC-6, or say the end in words of your own"),
        ("until_words", "" if len(until_words) <= LONGEST_WORDS and (until_words + "x").isprintable() else f"one line of {LONGEST_WORDS} characters at most"),
    ]  # fmt: skip


def _sponsor(sponsor: Sponsor) -> list[tuple[str, str]]:
    name = bool(sponsor.name.strip()) and sponsor.name.isprintable() and len(sponsor.name) <= LONGEST_SPONSOR
    return [
        ("sponsor.name", "" if name else f"1 to {LONGEST_SPONSOR} characters on one line"),
        ("sponsor.share_bps", "" if 1 <= sponsor.share_bps <= 10_000 else "from 1 to 10,000 basis points"),
        ("sponsor.address", "" if len(sponsor.address) <= LONGEST_ADDRESS else f"at most {LONGEST_ADDRESS} characters"),
    ]


def _amount(money: Money | None, like: Money | None = None) -> str:
    if money is None or not 0 < money.minor <= LARGEST:
        return "an amount above nothing"
    return "in another currency" if like is not None and money.currency != like.currency else ""
