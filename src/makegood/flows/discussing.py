"""Live discussions, put together: who asks is recognised, who watches is told at once, and each question is read once it is kept.

What is told to those who watch is what everybody may read, and nothing of who somebody is beyond the name that they gave for it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.discussions import queries
from makegood.discussions.actions import moderating, taking_part
from makegood.discussions.types import Discussion, ParticipantId, Question, QuestionState, Why
from makegood.flows import mood
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Fact, IdentityId, IdentityKind, Sighting
from makegood.platform import live
from makegood.platform.work import Taken
from makegood.understanding import actions as understanding
from makegood.understanding.types import TextIn

READ = "discussion_question"  # the work of reading a question
SOURCE = "live discussion"
ASKED = "asked_in_public"  # the fact about a person; the lifeline marks it (views/lifeline.py)


def topic(discussion_id: UUID) -> str:
    """What those who watch a discussion hear."""
    return f"discussion:{discussion_id}"


def ask(
    *,
    discussion: Discussion,
    participant_id: UUID,
    name: str,
    email: str,
    text: str,
    key: str,
    doubtful: bool,
    at: datetime,
) -> Question:
    """Keeps a question and tells those who watch. An address that was typed with it makes it theirs, as with any form: nobody checked it. Refuses
    what `taking_part.ask` refuses, and a malformed address."""
    identity_id = queries.identity_of(participant_id=participant_id)
    if identity_id is None and email.strip():
        sighting = Sighting((Address(IdentityKind.EMAIL, email.strip(), name.strip()),), source=SOURCE)
        identity_id = recognising.recognise(sightings=[sighting], at=at)[0].identity_id
    kept = taking_part.ask(
        discussion_id=discussion.id,
        participant_id=participant_id,
        name=name,
        text=text,
        key=key,
        identity_id=identity_id,
        doubtful=doubtful,
        by=actors.person(identity_id) if identity_id else SYSTEM,
        at=at,
    )
    if identity_id is not None:
        be_known(participant_id=participant_id, identity_id=identity_id, proved=False, at=at)
    tell([kept.id])
    return kept


def vote(*, question: Question, participant_id: UUID, wanted: bool, at: datetime) -> int:
    """Their vote, or its withdrawal; → the votes now. Those who watch hear the number."""
    act = taking_part.vote if wanted else taking_part.unvote
    votes = act(question_id=question.id, participant_id=participant_id, at=at)
    stands = (
        queries.by_number(discussion_id=question.discussion_id, number=question.merged_into) if question.merged_into else question
    )
    live.announce_news(topic(stands.discussion_id), {f"v{stands.number}": {"n": stands.number, "votes": votes}})
    return votes


def be_known(*, participant_id: UUID, identity_id: UUID, proved: bool, at: datetime) -> ParticipantId:
    """This browser is this person's; → as whom they take part from now on."""
    person = people.persons_of(identity_ids=[identity_id])[identity_id]
    mine = tuple(one.id for one in person.identities)
    who = taking_part.be_known(participant_id=participant_id, identity_id=identity_id, identity_ids=mine, proved=proved, at=at)
    _remember(who)
    return who


def let_stand(*, question_id: UUID, seen: QuestionState, links: bool, member: Member, at: datetime) -> Question:
    """A member looked, and it is shown."""
    before = queries.question(question_id=question_id)
    kept = moderating.let_stand(question_id=question_id, seen=seen, links=links, by=_by(member), at=at)
    tell([kept.id, *_behind(before)])
    return kept


def hide(*, question_id: UUID, why: Why, because: str, seen: QuestionState, member: Member, at: datetime) -> Question:
    """A member took it out of sight."""
    before = queries.question(question_id=question_id)
    kept = moderating.hide(question_id=question_id, why=why, because=because, seen=seen, by=_by(member), at=at)
    tell([kept.id, *_behind(before)])
    return kept


def merge(*, question_id: UUID, into: int, seen: QuestionState, member: Member, at: datetime) -> Question:
    """Two ask the same."""
    stays = moderating.merge(question_id=question_id, into=into, seen=seen, by=_by(member), at=at)
    tell([question_id, stays.id])
    return stays


def ban(*, question_id: UUID, banned: bool, member: Member, at: datetime) -> None:
    """Whoever asked this asks no more; or again."""
    asked = queries.question(question_id=question_id)
    tell(moderating.ban(participant_id=asked.participant_id, banned=banned, by=_by(member), at=at))


def answer(*, question_id: UUID, text: str, key: str, member: Member, at: datetime) -> Question:
    """One of those who answer says it."""
    kept = moderating.answer(question_id=question_id, text=text, key=key, by=_by(member), at=at)
    tell([kept.id])
    return kept


def correct_answer(*, answer_id: UUID, text: str, member: Member, at: datetime) -> Question:
    """Other words for an answer of one's own."""
    kept = moderating.correct_answer(answer_id=answer_id, text=text, by=_by(member), at=at)
    tell([kept.id])
    return kept


def tell(question_ids: Iterable[UUID]) -> None:
    """Those who watch hear how these questions are now, those that nobody may read any more as gone; the desk hears that there is something."""
    news: dict[UUID, dict[str, dict[str, object]]] = {}
    for question_id in dict.fromkeys(question_ids):
        whole = queries.question(question_id=question_id)
        shown = queries.public_question(question_id=question_id)
        told: dict[str, object] = public(shown) if shown else {"n": whole.number, "gone": True}
        news.setdefault(whole.discussion_id, {})[f"q{whole.number}"] = told
    for discussion_id, parts in news.items():
        live.announce_news(topic(discussion_id), parts)
    live.announce("discussions")


def tell_changed(discussion_id: UUID) -> None:
    """Those who watch look at the whole again: its hours or its end changed."""
    live.announce_news(topic(discussion_id), {"all": {"all": True}})
    live.announce("discussions")


def public(question: Question) -> dict[str, object]:
    """A question as everybody may read it, as plain values; instants as ISO 8601."""
    answers = [
        {"id": one.id.hex, "name": one.name, "role": one.role, "host": one.is_host, "text": one.text, "at": one.at.isoformat()}
        for one in question.answers
    ]
    return {
        "n": question.number,
        "name": question.name,
        "text": question.text,
        "votes": question.votes,
        "at": question.asked_at.isoformat(),
        "also": question.also,
        "answers": answers,
    }


def read(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001 - every consumer is told
    """Work: reads the questions that came, for the mood. A question is no message and opens no case: it is answered where it was asked."""
    texts = queries.words_of(question_ids=[UUID(item.key) for item in items])
    asked = list(texts.items())
    readings = understanding.judge(texts=[TextIn(str(question_id), "", text) for question_id, text in asked])
    for (question_id, text), reading in zip(asked, readings, strict=True):
        heard = mood.of_reading(reading, text)
        taking_part.note_mood(question_id=question_id, mood=heard.feeling.value, wishes_to_buy=heard.wishes_to_buy)


def _remember(participant_id: UUID) -> None:
    """That somebody asked in public becomes a fact about them, once for each question."""
    mine = queries.asked_by(participant_id=participant_id)
    noting.note_fact(
        facts=[Fact(IdentityId(one.identity_id), ASKED, str(one.id), one.asked_at) for one in mine if one.identity_id is not None]
    )


def _behind(before: Question) -> list[UUID]:
    """The question that stood for this one until now."""
    if before.merged_into is None:
        return []
    return [queries.by_number(discussion_id=before.discussion_id, number=before.merged_into).id]


def _by(member: Member) -> actors.Actor:
    brand_rules.require(member.role, Permission.ANSWER)
    return actors.member(member.id)
