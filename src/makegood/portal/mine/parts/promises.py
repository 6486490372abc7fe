"""What we promised them, how far it is, and whether it was kept: said plainly, also where it was not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.flows import own_page_looks
from makegood.flows.own_page_looks import PromiseSeen
from makegood.portal.mine import saying
from makegood.portal.mine.saying import When
from makegood.portal.mine.seam import Who, words_of
from makegood.portal.words import Words
from makegood.promises.types import PromiseKind, PromiseState


@dataclass(frozen=True, slots=True)
class Row:
    """A promise in words; `state` is a mark: "", "kept", "risk" or "broken"."""

    what: str
    order: str
    state: str
    stands: str
    exact: str
    progress: str


class Promises:
    """What we promised you."""

    key: ClassVar[str] = "promises"
    template: ClassVar[str] = "portal/mine/parts/promises.html"
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "What we promised you",
            "order": "order {number}",
            "and_more": "{what} and {n} more",
            "kind_delivery": "Your delivery",
            "kind_call": "A call",
            "kind_answer": "An answer",
            "kind_refund": "Your money back",
            "kind_visit": "A visit",
            "kind_offer": "Our offer to everybody",
            "kind_other": "Our word",
            "said": "“{words}”",
            "comes": "Comes {when}",
            "comes_by": "Comes by {when}",
            "comes_between": "Comes {day}, from {since} to {until}",
            "due": "By {when}",
            "warned": "It may come later than {when}; we wrote to you about it",
            "warned_due": "It may take longer than {when}; we wrote to you about it",
            "kept": "Kept: it came {when}",
            "kept_due": "Kept {when}",
            "broken": "Not kept: it should have come {due}",
            "broken_due": "Not kept: it was due {due}",
            "broken_late": "We are sorry. It should have come {due}, and it is still on its way",
            "carrier": "With the carrier since {when}.",
            "carrier_named": "With {carrier} since {when}.",
            "customs": "At customs since {when}.",
            "out": "The carrier brings it today.",
            "pickup": "Ready to be fetched since {when}.",
            "attempt": "The carrier came {when}, and nobody took it.",
            "trouble": "The carrier has had trouble with it since {when}; we are looking after it.",
            "returning": "The carrier is sending it back; we are looking after it.",
        },
        "de": {
            "title": "Was wir Ihnen versprochen haben",
            "order": "Bestellung {number}",
            "and_more": "{what} und {n} mehr",
            "kind_delivery": "Ihre Lieferung",
            "kind_call": "Ein Anruf",
            "kind_answer": "Eine Antwort",
            "kind_refund": "Ihr Geld zurück",
            "kind_visit": "Ein Besuch",
            "kind_offer": "Unser Angebot an alle",
            "kind_other": "Unser Wort",
            "said": "„{words}“",
            "comes": "Kommt {when}",
            "comes_by": "Kommt bis {when}",
            "comes_between": "Kommt {day} von {since} bis {until}",
            "due": "Bis {when}",
            "warned": "Es kommt vielleicht später als {when}; wir haben Ihnen dazu geschrieben",
            "warned_due": "Es dauert vielleicht länger als {when}; wir haben Ihnen dazu geschrieben",
            "kept": "Gehalten: es kam {when}",
            "kept_due": "Gehalten {when}",
            "broken": "Nicht gehalten: es hätte {due} kommen sollen",
            "broken_due": "Nicht gehalten: es war {due} fällig",
            "broken_late": "Es tut uns leid. Es hätte {due} kommen sollen und ist noch unterwegs",
            "carrier": "Beim Zusteller seit {when}.",
            "carrier_named": "Bei {carrier} seit {when}.",
            "customs": "Beim Zoll seit {when}.",
            "out": "Der Zusteller bringt es heute.",
            "pickup": "Zum Abholen bereit seit {when}.",
            "attempt": "Der Zusteller war {when} da, und niemand hat es angenommen.",
            "trouble": "Der Zusteller hat seit {when} Mühe damit; wir kümmern uns.",
            "returning": "Der Zusteller schickt es zurück; wir kümmern uns.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> tuple[Row, ...] | None:
        """What runs, the soonest first, then what was kept or broken of late; no section where there is none."""
        found = own_page_looks.promises_of(identity_ids=who.identity_ids, at=at)
        told = words_of(self, who.language)
        return tuple(_row(one, who, told, at) for one in found) or None


def _row(one: PromiseSeen, who: Who, told: Words, at: datetime) -> Row:
    stands, state, exact = _stands(one, who, told, at)
    return Row(
        what=_what(one, told),
        order=told["order"].format(number=one.order_number) if one.order_number else "",
        state=state,
        stands=stands,
        exact=exact,
        progress=_progress(one, who, told, at),
    )


def _what(one: PromiseSeen, told: Words) -> str:
    if one.titles:
        more = len(one.titles) - 1
        return told["and_more"].format(what=one.titles[0], n=more) if more else one.titles[0]
    return told["said"].format(words=one.words) if one.words else told[f"kind_{one.kind.value}"]


def _stands(one: PromiseSeen, who: Who, told: Words, at: datetime) -> tuple[str, str, str]:
    """Where it stands, its mark, and the exact time."""
    comes, due = one.kind is PromiseKind.DELIVERY, _due(one, who, at)
    if one.state is PromiseState.KEPT:
        when = _day(one.state_at, who, at)
        return told["kept" if comes else "kept_due"].format(when=when.words), "kept", when.exact
    if one.state is PromiseState.BROKEN:
        name = "broken_late" if comes and one.progress else "broken" if comes else "broken_due"
        return told[name].format(due=due.words), "broken", due.exact
    if one.state is PromiseState.AT_RISK and one.warned:
        return told["warned" if comes else "warned_due"].format(when=due.bare), "risk", due.exact
    if not comes:
        return told["due"].format(when=due.bare), "", due.exact
    return _coming(one, who, told, due, at), "", due.exact


def _coming(one: PromiseSeen, who: Who, told: Words, due: When, at: datetime) -> str:
    if one.due_on is not None:
        return told["comes"].format(when=due.words)
    if one.due_from is not None:
        since, until = (saying.hour(moment, zone=who.brand.zone, language=who.language) for moment in (one.due_from, one.due_at))
        return told["comes_between"].format(day=_day(one.due_from, who, at).words, since=since, until=until)
    return told["comes_by"].format(when=due.bare)


def _due(one: PromiseSeen, who: Who, at: datetime) -> When:
    if one.due_on is not None:
        return saying.day(one.due_on, now=at, zone=who.brand.zone, language=who.language)
    return saying.instant(one.due_at, now=at, zone=who.brand.zone, language=who.language)


def _progress(one: PromiseSeen, who: Who, told: Words, at: datetime) -> str:
    if not one.progress:
        return ""
    name = "carrier_named" if one.progress == "carrier" and one.carrier else one.progress
    when = _day(one.progress_at, who, at) if one.progress_at else None
    said = when.words if when and one.progress == "attempt" else when.bare if when else ""
    return told[name].format(when=said, carrier=one.carrier)


def _day(moment: datetime, who: Who, at: datetime) -> When:
    return saying.day_of(moment, now=at, zone=who.brand.zone, language=who.language)
