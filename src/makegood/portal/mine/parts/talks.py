"""Live discussions: those that are open or come, with the way in as oneself; and what they asked in them, with the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.urls import reverse

from makegood.discussions import queries
from makegood.discussions.rules import hours
from makegood.discussions.types import Discussion, Phase, Question, QuestionState
from makegood.portal.mine import saying
from makegood.portal.mine.seam import Who, words_of
from makegood.portal.talks import visitor
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class Open:
    """One that they can go to: `enter` is where the form leads, '' for a member who only looks."""

    title: str
    when: str
    exact: str
    address: str
    enter: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of theirs, with the answers as (who, words)."""

    title: str
    text: str
    address: str
    state: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    open: tuple[Open, ...]
    asked: tuple[Asked, ...]


class Talks:
    """Ask us in public."""

    key: ClassVar[str] = "talks"
    template: ClassVar[str] = "portal/mine/parts/talks.html"
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "Live discussions",
            "opens": "opens {when}",
            "until": "open until {when}",
            "enter": "Go there as yourself",
            "look": "Look at it",
            "you_asked": "You asked:",
            "waiting": "We look at it first.",
            "hidden": "It is not shown there. Write to us below, and we answer you here.",
            "no_answer": "Not answered yet.",
        },
        "de": {
            "title": "Live-Gespräche",
            "opens": "beginnt {when}",
            "until": "offen bis {when}",
            "enter": "Als Sie selbst hingehen",
            "look": "Ansehen",
            "you_asked": "Sie haben gefragt:",
            "waiting": "Wir sehen sie uns zuerst an.",
            "hidden": "Sie wird dort nicht gezeigt. Schreiben Sie uns unten, dann antworten wir Ihnen hier.",
            "no_answer": "Noch nicht beantwortet.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> Shown | None:
        """What is open or comes, and what they asked; no section where there is neither."""
        told = words_of(self, who.language)
        open_now = tuple(_open(one, who, told, at) for one in queries.to_come(at=at))
        asked = tuple(_asked(of, one, who, told) for of, one in queries.of_person(identity_ids=who.identity_ids))
        return Shown(open_now, asked) if open_now or asked else None


def _open(one: Discussion, who: Who, told: Words, at: datetime) -> Open:
    running = hours.phase(one, at=at) is Phase.OPEN
    when = saying.instant(one.ends_at if running else one.starts_at, now=at, zone=one.zone, language=who.language)
    enter = "" if who.preview else reverse("portal:talk-known", args=[who.brand.slug, one.slug])
    ticket = "" if who.preview else visitor.ticket(brand_id=who.brand.id, identity_id=who.identity.id)
    said = told["until" if running else "opens"].format(when=when.bare if running else when.words)
    return Open(one.title, said, when.exact, _address(one, who), enter, ticket)


def _asked(of: Discussion, one: Question, who: Who, told: Words) -> Asked:
    state = {QuestionState.WAITING: told["waiting"], QuestionState.HIDDEN: told["hidden"]}.get(one.state, "")
    number = one.merged_into or one.number
    answers = tuple((f"{each.name}, {each.role}" if each.role else each.name, each.text) for each in one.answers)
    return Asked(of.title, one.text, f"{_address(of, who)}#q-{number}", state, answers)


def _address(one: Discussion, who: Who) -> str:
    return reverse("portal:talk", args=[who.brand.slug, one.slug])
