"""The letters of surveys through the one gate: the first, the one reminder, and the link that is put in when one leaves. Decides nothing about who is
asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.core import signing

from makegood.channels import contacts
from makegood.channels import queries as channels
from makegood.channels.actions import outbox
from makegood.channels.messages import Message, OutgoingState, Speech
from makegood.channels.types import ChannelId, ConversationId
from makegood.config import environment
from makegood.flows import survey_words
from makegood.flows.survey_seen import Known
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.types import Purpose
from makegood.platform import tenancy
from makegood.statements.rules.ways import Way
from makegood.surveys import queries
from makegood.surveys.actions.inviting import Asked, NotAsked
from makegood.surveys.rules import asking
from makegood.surveys.types import SURVEY, Invitation

SALT = "makegood.survey"
PRIORITY = 10  # a birthday goes first
NO_WAY = "We know no way to reach them that is open."
_SHOWN_AS_KEPT = "webchat"  # its window shows what is kept, and the link is not
_GONE = (OutgoingState.WITHDRAWN.value, OutgoingState.FAILED.value)


def address(brand_id: UUID, invitation_id: UUID) -> str:
    """Where somebody answers: the same link each time, signed with the installation's secret (HMAC-SHA-256), so that nobody guesses one."""
    token = signing.Signer(salt=SALT).sign_object([brand_id.hex, invitation_id.hex])
    return f"{environment.settings().base_url}/asked/{token}/"


def with_link(departure: channels.Departure) -> channels.Departure:
    """The departure with its link where words of ours name its place; in the open transaction. No query where they do not."""
    letter = departure.letter
    if letter.public or not survey_words.has_place(letter.text):
        return departure
    asked = queries.by_letters(outgoing_ids=[UUID(letter.message_key)]).get(UUID(letter.message_key))
    if asked is None:
        return departure
    link = address(tenancy.current_brand(), asked.id)
    return replace(departure, letter=replace(letter, text=survey_words.with_link(letter.text, link)))


def send(those: Sequence[Invitation], known: Known, *, at: datetime) -> tuple[list[Asked], list[NotAsked]]:
    """All of them through the gate at once, each by the best way; whom it refuses, by the next one, until nobody has a way left."""
    asked, refused, said = list[Asked](), list[NotAsked](), dict[UUID, Refusal]()
    waiting: list[tuple[Invitation, Iterator[Way]]] = [(one, iter(_ways(known, one))) for one in those]
    while waiting:
        tries = []
        for one, ways in waiting:
            way = next(ways, None)
            if way is not None:
                tries.append((one, ways, way))
            else:
                no = said.get(one.id)
                refused.append(NotAsked(one, no.code if no else "no_way", no.sentence if no else NO_WAY))
        speeches = [_speech(known, one, way, at) for one, _, way in tries]
        answers = outbox.queue_many(speeches=speeches, by=SYSTEM, at=at)
        waiting = []
        for (one, ways, way), answer in zip(tries, answers, strict=True):
            if isinstance(answer, Refusal):
                said.setdefault(one.id, answer)
                waiting.append((one, ways))
            else:
                asked.append(_asked(known, one, way, answer))
    return asked, refused


def send_again(those: Sequence[Invitation], known: Known, *, at: datetime) -> list[tuple[Invitation, UUID]]:
    """One reminder, in the conversation in which they were asked. → whom the gate let be reminded, and by which letter."""
    letters: dict[UUID, Message] = {
        one.id: one for one in channels.messages(message_ids=[one.outgoing_id for one in those if one.outgoing_id])
    }
    going, speeches = [], []
    for one in those:
        first = letters.get(one.outgoing_id) if one.outgoing_id else None
        if first is None or first.state != OutgoingState.SENT.value or first.identity_id is None:
            continue
        subject, text = _words(known, one, one.language, again=True)
        going.append(one)
        speeches.append(
            replace(
                _around(known, one, f"{SURVEY}:{one.id}:reminder", first.channel_id, first.identity_id),
                subject=subject,
                text=text,
                conversation_id=first.conversation_id,
                best_before=one.closes_at,
            )
        )
    answers = outbox.queue_many(speeches=speeches, by=SYSTEM, at=at) if speeches else []
    return [(one, answer) for one, answer in zip(going, answers, strict=True) if not isinstance(answer, Refusal)]


def never_left(those: Sequence[Invitation]) -> list[NotAsked]:
    """Those of these whose letter never left the house or never arrived, with the reason that is known of it."""
    letters = channels.messages(message_ids=[one.outgoing_id for one in those if one.outgoing_id])
    gone = {one.id: one for one in letters if one.state in _GONE}
    found = []
    for one in those:
        if one.outgoing_id in gone:
            kept = contacts.suppressed_for(occasion=_occasion(one))
            because = kept[0].because if kept else "The letter did not reach them."
            found.append(NotAsked(one, kept[0].reason if kept else "not_delivered", because))
    return found


# ---------------------------------------------------------------------------------------------------------------------


def _ways(known: Known, one: Invitation) -> list[Way]:
    """In private alone, and where the letter itself arrives."""
    return [way for way in known.reached_by(one).ways() if not way.public and way.kind != _SHOWN_AS_KEPT]


def _speech(known: Known, one: Invitation, way: Way, at: datetime) -> Speech:
    reached = known.reached_by(one)
    language = survey_words.spoken(reached.language, known.brand.language)
    subject, text = _words(known, one, language)
    begins = way.kind == (reached.mailbox.kind if reached.mailbox else "")
    return replace(
        _around(known, one, f"{SURVEY}:{one.id}:{way.kind}", way.channel_id, way.identity_id),
        subject=subject,
        text=text,
        conversation_id=None if begins or not way.conversation_id else ConversationId(way.conversation_id),
        best_before=at + asking.GOOD_FOR,
    )


def _around(known: Known, one: Invitation, key: str, channel_id: UUID, to: UUID) -> Speech:
    survey = known.surveys[one.survey_id]
    return Speech(
        key=key,
        channel_id=ChannelId(channel_id),
        to_identity_id=to,
        purpose=Purpose.RELATIONSHIP if survey.told.needs_yes else Purpose.SERVICE,
        subject="",
        text="",
        automatic=True,
        programme=f"survey: {survey.name}"[:120],
        priority=PRIORITY,
        occasion=_occasion(one),
    )


def _occasion(one: Invitation) -> str:
    return f"{SURVEY}:{one.id}"


def _words(known: Known, one: Invitation, language: str, *, again: bool = False) -> tuple[str, str]:
    survey, reached = known.surveys[one.survey_id], known.reached_by(one)
    return survey_words.letter(survey, one, name=reached.name, language=language, brand=known.brand.name, again=again)


def _asked(known: Known, one: Invitation, way: Way, outgoing_id: UUID) -> Asked:
    person, reached = known.persons[one.identity_id], known.reached_by(one)
    language = survey_words.spoken(reached.language, known.brand.language)
    harm, standing = known.harms.get(person.id, ""), known.standings.get(person.id, "")
    return Asked(one, outgoing_id, way.kind, language, harm=harm, standing=standing)
