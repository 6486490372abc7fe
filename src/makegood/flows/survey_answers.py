"""What somebody answers by the link in a survey's letter: looked at, answered by a button, changed for a day. The words go on their timeline first, and
are read as every message is; a low answer opens a case, once.

Looking changes nothing, because scanners of mail follow links. An answer is what they think of us: nothing of what anybody is owed hangs on it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.cases import queries as cases
from makegood.cases.actions import arriving, working
from makegood.cases.types import Arrival
from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.messages import Message
from makegood.channels.types import Authenticity, Envelope
from makegood.flows import speaking, survey_words
from makegood.flows.survey_letters import SALT
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Address, Identity
from makegood.platform import tenancy
from makegood.surveys import queries
from makegood.surveys.actions import answering
from makegood.surveys.actions.answering import Heard
from makegood.surveys.rules import asking, saying, scales
from makegood.surveys.rules.scales import Scale
from makegood.surveys.types import After, Invitation, InvitationState
from makegood.understanding.types import Act, Feeling

LONGEST = 5_000  # characters of what is written with an answer


@dataclass(frozen=True, slots=True)
class Page:
    """What the link shows. `open`: it can be answered, or changed, now. `ends`: what the least and the most mean."""

    brand: Brand
    language: str
    question: str
    scale: Scale | None
    ends: tuple[str, str]
    answered: bool
    score: int | None
    open: bool
    spared: bool
    wrote: bool


def look(token: str, *, language: str, at: datetime) -> Page | None:
    """Where a link leads; None for one that we never gave. Changes nothing."""
    with _opened(token) as one:
        return _page(one, language, at) if one else None


def answer(token: str, *, score: int | None, text: str, key: str, language: str, at: datetime) -> Page | None:
    """Keeps the answer, and what they wrote with it as a message of theirs. May be repeated, and raced: it counts once, and a key of theirs is one
    message. None for a link that we never gave.

    Refuses ("empty_answer") an open question without words, ("too_long"), and what `surveys.answering.answer` refuses; then nothing was changed.
    """
    with _opened(token) as one:
        if one is None:
            return None
        _hear(one, score, text.strip(), key, at)
        return _page(queries.invitation(invitation_id=one.id), language, at)


def spare(token: str, *, language: str, at: datetime) -> Page | None:
    """They want to be asked no more, by no survey. May be repeated. None for a link that we never gave."""
    with _opened(token) as one:
        if one is None:
            return None
        answering.spare(identity_id=one.identity_id, by=actors.person(one.identity_id), at=at)
        return _page(one, language, at)


# ---------------------------------------------------------------------------------------------------------------------


def _hear(one: Invitation, score: int | None, text: str, key: str, at: datetime) -> None:
    survey = queries.survey(survey_id=one.survey_id)
    if len(text) > LONGEST:
        raise Refusal("too_long", f"text: at most {LONGEST} characters.", {"text": "too long"})
    if scales.of(survey.kind) is None and not text:
        raise Refusal("empty_answer", "text: write something first.", {"text": "empty"})
    heard = answering.answer(invitation_id=one.id, score=score, by=actors.person(one.identity_id), at=at)
    if not text and not heard.is_low:
        return
    if text and not heard.is_new and not asking.may_change(heard.invitation, at=at):
        raise Refusal("survey_over", "This is not asked any more. Write to us instead.", {"invitation_id": "over"})
    first = _letter(one)
    if first is None:
        return
    message_id = _keep(first, heard, text, key, at)
    answering.note_message(invitation_id=one.id, message_id=message_id)
    if heard.is_low:
        _put_to_case(first, heard, message_id, at)


def _letter(one: Invitation) -> Message | None:
    """The letter that asked, unless it is gone."""
    found = channels.messages(message_ids=[one.outgoing_id]) if one.outgoing_id else ()
    return found[0] if found and found[0].identity_id else None


def _keep(first: Message, heard: Heard, text: str, key: str, at: datetime) -> UUID:
    """Their words in the conversation in which they were asked; where they wrote none, the answer itself in a sentence."""
    identity = people.identity(identity_id=_to(first))
    words = text or _answer_in_words(heard)
    envelope = Envelope(
        external_id=f"survey:{heard.invitation.id}:{key if text else 'low'}"[:400],
        author=Address(identity.kind, identity.value, identity.name),
        text=words,
        visible=words,
        sent_at=at,
        subject=speaking.answer_subject(first.subject),
        reply_token=str(first.conversation_id),
        authentic=Authenticity.VOUCHED,
    )
    (message_id,) = intake.store_messages(channel_id=first.channel_id, envelopes=[envelope], at=at)
    intake.name_authors(authors={message_id: identity.id}, at=at)
    return message_id


def _answer_in_words(heard: Heard) -> str:
    survey, one, brand = heard.survey, heard.invitation, brands.current()
    language = survey_words.spoken(one.language, brand.language)
    question = saying.question(survey.told, language=language, about=one.about, brand=brand.name)
    scale = scales.of(survey.kind)
    return survey_words.in_words(language, question=question, score=one.score or 0, most=scale.most if scale else 0)


def _put_to_case(first: Message, heard: Heard, message_id: UUID, at: datetime) -> None:
    """The case that they were asked about is our turn again; where they were asked about none, their answer opens one, or joins what is open about
    the same order."""
    one, by = heard.invitation, actors.person(heard.invitation.identity_id)
    if one.case_id is not None and cases.heads(case_ids=[one.case_id]):
        working.reopen(case_id=one.case_id, by=by, at=at)
        working.link_conversation(case_id=one.case_id, conversation_id=first.conversation_id, by=by, at=at)
        return
    (kept,) = channels.messages(message_ids=[message_id])
    (place,) = arriving.open_or_join(arrivals=[_arrival(heard, kept)], at=at)
    if place.case_id is not None:
        answering.note_case(invitation_id=one.id, case_id=place.case_id)


def _arrival(heard: Heard, kept: Message) -> Arrival:
    whom = _to(kept)
    person = people.persons_of(identity_ids=[whom])[whom]
    said = scales.in_words(heard.survey.kind, heard.invitation.score)
    return Arrival(
        message_id=kept.id,
        conversation_id=kept.conversation_id,
        identity_id=whom,
        person_identity_ids=tuple(one.id for one in person.identities),
        at=kept.at,
        act=Act.COMPLAINT,
        feeling=Feeling.NEGATIVE,
        happened=(),
        urgency="normal",
        title=f"{_first_name(person.identities, person.name)}answered {said}: {heard.survey.name}",
        words=" ".join(kept.visible.split())[:200],
        public=False,
        asks_something=False,
        opens=True,
        order_number=heard.invitation.about if heard.survey.told.after is After.DELIVERY else "",
    )


def _first_name(identities: tuple[Identity, ...], name: str) -> str:
    """As a title begins: their name where we know one."""
    return "" if not name or any(name == one.shown for one in identities) else f"{name} "


def _to(message: Message) -> UUID:
    if message.identity_id is None:
        raise LookupError("a letter of ours without anybody to whom it went")
    return message.identity_id


@contextmanager
def _opened(token: str) -> Iterator[Invitation | None]:
    read = _read(token)
    if read is None:
        yield None
        return
    brand_id, invitation_id = read
    with tenancy.brand(brand_id):
        found = queries.invitations(invitation_ids=[invitation_id])
        yield found[0] if found else None


def _read(token: str) -> tuple[UUID, UUID] | None:
    with suppress(signing.BadSignature, ValueError, TypeError, UnicodeError):
        brand, invitation = signing.Signer(salt=SALT).unsign_object(token[:1000])
        return UUID(brand), UUID(invitation)
    return None


def _page(one: Invitation, language: str, at: datetime) -> Page:
    survey, brand = queries.survey(survey_id=one.survey_id), brands.current()
    spoken = survey_words.spoken(language or one.language, brand.language)
    answered = one.state is InvitationState.ANSWERED
    return Page(
        brand=brand,
        language=spoken,
        question=saying.question(survey.told, language=spoken, about=one.about, brand=brand.name),
        scale=scales.of(survey.kind),
        ends=saying.ends(survey.kind, spoken),
        answered=answered,
        score=one.score,
        open=asking.may_change(one, at=at) if answered else asking.may_answer(one, at=at),
        spared=bool(queries.spared(identity_ids=[one.identity_id])),
        wrote=one.message_id is not None,
    )
