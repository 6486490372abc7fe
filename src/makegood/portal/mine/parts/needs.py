"""What we should know about them: everything that they told us, whoever else may see it, to add, to change, to end and to take back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from makegood.flows import own_page_needs
from makegood.flows.own_page_needs import Said
from makegood.kernel.refusals import Refusal
from makegood.needs.types import DESK, PICK_LIST, Audience, Need
from makegood.portal.mine import saying
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words

_USUALLY = (DESK, PICK_LIST)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may see it, and whether they do."""

    key: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One need, or an empty one to fill in (`id` None). `until` is said in words, `until_on` stands in the field."""

    id: UUID | None
    what: str
    why: str
    until: str
    until_on: str
    for_good: bool
    seen_by: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    rows: tuple[Row, ...]
    fresh: Row


class Needs:
    """What should we keep in mind for you?"""

    key: ClassVar[str] = "needs"
    template: ClassVar[str] = "portal/mine/parts/needs.html"
    actions: ClassVar[frozenset[str]] = frozenset({"add", "change", "end", "forget"})
    says: ClassVar[frozenset[str]] = frozenset({"added", "changed", "ended", "forgotten"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "What we should keep in mind",
            "intro": "Tell us what would help, before it matters: something you cannot lift or eat, a time not to call. Only those you tick see it, "
            "and after its last day it is gone by itself.",
            "until": "until {when}",
            "for_good_said": "until you say otherwise",
            "seen_by": "seen by {names}",
            "change": "Change it",
            "what": "What would help",
            "why": "Why, if you want to say",
            "why_help": "Only those who answer your letters see it.",
            "until_on": "Until",
            "for_good": "For good",
            "who": "Who may see it",
            "agree": "Yes, keep this until then and show it to those ticked.",
            "add": "Tell us something",
            "save": "Keep it",
            "end": "I do not need it any more",
            "forget": "Forget it: erase the words",
            "added": "Thank you. Whoever must know it will know.",
            "changed": "It is changed.",
            "ended": "Nobody is shown it any more.",
            "forgotten": "It is forgotten: the words are erased.",
            "wrong_what": "Say it in a few words, at most 200 characters.",
            "wrong_why": "At most 500 characters.",
            "wrong_until_on": "Give a day from today on, at most five years ahead, or tick “For good”.",
            "wrong_audiences": "Tick who may see it.",
            "wrong_agree": "Tick this too; without your yes we do not keep it.",
            "wrong": "Something is missing. Everything that you typed is still here.",
        },
        "de": {
            "title": "Was wir beachten sollen",
            "intro": "Sagen Sie uns, was Ihnen hilft, bevor es darauf ankommt: was Sie nicht heben oder essen können, wann man nicht anrufen soll. Nur wen Sie "
            "ankreuzen, sieht es, und nach dem letzten Tag ist es von selbst weg.",
            "until": "bis {when}",
            "for_good_said": "bis Sie etwas anderes sagen",
            "seen_by": "zu sehen für {names}",
            "change": "Ändern",
            "what": "Was Ihnen hilft",
            "why": "Warum, wenn Sie es sagen möchten",
            "why_help": "Das sieht nur, wer Ihre Briefe beantwortet.",
            "until_on": "Bis",
            "for_good": "Für immer",
            "who": "Wer es sehen darf",
            "agree": "Ja, merken Sie sich das bis dahin und zeigen Sie es den Angekreuzten.",
            "add": "Sagen Sie uns etwas",
            "save": "So behalten",
            "end": "Ich brauche es nicht mehr",
            "forget": "Vergessen Sie es: Worte löschen",
            "added": "Danke. Wer es wissen muss, weiß es.",
            "changed": "Es ist geändert.",
            "ended": "Es wird niemandem mehr gezeigt.",
            "forgotten": "Es ist vergessen: die Worte sind gelöscht.",
            "wrong_what": "Sagen Sie es in wenigen Worten, höchstens 200 Zeichen.",
            "wrong_why": "Höchstens 500 Zeichen.",
            "wrong_until_on": "Geben Sie einen Tag ab heute an, höchstens fünf Jahre voraus, oder kreuzen Sie „Für immer“ an.",
            "wrong_audiences": "Kreuzen Sie an, wer es sehen darf.",
            "wrong_agree": "Kreuzen Sie auch das an; ohne Ihr Ja merken wir es uns nicht.",
            "wrong": "Es fehlt noch etwas. Alles, was Sie getippt haben, ist noch da.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> Shown:
        """All that they told us and that counts now or later, and an empty one."""
        told, own = words_of(self, who.language), own_page_needs.of_person(identity_ids=who.identity_ids, at=at)
        rows = tuple(_row(one, own.audiences, own.usual_until, who, told, at) for one in own.needs)
        choices = tuple(Choice(one.key, one.name, one.key in _USUALLY) for one in own.audiences)
        return Shown(rows, Row(None, "", "", "", own.usual_until.isoformat(), for_good=False, seen_by="", choices=choices))

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:
        """Adds, changes, ends or forgets one of theirs."""
        told = words_of(self, who.language)
        if action == "add":
            own_page_needs.tell(said=_said(posted, told), identity_id=who.identity.id, at=at)
            return "added"
        mine = {"need_id": _id(posted), "identity_id": who.identity.id, "identity_ids": who.identity_ids, "at": at}
        if action == "end":
            own_page_needs.end(**mine)  # type: ignore[arg-type]  # as they are named above
            return "ended"
        if action == "forget":
            own_page_needs.take_back(**mine)  # type: ignore[arg-type]
            return "forgotten"
        own_page_needs.change(said=_said(posted, told), **mine)  # type: ignore[arg-type]
        return "changed"


def _row(
    one: Need, audiences: tuple[Audience, ...], usual_until: date, who: Who, told: Words, at: datetime
) -> Row:  # fmt: skip
    names = ", ".join(each.name for each in audiences if each.key in one.audiences)
    last = saying.day(one.until_on, now=at, zone=who.brand.zone, language=who.language) if one.until_on else None
    return Row(
        id=one.id,
        what=one.what,
        why=one.why,
        until=told["until"].format(when=last.bare) if last else told["for_good_said"],
        until_on=(one.until_on or usual_until).isoformat(),
        for_good=one.until_on is None,
        seen_by=told["seen_by"].format(names=names) if names else "",
        choices=tuple(Choice(each.key, each.name, each.key in one.audiences) for each in audiences),
    )


def _said(posted: Posted, told: Words) -> Said:
    """What was typed; refused, in their words, where it cannot be kept."""
    what, why, seen = posted.get("what").strip(), posted.get("why").strip(), tuple(posted.lists.get("audience", ()))
    until_on = _day(posted.get("until_on"))
    for_good = posted.get("for_good") == "yes"
    wrong = {
        "what": not what or len(what) > 200,
        "why": len(why) > 500,
        "until_on": until_on is None and not for_good,
        "audiences": not seen,
        "agree": posted.get("agree") != "yes",
    }
    _refuse([name for name, is_wrong in wrong.items() if is_wrong], told)
    return Said(what, why, seen, None if for_good else until_on)


def _refuse(names: list[str], told: Words) -> None:
    if names:
        raise NotSo("need_malformed", told["wrong"], {name: told[f"wrong_{name}"] for name in names})


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _id(posted: Posted) -> UUID:
    try:
        return UUID(posted.get("need"))
    except ValueError:
        raise Refusal("no_such_need", "There is no such need here.", {"need_id": "unknown"}) from None
