"""What people do who are no members: they ask, say that they would ask the same, take that back, and say who they are.

Works inside an open brand transaction. All of it may be repeated, and raced: a form is one question, a participant has one vote.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.discussions import events, models, queries
from makegood.discussions.actions import opening
from makegood.discussions.rules import asking, hours
from makegood.discussions.types import HeldFor, ParticipantId, Question, QuestionState
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal


def ask(
    *,
    discussion_id: UUID,
    participant_id: UUID,
    name: str,
    text: str,
    key: str,
    identity_id: UUID | None = None,
    doubtful: bool = False,
    by: Actor,
    at: datetime,
) -> Question:
    """Keeps a question, once by its form's `key`, with its author's own vote for it; with a link in it, it is shown without the link until a
    member has looked. `identity_id`: whose it is, where that is known; `doubtful`: perhaps no person filled in the form.

    Refuses what comes outside the hours, what is malformed or private (rules/asking.py), and whoever is banned ("banned").
    """
    name, text = asking.clean(name).replace("\n", " "), asking.clean(text)
    asking.check(name=name, text=text)
    known = models.Question.objects.filter(discussion_id=discussion_id, key=key, participant_id=participant_id).first()
    if known is not None:
        return queries.question(question_id=known.id)
    of = opening.locked(discussion_id)
    hours.refuse_unless_open(queries.discussion(discussion_id=discussion_id), at=at)
    who = _welcome(participant_id, at)
    again = models.Question.objects.filter(discussion_id=discussion_id, key=key).first()  # the lock may have waited for its twin
    if again is not None:
        return queries.question(question_id=again.id)
    held = asking.held_for(text, look_first=of.look_first, doubtful=doubtful)
    of.last_number += 1
    of.save(update_fields=["last_number"])
    row = models.Question.objects.create(
        discussion_id=of.id,
        participant_id=who.id,
        identity_id=identity_id or (who.identity_id if who.proved else None),
        number=of.last_number,
        key=key,
        name=name,
        text=text,
        state=QuestionState.WAITING if held is not HeldFor.NOTHING else QuestionState.SHOWN,
        held_for=held,
        votes=1,
        asked_at=at,
    )
    models.Vote.objects.create(question_id=row.id, participant_id=who.id, at=at)
    fact = events.AskedInPublic(identity_id=row.identity_id, discussion_id=of.id, talk_question_id=row.id, number=row.number)
    journal.record(fact, by=by, at=at)
    return queries.question(question_id=row.id)


def vote(*, question_id: UUID, participant_id: UUID, at: datetime) -> int:
    """Their one vote for this question, or for the one that it was put behind; → its votes now. Again changes nothing. Refuses what comes outside
    the hours, what is not shown, and whoever is banned."""
    row = _votable(question_id, at)
    who = _welcome(participant_id, at)
    models.Vote.objects.bulk_create([models.Vote(question_id=row.id, participant_id=who.id, at=at)], ignore_conflicts=True)
    return recount([row.id])[row.id]


def unvote(*, question_id: UUID, participant_id: UUID, at: datetime) -> int:
    """Takes their vote back, also one for a question that was put behind this one; → its votes now. Again changes nothing."""
    row = _votable(question_id, at)
    behind = models.Question.objects.filter(merged_into=row.id).values("id")
    mine = models.Vote.objects.filter(participant_id=participant_id)
    mine.filter(question_id=row.id).delete()
    mine.filter(question_id__in=behind).delete()
    return recount([row.id])[row.id]


def be_known(
    *, participant_id: UUID, identity_id: UUID, identity_ids: Sequence[UUID], proved: bool, at: datetime
) -> ParticipantId:
    """This browser is theirs. → as whom they take part from now on: where the same person came by another browser before (`identity_ids` are all
    of theirs), that one, with the votes and questions of both, each vote once. Their questions that were nobody's become theirs and come
    to their timeline. `proved`: they came by the link to their own page; an address that was only typed joins nothing but their questions.
    May be repeated."""
    who = _welcome(participant_id, at, banned_too=True)
    earlier = queries.participant_of(identity_ids=identity_ids) if proved else None
    if earlier is not None and earlier != who.id:
        _move(who.id, earlier)
        who = models.Participant.objects.get(id=earlier)
    elif proved and not (who.proved and who.identity_id in identity_ids):
        who.identity_id, who.proved = identity_id, True
        who.save(update_fields=["identity_id", "proved"])
    elif who.identity_id is None:
        who.identity_id = identity_id
        who.save(update_fields=["identity_id"])
    _claim(who.id, identity_id, at)
    return ParticipantId(who.id)


def note_mood(*, question_id: UUID, mood: str, wishes_to_buy: bool) -> None:
    """How a question was read. May be repeated."""
    models.Question.objects.filter(id=question_id).update(mood=mood, wishes_to_buy=wishes_to_buy)


def recount(question_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Counts again who votes for these: each participant once for a question and all that stand behind it, those who are banned not at all.
    The rows must be locked, or come in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [sorted(question_ids)])
        return dict(cursor.fetchall())


_RECOUNT = """
UPDATE discussions_question AS q SET votes = (
    SELECT count(DISTINCT v.participant_id) FROM discussions_vote v
    JOIN discussions_participant p ON p.id = v.participant_id AND p.banned_at IS NULL
    WHERE v.question_id = q.id OR v.question_id IN (SELECT b.id FROM discussions_question b WHERE b.merged_into = q.id)
) WHERE q.id = ANY(%s) RETURNING q.id, q.votes
"""


def _votable(question_id: UUID, at: datetime) -> models.Question:
    """The question's row, locked: of one that stands behind another, that one."""
    row = models.Question.objects.filter(id=question_id).first()
    if row is not None and row.merged_into:
        row = models.Question.objects.filter(id=row.merged_into).first()
    if row is None or queries.public_question(question_id=row.id) is None:
        raise queries.no_such_question()
    hours.refuse_unless_open(queries.discussion(discussion_id=row.discussion_id), at=at)
    return models.Question.objects.select_for_update(no_key=True).get(id=row.id)


def _welcome(participant_id: UUID, at: datetime, *, banned_too: bool = False) -> models.Participant:
    """Whoever takes part, known from now on."""
    fresh = models.Participant(id=participant_id, came_at=at)
    models.Participant.objects.bulk_create([fresh], ignore_conflicts=True)
    row = models.Participant.objects.filter(id=participant_id).first()
    if row is None:  # another brand's
        raise Refusal("not_from_here", "Load the page again.", {"visitor": "unknown"})
    if row.banned_at is not None and not banned_too:
        raise Refusal(
            "banned",
            "You cannot ask or vote here any more. Write to us if you think that this is a mistake.",
            {"visitor": "banned"},
        )
    return row


def _move(old: UUID, new: UUID) -> None:
    """Everything of one participant is the other's."""
    touched = list(models.Vote.objects.filter(participant_id=old).values_list("question_id", "at"))
    models.Vote.objects.bulk_create(
        [models.Vote(question_id=question_id, participant_id=new, at=at) for question_id, at in touched], ignore_conflicts=True
    )
    models.Vote.objects.filter(participant_id=old).delete()
    models.Question.objects.filter(participant_id=old).update(participant_id=new)
    ids = {question_id for question_id, _ in touched}
    stand_for = models.Question.objects.filter(id__in=ids, merged_into__isnull=False).values_list("merged_into", flat=True)
    both = sorted({*ids, *(one for one in stand_for if one)})
    list(models.Question.objects.select_for_update(no_key=True).filter(id__in=both).order_by("id").values_list("id"))
    recount(both)


def _claim(participant_id: UUID, identity_id: UUID, at: datetime) -> None:
    theirs = models.Question.objects.filter(participant_id=participant_id, identity_id=None).order_by("number")
    rows = list(theirs.select_for_update(no_key=True))
    models.Question.objects.filter(id__in=[row.id for row in rows]).update(identity_id=identity_id)
    facts = [
        events.AskerKnown(identity_id=identity_id, discussion_id=row.discussion_id, talk_question_id=row.id, number=row.number)
        for row in rows
    ]
    journal.record(*facts, by=SYSTEM, at=at)
