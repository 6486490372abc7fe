"""Findings: what people found wrong at a touchpoint, filed with their own words, carried to a change and to the check that it helped.

Makegood files by itself only what may cost us somebody, and puts the words of the next ones to the same finding. Who is told in the end is in
`findings_told`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Member, Permission
from makegood.cases import queries as cases
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.flows import finding_checks, meaning, speaking
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints import raised
from makegood.touchpoints.actions import finding_out
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.rules import finding as rules
from makegood.touchpoints.types import Finding, FindingId, FindingState, VoiceIn, Watched
from makegood.understanding import queries as understanding
from makegood.understanding.types import Reading

MOST_QUOTES = 40  # of one filing
_SENTENCES = {
    "late": "People may not come back because it came late.",
    "lost": "People may not come back because it never came.",
    "faulty": "People may not come back because it was faulty.",
    "wrong_item": "People may not come back because the wrong thing came.",
    "billing": "People may not come back because of what they were charged.",
    "staff": "People may not come back because of how we behaved.",
    "outage": "People may not come back because they could not use our site.",
    "quality": "People may not come back because of the quality.",
    "privacy": "People may not come back because of what became of their data.",
    "safety": "People may not come back because it was dangerous.",
}
_PLAIN = "People say that they may not come back."


@dataclass(frozen=True, slots=True)
class Noticed:
    """Words of somebody who may leave, and where it happened."""

    case_id: UUID
    identity_id: UUID
    message: Message
    reading: Reading
    key: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody shall be quoted with: words of theirs, as they stand in a message."""

    message_id: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A message of theirs with the words that say most."""

    message: Message
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding as it could be filed from a case."""

    number: int
    title: str
    key: str
    sentence: str
    quotes: tuple[Suggested, ...]
    owner_id: UUID | None
    due_on: date


def noticed(found: Sequence[Noticed], *, at: datetime) -> None:
    """Files what may cost us somebody as a finding at its touchpoint, one for each kind of harm; who says it next joins it. May be repeated."""
    if not found:
        return
    places = {one.key: one for one in touchpoints.touchpoints()}
    due_on = brands.local_day(at) + rules.USUAL_DUE
    gathered: dict[tuple[str, str], list[Noticed]] = {}
    for one in found:
        key = one.key if one.key in places else beginning.ELSEWHERE
        gathered.setdefault((key, meaning.harm(one.reading)), []).append(one)
    for (key, harm), alike in sorted(gathered.items()):  # in one order for everybody who files
        finding_out.propose(
            key=key,
            sentence=_SENTENCES.get(harm, _PLAIN),
            origin=f"leaving:{key}:{harm}",
            voices=[_voice(one) for one in alike if one.message.said],
            owner_id=places[key].owner_id if key in places else None,
            due_on=due_on,
            at=at,
        )


def draft(*, number: int, at: datetime) -> Draft:
    """What a finding from this case would say: the place, their words that say most, and whose list it comes to. Refuses a case that is not
    there. A fixed number of queries."""
    case = cases.by_number(number=number)
    contact = touchpoints.contact(case_id=case.id)
    known = {one.key: one for one in touchpoints.touchpoints()}
    key = contact.where.key if contact and contact.where.key in known else beginning.ELSEWHERE
    said = speaking.their_messages(case)
    read = understanding.readings(message_ids=[one.id for one in said])
    quotes = tuple(Suggested(one, rules.best_of(one.said, telling=_telling(read.get(one.id)))) for one in said)
    place = known.get(key)
    return Draft(
        number=number,
        title=case.title,
        key=key,
        sentence="",
        quotes=tuple(one for one in quotes if one.words),
        owner_id=place.owner_id if place else None,
        due_on=brands.local_day(at) + rules.USUAL_DUE,
    )


def file(
    *,
    key: str,
    sentence: str,
    quotes: Sequence[Quote],
    owner_id: UUID | None,
    due_on: date | None,
    watched: Watched,
    by: Actor,
    at: datetime,
) -> FindingId:
    """Files a finding with what people wrote, word for word. Refuses a quote that is not theirs, or of a message that belongs to no case, as
    well as what `finding_out.file` refuses."""
    today = brands.local_day(at)
    return finding_out.file(
        key=key,
        sentence=sentence,
        voices=_voices(quotes),
        owner_id=owner_id,
        due_on=due_on or today + rules.USUAL_DUE,
        watched=watched,
        today=today,
        by=by,
        at=at,
    )


def add(*, finding_id: UUID, quotes: Sequence[Quote], member: Member, at: datetime) -> int:
    """Puts others' words to a finding that is there. → how many are new. Refuses as `file` does."""
    business.require(member.role, Permission.ANSWER)
    return finding_out.add_voices(finding_id=finding_id, voices=_voices(quotes), by=actors.member(member.id), at=at)


def move(*, finding_id: UUID, to: FindingState, words: str, member: Member, at: datetime) -> None:
    """Takes a finding a step on that needs no figures. Refuses who may not answer, what cannot follow, and setting aside without a reason."""
    business.require(member.role, Permission.ANSWER)
    by = actors.member(member.id)
    match to:
        case FindingState.ACCEPTED:
            finding_out.accept(finding_id=finding_id, by=by, at=at)
        case FindingState.CHANGING:
            finding_checks.overtake(finding_id=finding_id, at=at)
            finding_out.begin_change(finding_id=finding_id, words=words, by=by, at=at)
        case FindingState.ASIDE:
            finding_out.set_aside(finding_id=finding_id, because=words, by=by, at=at)
        case FindingState.OPEN:
            finding_out.open_again(finding_id=finding_id, by=by, at=at)
        case _:
            raise Refusal("finding_step", "Say what changed, or check it: neither is done by a word.", {"state": "needs more"})


def give(*, finding_id: UUID, owner_id: UUID | None, due_on: date, member: Member, at: datetime) -> None:
    """Who sees to it and by when."""
    business.require(member.role, Permission.ANSWER)
    finding_out.give(
        finding_id=finding_id, owner_id=owner_id, due_on=due_on, today=brands.local_day(at), by=actors.member(member.id), at=at
    )


def overdue(*, member: Member, at: datetime) -> tuple[Finding, ...]:
    """What this member should have seen to by today. One query."""
    return raised.due(member_id=member.id, until=brands.local_day(at) - timedelta(days=1))


def complained(*, key: str, since: datetime, until: datetime) -> list[VoiceIn]:
    """Who complained at a touchpoint within a stretch, in their own words, the latest MOST_QUOTES; words that are not here any more are left out. Five
    queries."""
    found = [one for one in touchpoints.contacts_between(since=since, until=until) if one.where.key == key and one.complaint][
        -MOST_QUOTES:
    ]
    firsts = {ids[0]: case for case, ids in cases.messages_of_cases(case_ids=[one.case_id for one in found]).items() if ids}
    read, lost = understanding.readings(message_ids=list(firsts)), gone(list(firsts))
    return [
        _voice(Noticed(firsts[one.id], one.identity_id, one, read[one.id], key))
        for one in channels.messages(message_ids=list(firsts))
        if one.identity_id and one.id in read and one.id not in lost and one.said
    ]


# ---------------------------------------------------------------------------------------------------------------------


def _telling(reading: Reading | None) -> list[str]:
    """The words that carried what was read, the plainest first."""
    if reading is None:
        return []
    found = (reading.leaving, *reading.happened, reading.act)
    return [word for one in found for word in one.words]


def _voice(one: Noticed) -> VoiceIn:
    text = one.message.said
    start, length = rules.place_of(rules.best_of(text, telling=_telling(one.reading)), text=text) or (0, rules.LONGEST_QUOTE)
    return VoiceIn(one.case_id, one.identity_id, one.message.id, start, length, one.message.at)


def _voices(quotes: Sequence[Quote]) -> list[VoiceIn]:
    """Where these words stand. Refuses what nobody wrote: quotes are what people said, not what we think they meant."""
    if len(quotes) > MOST_QUOTES:
        raise Refusal("too_many", f"quotes: at most {MOST_QUOTES} at once.", {"quotes": "too many"})
    ids = [one.message_id for one in quotes]
    found = [one for one in channels.messages(message_ids=ids) if one.direction is Direction.IN and one.identity_id]
    by_id: dict[UUID, Message] = {one.id: one for one in found}
    held = _held_in(by_id)
    return [_voice_in(one, by_id.get(one.message_id), held) for one in quotes]


def _held_in(there: Mapping[UUID, Message]) -> dict[UUID, UUID]:
    """Message → its case; of those that changed nothing in one (kind words), the case of their conversation."""
    held = cases.cases_of_messages(message_ids=list(there))
    loose = {m.id: m.conversation_id for m in there.values() if m.id not in held}
    by = cases.case_ids_of_conversations(conversation_ids=list(loose.values())) if loose else {}
    return {**held, **{m: by[conversation][0] for m, conversation in loose.items() if conversation in by}}


def _voice_in(quote: Quote, message: Message | None, held: Mapping[UUID, UUID]) -> VoiceIn:
    if message is None or message.identity_id is None or message.id not in held:
        raise Refusal("unknown_message", "quotes: this message is not in any case.", {"quotes": "unknown message"})
    place = rules.place_of(quote.words, text=message.said)
    if place is None:
        sentence = (
            f"quotes: “{rules.one_line(quote.words)[:60]}” is not what they wrote. Take words of theirs, letter for letter."
        )
        raise Refusal("not_their_words", sentence, {"quotes": "not their words"})
    return VoiceIn(held[message.id], message.identity_id, message.id, *place, message.at)


def quoted(message: Message, *, start: int, length: int) -> str:
    """The words of a voice."""
    return rules.one_line(message.said)[start : start + length]


def gone(message_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these messages that lie in the trash, or whose words are gone: nobody is quoted with them. One query."""
    return frozenset(kept_out.hidden(message_ids=message_ids)) if message_ids else frozenset()
