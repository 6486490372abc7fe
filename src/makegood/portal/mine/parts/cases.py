"""What they wrote to us about, where it stands, what comes next and by when, who said what last, and a box to write under each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from makegood.flows import own_page_looks, own_page_talk
from makegood.flows.own_page_looks import CaseSeen, Done, QuestionSeen, Said
from makegood.kernel.refusals import Refusal
from makegood.portal.mine import saying, writing
from makegood.portal.mine.parts import case_words
from makegood.portal.mine.saying import When
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class Quoted:
    """What one side said last: “You wrote yesterday”, and exactly when."""

    head: str
    exact: str
    text: str
    cut: bool
    files: str


@dataclass(frozen=True, slots=True)
class Row:
    """A case in words: where it stands (`state` is a mark: "", "kept" or "risk"), and what comes next."""

    id: UUID
    about: str
    order: str
    state: str
    stands: str
    next: str
    exact: str
    done: tuple[tuple[str, str], ...]  # a sentence, and exactly when
    theirs: Quoted | None
    ours: Quoted | None
    open: bool


class Cases:
    """What you wrote to us about."""

    key: ClassVar[str] = "cases"
    template: ClassVar[str] = "portal/mine/parts/cases.html"
    actions: ClassVar[frozenset[str]] = frozenset({"write"})
    says: ClassVar[frozenset[str]] = frozenset({"sent"})
    words: ClassVar[Mapping[str, Words]] = {"en": {**writing.EN, **case_words.EN}, "de": {**writing.DE, **case_words.DE}}

    def look(self, who: Who, *, at: datetime) -> tuple[Row, ...] | None:
        """Their cases, open ones first; no section where there is none."""
        found = own_page_looks.cases_of(identity_ids=who.identity_ids, at=at)
        told = words_of(self, who.language)
        return tuple(_row(one, who, told, at) for one in found) or None

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:  # noqa: ARG002 - there is one action
        """Keeps what they wrote under a case of theirs."""
        told = words_of(self, who.language)
        text, files = writing.read(posted, told)
        try:
            own_page_talk.say(
                channel=who.channel,
                identity=who.identity,
                identity_ids=who.identity_ids,
                case_id=UUID(posted.get("case")),
                text=text,
                files=files,
                key=posted.key,
                at=at,
            )
        except (ValueError, Refusal) as no:
            raise NotSo("not_here", told["not_here"], {"case": told["not_here"]}) from no
        return "sent"


def about(one: CaseSeen | QuestionSeen, told: Words) -> str:
    """What a case is called to the person: what went wrong, and with what."""
    what = one.titles[0] if one.titles else ""
    harm = told.get(f"harm_{one.harm}", "")
    if harm and what:
        return told["about"].format(harm=harm, what=what)
    return harm or what or (told["quoted"].format(words=one.begins) if one.begins else told["matter"])


def _row(one: CaseSeen, who: Who, told: Words, at: datetime) -> Row:
    stands, state = _stands(one, told)
    coming, exact = _next(one, who, told, at)
    return Row(
        id=one.case_id,
        about=about(one, told),
        order=told["order"].format(number=one.order_number) if one.order_number else "",
        state=state,
        stands=stands,
        next=coming,
        exact=exact,
        done=tuple(_did(did, told, _day(did.at, who, at)) for did in one.done),
        theirs=_quoted(one.theirs, told["you_said"], who, at),
        ours=_quoted(one.ours, told["we_said"], who, at),
        open=one.is_open,
    )


def _stands(one: CaseSeen, told: Words) -> tuple[str, str]:
    if not one.is_open:
        return told["stands_resolved"], "kept"
    if one.late:
        return told["stands_late"], "risk"
    if one.turn == "parcel":
        return told["stands_parcel"], ""
    if one.turn == "theirs":
        return told["stands_theirs"], ""
    return told["stands_working" if one.replied else "stands_new"], ""


def _next(one: CaseSeen, who: Who, told: Words, at: datetime) -> tuple[str, str]:
    if one.resolved_at is not None:
        when = _day(one.resolved_at, who, at)
        return told["resolved_on"].format(when=when.words), when.exact
    if one.due_at is None:
        return (told["next_yours"], "") if one.turn == "theirs" else ("", "")
    when = saying.instant(one.due_at, now=at, zone=who.brand.zone, language=who.language)
    if one.late:
        return told["next_late"].format(when=when.bare), when.exact
    return told["next_done" if one.replied else "next_answer"].format(when=when.bare), when.exact


def _did(one: Done, told: Words, when: When) -> tuple[str, str]:
    name = f"did_{one.what}" if one.amount else f"did_{one.what}_plain"
    words = told.get(name) or told.get(f"did_{one.what}") or told["did_by_hand"]
    return words.format(amount=one.amount, when=when.words), when.exact


def _day(at: datetime, who: Who, now: datetime) -> When:
    return saying.day_of(at, now=now, zone=who.brand.zone, language=who.language)


def _quoted(said: Said | None, head: str, who: Who, at: datetime) -> Quoted | None:
    if said is None:
        return None
    when = _day(said.at, who, at)
    return Quoted(head.format(when=when.words), when.exact, said.text, said.cut, ", ".join(said.files))
