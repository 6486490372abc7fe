"""Reads the journal aloud: names into sentences, and beside a message its words. Never shows another brand's names: it asks the queries."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases.types import CaseWords
from makegood.channels import queries as channels
from makegood.discussions import queries as discussions
from makegood.kernel.actors import Actor, ActorKind
from makegood.makegoods import queries as makegoods
from makegood.people import queries as people
from makegood.platform import asking, journal
from makegood.touchpoints import queries as touchpoints
from makegood.views import code_words, rules
from makegood.views.types import TimelineEntry

SAID_ALREADY = frozenset({"cases.CaseReplied", "channels.MessageSent"})  # a person's timeline tells of the message itself
_WORDS_OF = ("message_id", "outgoing_id", "note_id", "talk_question_id")
_WITH_WORDS = frozenset(
    {
        "channels.MessageHeard",
        "channels.MessageSaid",
        "channels.ReviewHeard",
        "channels.MessageQueued",
        "cases.CaseOpened",
        "cases.CaseJoined",
        "cases.CaseReopened",
        "cases.CaseReplied",
        "cases.CaseNoted",
        "discussions.AskedInPublic",
        "discussions.AskerKnown",
        "discussions.AnsweredInPublic",
    }
)
_RESOLVED = "cases.CaseResolved"
_DECLINED = "makegoods.MakegoodDeclined"
_STEPS = frozenset({"makegoods.StepDone", "makegoods.StepFailed"})
_DETAIL_LENGTH = 600


class _Names(NamedTuple):
    cases: dict[UUID, CaseWords]
    persons: dict[UUID, str]
    members: dict[UUID, str]
    machines: dict[UUID, str]
    words: dict[str, str]
    hows: dict[UUID, str]
    places: dict[str, str]  # key → name of the touchpoints, where one is spoken of


def read_aloud(entries: Sequence[journal.Entry], *, without: frozenset[str] = frozenset()) -> tuple[TimelineEntry, ...]:
    """The entries as whole sentences, in their order, `without` some kinds of facts. A fixed number of queries."""
    told = [entry for entry in entries if entry.kind not in without]
    names = _names(told)
    return tuple(_entry(entry, names) for entry in told)


def _entry(entry: journal.Entry, names: _Names) -> TimelineEntry:
    by = _who(entry.actor, names)
    person = names.persons.get(entry.identity_id, "somebody") if entry.identity_id else "somebody"
    case = names.cases.get(entry.case_id) if entry.case_id else None
    return TimelineEntry(
        at=entry.at,
        kind=entry.kind,
        sentence=rules.aloud(
            entry.sentence,
            {**code_words.in_words(entry.kind, entry.data, names.places), "case": case.title if case else "a case"},
            by=by,
            person=person,
            zone=timezone.get_current_timezone(),  # whoever looks at the desk does so where the brand is
        ),
        by=by,
        case_id=entry.case_id,
        detail=names.words.get(_key_of_words(entry), "") or _how(entry, case, names.hows),
    )


def _names(entries: Sequence[journal.Entry]) -> _Names:
    identities = {e.identity_id for e in entries if e.identity_id}
    identities |= {e.actor.id for e in entries if e.actor.id and e.actor.kind is ActorKind.PERSON}
    persons, members = people.ask_persons_of(identity_ids=sorted(identities)), brands.ask_members(former_too=True)
    machines = brands.ask_machines(former_too=True)
    about = cases.ask_words_of(
        case_ids=sorted({e.case_id for e in entries if e.case_id}),
        ended_ids=sorted({e.case_id for e in entries if e.case_id and e.kind == _RESOLVED}),
    )
    worked = any(entry.actor.kind is ActorKind.MACHINE for entry in entries)
    said, noted, in_public = _ask_words(entries)
    asking.together(persons, members, about, *([machines] if worked else ()), *(one for one in (said, noted) if one))
    return _Names(
        about.answer,
        {identity: person.name for identity, person in persons.answer.items()},
        {member.id: member.name for member in members.answer},
        {machine.id: machine.name for machine in machines.answer} if worked else {},
        _words(said.answer if said else {}, noted.answer if noted else {}, in_public),
        _hows(entries),
        touchpoints.names() if any(entry.kind.startswith(code_words.PLACES) for entry in entries) else {},
    )


def _how(entry: journal.Entry, case: CaseWords | None, hows: dict[UUID, str]) -> str:
    """How it was put right then, or why it was not; the journal itself holds no such words (of old facts it does)."""
    if entry.kind == _RESOLVED:
        return case.hows.get(entry.at, "") if case is not None else ""
    about = _makegood_or_step(entry)
    if about is None:
        return ""
    told = hows.get(about) or str(entry.data.get("reason") or entry.data.get("outcome") or "")
    return rules.one_line(told, _DETAIL_LENGTH)


def _hows(entries: Iterable[journal.Entry]) -> dict[UUID, str]:
    told = [(one.kind == _DECLINED, about) for one in entries if (about := _makegood_or_step(one)) is not None]
    declined, steps = ([about for is_declined, about in told if is_declined is wanted] for wanted in (True, False))
    return makegoods.words_of(makegood_ids=declined, step_ids=steps) if told else {}


def _makegood_or_step(entry: journal.Entry) -> UUID | None:
    """Of what the row with the words is: a makegood that was declined, or a step that was done or failed."""
    if entry.kind == _DECLINED:
        return UUID(str(entry.data["makegood_id"]))
    return UUID(str(entry.data["step_id"])) if entry.kind in _STEPS else None


def _ask_words(
    entries: Iterable[journal.Entry],
) -> tuple[asking.Question[dict[UUID, str]] | None, asking.Question[dict[UUID, str]] | None, dict[UUID, str]]:
    """The words of the messages and of the notes of these facts, to be asked; and those of questions in public, which few brands have."""
    keyed = [(entry, UUID(key)) for entry in entries if (key := _key_of_words(entry))]
    notes = [key for entry, key in keyed if "note_id" in entry.data]
    asked = [key for entry, key in keyed if "talk_question_id" in entry.data]
    messages = list(dict.fromkeys(key for entry, key in keyed if not {"note_id", "talk_question_id"} & entry.data.keys()))
    in_public = discussions.words_of(question_ids=asked) if asked else {}
    return (
        channels.ask_words(message_ids=messages) if messages else None,
        cases.ask_notes(note_ids=notes) if notes else None,
        in_public,
    )


def _words(*told: dict[UUID, str]) -> dict[str, str]:
    return {str(key): rules.one_line(text, _DETAIL_LENGTH) for words in told for key, text in words.items()}


def _key_of_words(entry: journal.Entry) -> str:
    if entry.kind not in _WITH_WORDS:
        return ""
    return next((str(entry.data[name]) for name in _WORDS_OF if entry.data.get(name)), "")


def _who(actor: Actor, names: _Names) -> str:
    match actor.kind:
        case ActorKind.MEMBER:
            return names.members.get(actor.id, "Somebody of the team") if actor.id else "Somebody of the team"
        case ActorKind.PERSON:
            return names.persons.get(actor.id, "Somebody") if actor.id else "Somebody"
        case ActorKind.MACHINE:
            return names.machines.get(actor.id, "A machine") if actor.id else "A machine"
        case ActorKind.SHOP:
            return "The shop"
        case _:
            return "Makegood"
