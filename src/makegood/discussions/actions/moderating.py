"""What members do: let a question stand, take it out of sight, put it behind another, ban somebody, and answer.

Works inside an open brand transaction. Every look at the queue says what a question was then (`seen`): of two members who decide at once, the
second is told what the first did, and nothing is undone unseen. The same decision again changes nothing.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.discussions import events, models, queries
from makegood.discussions.actions import opening
from makegood.discussions.actions.taking_part import recount
from makegood.discussions.rules import asking
from makegood.discussions.types import HeldFor, Question, QuestionState, Why
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.platform import journal

_BECAUSE = 300


def let_stand(*, question_id: UUID, seen: QuestionState, links: bool = True, by: Actor, at: datetime) -> Question:
    """It is shown as it was asked, with its links or without; a hidden one, or one behind another, is shown again. Refuses ("decided_already")
    where it is not any more what it was `seen` to be."""
    _member(by)
    row = _decided(question_id, seen, QuestionState.SHOWN)
    if row.state == QuestionState.SHOWN:
        return queries.question(question_id=row.id)
    before = row.merged_into
    row.state, row.held_for, row.links_shown, row.merged_into = QuestionState.SHOWN, HeldFor.NOTHING, links, None
    row.why = row.because = ""
    row.save()
    recount([one for one in (row.id, before) if one])
    journal.record(events.QuestionLetStand(**_about(row)), by=by, at=at)
    return queries.question(question_id=row.id)


def hide(*, question_id: UUID, why: Why, because: str = "", seen: QuestionState, by: Actor, at: datetime) -> Question:
    """Nobody but its author sees it any more, and they read why. What stands behind it stays there. Refuses as `let_stand`."""
    _member(by)
    row = _decided(question_id, seen, QuestionState.HIDDEN)
    if row.state == QuestionState.HIDDEN:
        return queries.question(question_id=row.id)
    before = row.merged_into
    row.state, row.held_for, row.merged_into = QuestionState.HIDDEN, HeldFor.NOTHING, None
    row.why, row.because = why, " ".join(because.split())[:_BECAUSE]
    row.save()
    if before:
        recount([before])
    journal.record(events.QuestionHidden(**_about(row), why=why.value), by=by, at=at)
    return queries.question(question_id=row.id)


def merge(*, question_id: UUID, into: int, seen: QuestionState, by: Actor, at: datetime) -> Question:
    """It asks the same as question `into` (a number): that one stands for both, and whoever voted for either has one vote there. Taken back by
    letting it stand. → the one that stays. Refuses as `let_stand`, and what cannot stand for it ("bad_merge")."""
    _member(by)
    stays = _both_locked(question_id, into)
    row = _decided(question_id, seen, QuestionState.MERGED)
    if row.state == QuestionState.MERGED and row.merged_into == stays.id:
        return queries.question(question_id=stays.id)
    if stays.id == row.id or stays.state not in (QuestionState.SHOWN, QuestionState.WAITING):
        raise Refusal("bad_merge", "into: name a question that is shown, by its number.", {"into": "not shown"})
    if models.Question.objects.filter(merged_into=row.id).exists():
        models.Question.objects.filter(merged_into=row.id).update(merged_into=stays.id)
    row.state, row.held_for, row.merged_into, row.why, row.because = QuestionState.MERGED, HeldFor.NOTHING, stays.id, "", ""
    row.save()
    recount([row.id, stays.id])
    journal.record(events.QuestionsJoined(**_about(row), into=stays.number), by=by, at=at)
    return queries.question(question_id=stays.id)


def ban(*, participant_id: UUID, banned: bool, by: Actor, at: datetime) -> tuple[UUID, ...]:
    """They ask and vote no more, in any discussion; their votes do not count, and what of theirs waits is hidden. Or they do again. → the
    questions that this changed. A repeat changes nothing."""
    _member(by)
    row = models.Participant.objects.select_for_update(no_key=True).filter(id=participant_id).first()
    if row is None:
        raise Refusal("no_such_visitor", "Nobody of this kind asked here.", {"visitor": "unknown"})
    if (row.banned_at is not None) is banned:
        return ()
    row.banned_at = at if banned else None
    row.save(update_fields=["banned_at"])
    ids: set[UUID] = set(models.Vote.objects.filter(participant_id=row.id).values_list("question_id", flat=True))
    ids |= {one for one in models.Question.objects.filter(id__in=ids).values_list("merged_into", flat=True) if one}
    if banned:
        waiting = models.Question.objects.filter(participant_id=row.id, state=QuestionState.WAITING)
        ids |= set(waiting.values_list("id", flat=True))
        waiting.update(state=QuestionState.HIDDEN, held_for=HeldFor.NOTHING, why=Why.BANNED)
    list(models.Question.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id").values_list("id"))
    recount(ids)
    fact = events.AskerBanned if banned else events.AskerLetBack
    about = (
        models.Question.objects.filter(participant_id=row.id)
        .order_by("-asked_at")
        .values_list("discussion_id", flat=True)
        .first()
    )
    if about is not None:
        journal.record(fact(discussion_id=about, participant_id=row.id), by=by, at=at)
    return tuple(sorted(ids))


def answer(*, question_id: UUID, text: str, key: str, by: Actor, at: datetime) -> Question:
    """What one of those who answer says, for everybody; a question that waited for a member's eyes stands from now on. Once by its form's `key`.

    Refuses whoever is not named among those who answer ("not_an_answerer"), what is private or malformed, a question that is not shown
    ("no_such_question"), and a discussion that is closed ("discussion_closed").
    """
    member_id, text = _member(by), asking.clean(text)
    asking.check_answer(text)
    row = _locked(question_id)
    if row.state not in (QuestionState.SHOWN, QuestionState.WAITING):
        raise Refusal("not_shown", "This question is not shown. Let it stand first, then answer it.", {"question": "not shown"})
    if opening.locked(row.discussion_id).closed_at is not None:
        raise Refusal("discussion_closed", "It is closed: what stands, stands.", {"discussion": "closed"})
    who = models.Answerer.objects.filter(discussion_id=row.discussion_id, member_id=member_id, gone=False).first()
    if who is None:
        raise Refusal(
            "not_an_answerer",
            "You are not named among those who answer here. Add yourself to the plan first.",
            {"by": "not named"},
        )
    fresh = models.Answer(question_id=row.id, answerer_id=who.id, key=key, text=text, at=at)
    models.Answer.objects.bulk_create([fresh], ignore_conflicts=True)
    if not models.Answer.objects.filter(id=fresh.id).exists():
        return queries.question(question_id=row.id)
    if row.state == QuestionState.WAITING and row.held_for != HeldFor.LINK:
        row.state, row.held_for = QuestionState.SHOWN, HeldFor.NOTHING
        row.save(update_fields=["state", "held_for"])
    journal.record(events.AnsweredInPublic(**_about(row)), by=by, at=at)
    return queries.question(question_id=row.id)


def correct_answer(*, answer_id: UUID, text: str, by: Actor, at: datetime) -> Question:  # noqa: ARG001 - every action is told
    """Other words for an answer of one's own. Refuses others' ("not_yours") and what `answer` refuses."""
    member_id, text = _member(by), asking.clean(text)
    asking.check_answer(text)
    row = models.Answer.objects.select_for_update(no_key=True).filter(id=answer_id).first()
    if row is None:
        raise Refusal("no_such_answer", "There is no such answer here.", {"answer": "unknown"})
    if not models.Answerer.objects.filter(id=row.answerer_id, member_id=member_id).exists():
        raise Refusal("not_yours", "Only who wrote an answer changes it.", {"by": "not yours"})
    row.text = text
    row.save(update_fields=["text"])
    return queries.question(question_id=row.question_id)


def _decided(question_id: UUID, seen: QuestionState, wanted: QuestionState) -> models.Question:
    """The row, locked, if it is what the member saw, or already what they want."""
    row = _locked(question_id)
    if row.state not in (seen, wanted):
        now = {
            QuestionState.SHOWN: "let it stand",
            QuestionState.HIDDEN: "took it out of sight",
            QuestionState.MERGED: "put it behind another",
        }
        said = now.get(QuestionState(row.state), "changed it")
        raise Refusal("decided_already", f"Somebody else {said} meanwhile. Look at it again.", {"question": str(row.state)})
    return row


def _locked(question_id: UUID) -> models.Question:
    row = models.Question.objects.select_for_update(no_key=True).filter(id=question_id).first()
    if row is None:
        raise queries.no_such_question()
    return row


def _both_locked(question_id: UUID, number: int) -> models.Question:
    """Locks the question and the one with this number in its discussion, in the order of their ids; → the second."""
    of = models.Question.objects.filter(id=question_id).values("discussion_id")
    stays = models.Question.objects.filter(discussion_id__in=of, number=number).first()
    if stays is None:
        raise Refusal("bad_merge", "into: there is no question with this number.", {"into": "unknown"})
    rows = models.Question.objects.select_for_update(no_key=True).filter(id__in=[question_id, stays.id]).order_by("id")
    return next(row for row in rows if row.id == stays.id)


def _member(by: Actor) -> UUID:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_a_member", "Only a member of the team decides here.", {"by": "not a member"})
    return by.id


def _about(row: models.Question) -> dict[str, Any]:
    return {
        "identity_id": row.identity_id,
        "discussion_id": row.discussion_id,
        "talk_question_id": row.id,
        "number": row.number,
    }
