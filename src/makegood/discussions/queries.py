"""Looks at live discussions: frozen values, a fixed number of queries whatever the size. Never writes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from makegood.discussions import models
from makegood.discussions.rules import asking, hours
from makegood.discussions.types import (
    Answer,
    Answerer,
    AnswerId,
    Discussion,
    DiscussionId,
    HeldFor,
    Listed,
    Order,
    Page,
    ParticipantId,
    Question,
    QuestionId,
    QuestionState,
)
from makegood.gestures.types import Occasion
from makegood.kernel.refusals import Refusal

MOST_SHOWN = 400  # questions of one page; the transcript has them all


def discussion(*, discussion_id: UUID) -> Discussion:
    """One discussion with those who answer. Refuses `no_such_discussion`. Two queries."""
    return _one(models.Discussion.objects.filter(id=discussion_id).first())


def by_slug(*, slug: str) -> Discussion:
    """The one at this address. Refuses `no_such_discussion`. Two queries."""
    return _one(models.Discussion.objects.filter(slug=slug).first())


def discussions(*, at: datetime, limit: int = 50) -> tuple[Listed, ...]:
    """All of the brand, the latest first. Three queries."""
    return _listed(models.Discussion.objects.order_by("-starts_at", "-id")[:limit], at)


def of_occasion(*, occasion: Occasion, at: datetime) -> tuple[Listed, ...]:
    """Those about this, the latest first. Three queries."""
    rows = models.Discussion.objects.filter(occasion_kind=occasion.kind, occasion_id=occasion.id)
    return _listed(rows.order_by("-starts_at", "-id"), at)


def about(*, occasions: Collection[Occasion]) -> dict[Occasion, tuple[Discussion, ...]]:
    """Those about each of these, the first first; what there is none about is left out. Two queries."""
    rows = models.Discussion.objects.filter(occasion_id__in={one.id for one in occasions}).order_by("starts_at", "id")
    found: dict[Occasion, list[Discussion]] = {}
    for one in _discussions(rows):
        if one.occasion is not None and one.occasion in occasions:
            found.setdefault(one.occasion, []).append(one)
    return {occasion: tuple(each) for occasion, each in found.items()}


def to_come(*, at: datetime, limit: int = 3) -> tuple[Discussion, ...]:
    """Those that run now or will, the next first. Two queries."""
    rows = models.Discussion.objects.filter(ends_at__gt=at, closed_at=None).order_by("starts_at", "id")[:limit]
    return _discussions(rows)


def page(*, discussion: Discussion, at: datetime, order: Order = Order.VOTES, participant_id: UUID | None = None) -> Page:
    """What everybody may read of it, at most MOST_SHOWN questions, and what only this participant may. At most five queries."""
    rows = models.Question.objects.filter(discussion_id=discussion.id)
    shown = rows.filter(_public()).order_by("-votes", "number")[:MOST_SHOWN]
    questions = _questions(shown)
    mine: tuple[Question, ...] = ()
    voted: frozenset[int] = frozenset()
    if participant_id is not None:
        own = rows.filter(participant_id=participant_id, state__in=[QuestionState.WAITING, QuestionState.HIDDEN])
        mine = tuple(_question(row, (), 0, None, whole=True) for row in own.order_by("number") if not _is_public(row))
        voted = _voted(discussion.id, participant_id)
    return Page(discussion, hours.phase(discussion, at=at), hours.ordered(questions, order), mine, voted)


def transcript(*, discussion_id: UUID) -> tuple[Question, ...]:
    """Everything that was asked and stands, by number, with its answers. Three queries."""
    return _questions(models.Question.objects.filter(_public(), discussion_id=discussion_id).order_by("number"))


def queue(*, discussion_id: UUID | None = None, limit: int = 200) -> tuple[Question, ...]:
    """What a member should look at, the oldest first, in whole words. Three queries."""
    rows = models.Question.objects.filter(_to_be_looked_at())
    if discussion_id is not None:
        rows = rows.filter(discussion_id=discussion_id)
    return _questions(rows.order_by("asked_at", "number")[:limit], whole=True)


def for_members(*, discussion_id: UUID) -> tuple[Question, ...]:
    """All questions of a discussion, hidden ones too, in whole words, by votes. Three queries."""
    return _questions(models.Question.objects.filter(discussion_id=discussion_id).order_by("-votes", "number"), whole=True)


def question(*, question_id: UUID) -> Question:
    """One question in whole words. Refuses `no_such_question`."""
    found = _questions(models.Question.objects.filter(id=question_id), whole=True)
    if not found:
        raise no_such_question()
    return found[0]


def by_number(*, discussion_id: UUID, number: int) -> Question:
    """One question of a discussion in whole words. Refuses `no_such_question`."""
    found = _questions(models.Question.objects.filter(discussion_id=discussion_id, number=number), whole=True)
    if not found:
        raise no_such_question()
    return found[0]


def public_question(*, question_id: UUID) -> Question | None:
    """As everybody may read it; None where nobody may."""
    found = _questions(models.Question.objects.filter(_public(), id=question_id))
    return found[0] if found else None


def of_person(*, identity_ids: Sequence[UUID], limit: int = 20) -> tuple[tuple[Discussion, Question], ...]:
    """What these identities asked, the latest first, hidden ones too. Five queries."""
    rows = list(models.Question.objects.filter(identity_id__in=list(identity_ids)).order_by("-asked_at", "-id")[:limit])
    of = {one.id: one for one in _discussions(models.Discussion.objects.filter(id__in={row.discussion_id for row in rows}))}
    return tuple((of[one.discussion_id], one) for one in _questions(rows))


def asked_by(*, participant_id: UUID) -> tuple[Question, ...]:
    """What somebody asked by this browser, the first first. Three queries."""
    return _questions(models.Question.objects.filter(participant_id=participant_id).order_by("asked_at", "id"))


def words_of(*, question_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The words of these questions as everybody may read them, for a timeline. One query."""
    rows = models.Question.objects.filter(id__in=list(question_ids))
    return {row.id: row.text if row.links_shown else asking.without_links(row.text) for row in rows}


def voices(*, occasion: Occasion) -> tuple[Question, ...]:
    """Every question about this that was not hidden, for the mood. Three queries."""
    about = models.Discussion.objects.filter(occasion_kind=occasion.kind, occasion_id=occasion.id).values("id")
    return _questions(
        models.Question.objects.filter(discussion_id__in=about).exclude(state=QuestionState.HIDDEN).order_by("asked_at")
    )


def participant_of(*, identity_ids: Sequence[UUID]) -> ParticipantId | None:
    """As whom somebody takes part who came by the link to their own page before."""
    row = models.Participant.objects.filter(identity_id__in=list(identity_ids), proved=True).order_by("came_at", "id").first()
    return ParticipantId(row.id) if row else None


def is_known(*, participant_id: UUID) -> bool:
    """Whether somebody of this id asked or voted before."""
    return models.Participant.objects.filter(id=participant_id).exists()


def identity_of(*, participant_id: UUID) -> UUID | None:
    """Whose browser it is, where that was proved."""
    return models.Participant.objects.filter(id=participant_id, proved=True).values_list("identity_id", flat=True).first()


def no_such_discussion() -> Refusal:
    return Refusal("no_such_discussion", "There is no such discussion here.", {"discussion": "unknown"})


def no_such_question() -> Refusal:
    return Refusal("no_such_question", "There is no such question here.", {"question": "unknown"})


# ---------------------------------------------------------------------------------------------------------------------


def _public() -> Q:
    """Shown, or waiting only because of a link that is left out meanwhile."""
    return Q(state=QuestionState.SHOWN) | Q(state=QuestionState.WAITING, held_for=HeldFor.LINK)


def _is_public(row: models.Question) -> bool:
    return row.state == QuestionState.SHOWN or (row.state == QuestionState.WAITING and row.held_for == HeldFor.LINK)


def _to_be_looked_at() -> Q:
    return Q(state=QuestionState.WAITING)


def _one(row: models.Discussion | None) -> Discussion:
    if row is None:
        raise no_such_discussion()
    return _discussions([row])[0]


def _discussions(rows: Iterable[models.Discussion]) -> tuple[Discussion, ...]:
    found = list(rows)
    answerers: dict[UUID, list[Answerer]] = {}
    for one in models.Answerer.objects.filter(discussion_id__in=[row.id for row in found], gone=False).order_by("-is_host", "id"):
        answerers.setdefault(one.discussion_id, []).append(
            Answerer(one.id, one.member_id, one.name, one.role, is_host=one.is_host)
        )
    return tuple(_discussion(row, tuple(answerers.get(row.id, ()))) for row in found)


def _discussion(row: models.Discussion, answerers: tuple[Answerer, ...]) -> Discussion:
    return Discussion(
        id=DiscussionId(row.id),
        slug=row.slug,
        occasion=Occasion(row.occasion_kind, row.occasion_id) if row.occasion_id else None,
        title=row.title,
        intro=row.intro,
        zone=row.zone,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        look_first=row.look_first,
        closed_at=row.closed_at,
        answerers=answerers,
    )


def _listed(rows: Iterable[models.Discussion], at: datetime) -> tuple[Listed, ...]:
    found = _discussions(rows)
    counted = {
        one["discussion_id"]: one
        for one in models.Question.objects.filter(discussion_id__in=[one.id for one in found])
        .values("discussion_id")
        .annotate(
            asked=Count("id"),
            waiting=Count("id", filter=_to_be_looked_at()),
            answered=Count("id", filter=Q(id__in=models.Answer.objects.values("question_id"))),
        )
        .order_by()
    }
    return tuple(
        Listed(
            one,
            hours.phase(one, at=at),
            asked=counted[one.id]["asked"] if one.id in counted else 0,
            waiting=counted[one.id]["waiting"] if one.id in counted else 0,
            answered=counted[one.id]["answered"] if one.id in counted else 0,
        )
        for one in found
    )


def _voted(discussion_id: UUID, participant_id: UUID) -> frozenset[int]:
    """The numbers of the questions that stand for a vote of theirs: the one they voted for, or the one that it was put behind."""
    voted = models.Vote.objects.filter(participant_id=participant_id).values("question_id")
    rows = models.Question.objects.filter(discussion_id=discussion_id)
    return frozenset(
        rows.filter(
            Q(id__in=voted)
            | Q(id__in=models.Question.objects.filter(id__in=voted, merged_into__isnull=False).values("merged_into"))
        ).values_list("number", flat=True)
    )


def _questions(rows: Iterable[models.Question], *, whole: bool = False) -> tuple[Question, ...]:
    found = list(rows)
    ids = [row.id for row in found]
    answers = _answers(ids)
    behind = dict(
        models.Question.objects.filter(merged_into__in=ids).values_list("merged_into").annotate(Count("id")).order_by()
        if ids
        else ()
    )
    into = {row.merged_into for row in found if row.merged_into}
    numbers: Mapping[UUID, int] = dict(models.Question.objects.filter(id__in=into).values_list("id", "number")) if into else {}
    askers = {row.participant_id for row in found} if whole else set()
    banned = (
        set(models.Participant.objects.filter(id__in=askers, banned_at__isnull=False).values_list("id", flat=True))
        if askers
        else set()
    )
    return tuple(
        _question(
            row,
            tuple(answers.get(row.id, ())),
            behind.get(row.id, 0),
            numbers.get(row.merged_into) if row.merged_into else None,
            whole=whole,
            banned=row.participant_id in banned,
        )
        for row in found
    )


def _answers(question_ids: Sequence[UUID]) -> dict[UUID, list[Answer]]:
    rows = list(models.Answer.objects.filter(question_id__in=question_ids).order_by("at", "id")) if question_ids else []
    who = {one.id: one for one in models.Answerer.objects.filter(id__in={row.answerer_id for row in rows})} if rows else {}
    found: dict[UUID, list[Answer]] = {}
    for row in rows:
        by = who[row.answerer_id]
        told = Answer(AnswerId(row.id), QuestionId(row.question_id), by.name, by.role, by.is_host, row.text, row.at)
        found.setdefault(row.question_id, []).append(told)
    return found


def _question(
    row: models.Question, answers: tuple[Answer, ...], also: int, into: int | None, *, whole: bool = False, banned: bool = False
) -> Question:
    return Question(
        id=QuestionId(row.id),
        discussion_id=DiscussionId(row.discussion_id),
        number=row.number,
        name=row.name,
        text=row.text if whole or row.links_shown else asking.without_links(row.text),
        state=QuestionState(row.state),
        votes=row.votes,
        asked_at=row.asked_at,
        participant_id=ParticipantId(row.participant_id),
        identity_id=row.identity_id,
        held_for=HeldFor(row.held_for),
        why=row.why,
        because=row.because,
        merged_into=into,
        also=also,
        links=asking.links(row.text) if whole else (),
        mood=row.mood,
        wishes_to_buy=row.wishes_to_buy,
        banned=banned,
        answers=answers,
    )
