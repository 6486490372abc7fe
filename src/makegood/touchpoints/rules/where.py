"""Which touchpoint is this? From what was read, which order it is about, by which way it came and when. Pure: values in, a place and the reason out.

English and German. It is a first guess that a member sets right with one choice; what nothing speaks for is *answering*, where every brand can do
something about it.
"""

import re
from dataclasses import dataclass

from makegood.touchpoints.rules import beginning
from makegood.touchpoints.types import Where

_LATE = {"late", "lost"}
_SAYS_NOTHING = {"other"}  # a harm that names no place
_BY_THE_HOUR = {"asks", "nothing_more"}
_OF_GOODS = {"faulty", "wrong_item", "quality", "safety"}
_JOB = re.compile(
    r"\b(?:job interview|job offer|applied for|my application|(?:the|your) (?:vacancy|opening for)|my cv|résumé|"
    r"bewerbung\w*|vorstellungsgespräch\w*|stellenanzeige\w*|beworben)\b"
)
_RETURN = re.compile(
    r"\b(?:return(?:ed|ing)? (?:it|them|this|the|my)|sent (?:it|them) back|send (?:it|them) back|returns? (?:label|form|policy)|"
    r"return shipping|rücksend\w*|retoure\w*|zurück(?:geschickt|gesendet|schicken|senden|geben)|rückgabe\w*)\b"
)
_BILL = re.compile(r"\b(?:invoice|bill|charged twice|overcharged|rechnung\w*|doppelt abgebucht)\b")
_VISIT = re.compile(
    r"\b(?:in your (?:shop|store|branch)|at (?:the|your) (?:counter|till|desk)|your (?:waiter|waitress|chef)|our table|"
    r"in (?:eurem|ihrem) (?:laden|geschäft)|in (?:eurer|ihrer) filiale|an der (?:kasse|theke))\b"
)
_ONLINE_TOO = re.compile(r"(?:in your (?:shop|store)|till|kasse|laden|geschäft)$")  # of these there is one on a page as well
_NOT_THERE = re.compile(
    r"\b(?:(?:has|have|is|are)(?: still)?(?:n['’]t| not) (?:come|arrived|been delivered|here yet)|(?:did|have)(?:n['’]t| not) (?:come|arrive|received? it)|"
    r"never (?:came|arrived)|where (?:is|are) my (?:order|parcel|package|delivery)|nicht (?:gekommen|angekommen|geliefert)|wo bleibt (?:mein|die|das)\w*)\b"
)
_PREORDER = re.compile(r"\b(?:pre-?orders?|pre-?ordered|pre-?ordering|vorbestell\w*)\b")
_UNANSWERED = re.compile(
    r"\b(?:no(?:body| one) (?:answers?|replies|replied|answered|picks? up)|(?:no|without an?y?) (?:answer|reply|response)|never (?:answered|replied)|"
    r"still waiting for (?:an answer|a reply)|keine antwort|niemand (?:antwortet|meldet sich|geht ran)|meldet sich (?:niemand|keiner))\b"
)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What is known of a message. `delivery` is the place at which its order's delivery was promised ('' without one), `spoken` how it was said
    where somebody wrote it down ("phone", "counter")."""

    words: str
    harms: tuple[str, ...] = ()
    act: str = ""
    order: str = ""
    delivery: str = ""
    spoken: str = ""


def needs_hour(found: Where) -> bool:
    """Whether this was only found because nothing else says where it was: then it depends on the hour."""
    return found.code in _BY_THE_HOUR


def by_night() -> Where:
    """Where that was, when nobody was here."""
    return Where("out-of-hours", "hour")


def where(one: Circumstance) -> Where:
    """The touchpoint and why, as by day (`needs_hour`). The same values give the same answer."""
    said = _by_what_was_said(one)
    if said is not None:
        return said
    if one.spoken == "counter":
        return Where("visit", "spoken_there")
    if one.order:
        return Where("order", "about_order", {"order": one.order})
    if one.act in ("question", "buying"):
        return Where("browse", "asks")
    return Where(beginning.ELSEWHERE, "nothing_more")


def _by_what_was_said(one: Circumstance) -> Where | None:
    low = " ".join(one.words.lower().split())
    untold = not set(one.harms) - _SAYS_NOTHING
    if word := _JOB.search(low):
        return Where("job-interview", "says", {"word": word[0]})
    if (word := _PREORDER.search(low)) and one.harms and not one.delivery and one.act not in ("question", "buying"):
        return Where("pre-order-delivery", "says", {"word": word[0]})
    if _LATE.intersection(one.harms):
        return _late(one)
    if word := _RETURN.search(low):
        return Where("returns", "says", {"word": word[0]})
    if untold and (word := _NOT_THERE.search(low)):
        return Where(beginning.key_of(one.delivery or "delivery"), "says", {"word": word[0]})
    if "billing" in one.harms:
        return Where("bill", "read", {"harm": "billing"})
    if untold and (word := _BILL.search(low)):
        return Where("bill", "says", {"word": word[0]})
    if (word := _VISIT.search(low)) and not _is_of_the_page(word[0], one):
        return Where("visit", "says", {"word": word[0]})
    if "staff" in one.harms and one.spoken == "counter":
        return Where("visit", "read", {"harm": "staff"})
    if word := _UNANSWERED.search(low):
        return Where("answering", "says", {"word": word[0]})
    return _by_harm(one)


def _is_of_the_page(word: str, one: Circumstance) -> bool:
    """A till at which nobody can pay because the page fails is the page's, unless they stood in front of us."""
    return "outage" in one.harms and one.spoken != "counter" and _ONLINE_TOO.search(word) is not None


def _late(one: Circumstance) -> Where:
    if one.delivery:
        return Where(beginning.key_of(one.delivery), "late_order", {"order": one.order} if one.order else {})
    return Where("delivery", "read", {"harm": next(harm for harm in one.harms if harm in _LATE)})


def _by_harm(one: Circumstance) -> Where | None:
    goods = next((harm for harm in one.harms if harm in _OF_GOODS), "")
    if goods:
        return Where("goods", "read", {"harm": goods})
    if "outage" in one.harms:
        return Where("browse", "read", {"harm": "outage"})
    if "staff" in one.harms:
        return Where("answering", "read", {"harm": "staff"})
    return None
