"""Visits: when somebody comes to them, another time with one click, and what a visit spared them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from makegood.flows import own_page_visits
from makegood.flows.own_page_visits import OwnVisit
from makegood.kernel.refusals import Refusal
from makegood.portal.mine import saying
from makegood.portal.mine.saying import When
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words
from makegood.visits.types import VisitState


@dataclass(frozen=True, slots=True)
class Row:
    """One visit. `times` are those to which it can move: what the form sends, and in words."""

    id: UUID
    about: str
    when: When
    until: str
    who: str
    address: str
    times: tuple[tuple[str, When], ...]
    may_change: bool
    spared: str


@dataclass(frozen=True, slots=True)
class Shown:
    rows: tuple[Row, ...]


class Visits:
    """When do you come, and does it suit me?"""

    key: ClassVar[str] = "visits"
    template: ClassVar[str] = "portal/mine/parts/visits.html"
    actions: ClassVar[frozenset[str]] = frozenset({"move", "cancel"})
    says: ClassVar[frozenset[str]] = frozenset({"moved", "cancelled"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "Visits",
            "until": "until {hour}",
            "another": "Another time",
            "none": "Nothing else is free within three weeks. Write to us, and we find a way.",
            "soon": "It begins soon. If something comes up, call us.",
            "cancel": "I do not need it",
            "moved": "It is moved. Your calendar hears of it by mail.",
            "cancelled": "It is cancelled.",
            "spared": "What it spared you: {what}",
            "taken": "This time was just taken. Choose another one.",
            "too_late": "It begins too soon to be changed here. Call us, and we find a way.",
            "over": "This visit is over, or was cancelled.",
        },
        "de": {
            "title": "Besuche",
            "until": "bis {hour}",
            "another": "Eine andere Zeit",
            "none": "In den nächsten drei Wochen ist sonst nichts frei. Schreiben Sie uns, wir finden einen Weg.",
            "soon": "Er beginnt bald. Kommt etwas dazwischen, rufen Sie uns an.",
            "cancel": "Ich brauche ihn nicht",
            "moved": "Er ist verlegt. Ihr Kalender erfährt es per Mail.",
            "cancelled": "Er ist abgesagt.",
            "spared": "Was er Ihnen erspart hat: {what}",
            "taken": "Diese Zeit wurde gerade vergeben. Wählen Sie eine andere.",
            "too_late": "Er beginnt zu bald, um ihn hier zu ändern. Rufen Sie uns an, wir finden einen Weg.",
            "over": "Dieser Besuch ist vorbei oder abgesagt.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> Shown | None:
        """What is to come, and what was spared them; no section for nothing."""
        found = own_page_visits.of_person(identity_ids=who.identity_ids, at=at)
        return Shown(tuple(_row(one, who, words_of(self, who.language), at) for one in found)) if found else None

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:
        """Moves or cancels one of theirs."""
        told = words_of(self, who.language)
        try:
            visit_id = UUID(posted.get("visit"))
            mine = {"visit_id": visit_id, "identity_id": who.identity.id, "identity_ids": who.identity_ids, "at": at}
            if action == "cancel":
                own_page_visits.cancel(**mine)  # type: ignore[arg-type]  # as they are named above
                return "cancelled"
            own_page_visits.move(from_at=_instant(posted.get("time")), **mine)  # type: ignore[arg-type]
        except ValueError as wrong:
            raise NotSo("bad_choice", told["taken"], {}) from wrong
        except Refusal as no:
            said = {"slot_taken": "taken", "too_late": "too_late", "visit_over": "over"}.get(no.code)
            if said is None:
                raise
            raise NotSo(no.code, told[said], {}) from no
        return "moved"


def _row(one: OwnVisit, who: Who, told: Words, at: datetime) -> Row:
    visit, zone, language = one.visit, who.brand.zone, who.language
    done = visit.state is VisitState.DONE
    what = visit.spared.words if visit.spared else ""
    if visit.spared and visit.spared.money:
        what = f"{what} ({visit.spared.money})"
    return Row(
        id=visit.id,
        about=visit.about,
        when=saying.instant(visit.from_at, now=at, zone=zone, language=language),
        until="" if done else told["until"].format(hour=saying.hour(visit.until_at, zone=zone, language=language)),
        who="" if done else one.who,
        address=visit.address,
        times=tuple(
            (slot.from_at.strftime("%Y%m%dT%H%M"), saying.instant(slot.from_at, now=at, zone=zone, language=language))
            for slot in one.offers
        ),
        may_change=one.may_change,
        spared=told["spared"].format(what=what) if done else "",
    )


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M").replace(tzinfo=UTC)
