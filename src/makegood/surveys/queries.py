"""Looks at surveys and what became of them: frozen values, a fixed number of queries. Never writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from makegood.kernel.refusals import Refusal
from makegood.platform import places
from makegood.segments import queries as segments
from makegood.surveys import models
from makegood.surveys.rules import asking, saying, scales
from makegood.surveys.types import (
    After,
    Invitation,
    InvitationId,
    InvitationState,
    Survey,
    SurveyId,
    SurveyIn,
    SurveyKind,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """How the askings of a survey stand, in numbers."""

    waiting: int = 0
    asked: int = 0
    answered: int = 0
    unanswered: int = 0
    not_asked: int = 0

    @property
    def over(self) -> int:
        """Those whose asking has come to its end by an answer or by its time."""
        return self.answered + self.unanswered


def surveys(*, active: bool = False) -> tuple[Survey, ...]:
    """The brand's, by name; those alone that do not rest where `active`. Two queries."""
    rows = models.Survey.objects.order_by("name")
    return _read(rows.filter(paused_at=None) if active else rows)


def page(*, before: UUID | None, limit: int) -> tuple[Survey, ...]:
    """The one made last first: `limit` of them, from before a place on. Places are ids. Two queries."""
    return _read(places.latest_first(models.Survey.objects.all(), before=before, since=None)[:limit])


def survey(*, survey_id: UUID) -> Survey:
    """One of them. Refuses ("no_such_survey"). Two queries."""
    found = _read(models.Survey.objects.filter(id=survey_id))
    if not found:
        raise no_such_survey()
    return found[0]


def by_id() -> dict[UUID, Survey]:
    """All of them. Two queries."""
    return {one.id: one for one in surveys()}


def after(*, what: After) -> tuple[Survey, ...]:
    """Those that are asked after this and do not rest. One query where there are none."""
    return _read(models.Survey.objects.filter(after=what, paused_at=None).order_by("id"))


def salts(*, survey_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The keys of their lots, for flows that draw. One query."""
    return {one: bytes(salt) for one, salt in models.Survey.objects.filter(id__in=list(survey_ids)).values_list("id", "salt")}


def quiet_days() -> int:
    """Nobody is asked again within so many days, whatever the survey. One query."""
    row = models.HouseRule.objects.first()
    return row.quiet_days if row else asking.QUIET_DAYS


def counted() -> dict[UUID, Counted]:
    """How each survey's askings stand. One query."""
    found: dict[UUID, dict[str, int]] = {}
    rows = models.Invitation.objects.values_list("survey_id", "state").annotate(n=Count("id")).order_by()
    for survey_id, state, n in rows:
        found.setdefault(survey_id, {})[state] = n
    return {survey_id: Counted(**numbers) for survey_id, numbers in found.items()}


def invitation(*, invitation_id: UUID) -> Invitation:
    """One asking. Refuses ("no_such_invitation"). One query."""
    row = models.Invitation.objects.filter(id=invitation_id).first()
    if row is None:
        raise Refusal("no_such_invitation", "There is no such invitation here.", {"invitation_id": "unknown"})
    return as_value(row)


def by_key(*, survey_id: UUID, key: str) -> Invitation | None:
    """The asking about this, where there is one. One query."""
    row = models.Invitation.objects.filter(survey_id=survey_id, key=key).first()
    return as_value(row) if row else None


def invitations(*, invitation_ids: Sequence[UUID]) -> tuple[Invitation, ...]:
    """Those of these that there are, by id. One query."""
    return tuple(map(as_value, models.Invitation.objects.filter(id__in=list(invitation_ids)).order_by("id")))


def by_letters(*, outgoing_ids: Sequence[UUID]) -> dict[UUID, Invitation]:
    """The askings that these letters, or reminders, brought, by letter. One query."""
    wanted = list(outgoing_ids)
    rows = models.Invitation.objects.filter(Q(outgoing_id__in=wanted) | Q(reminder_id__in=wanted))
    return {one: as_value(row) for row in rows for one in (row.outgoing_id, row.reminder_id) if one in wanted and one is not None}


def asked_between(*, survey_id: UUID, since: datetime, until: datetime) -> tuple[Invitation, ...]:
    """Who was asked within a stretch, the latest first. One query."""
    rows = models.Invitation.objects.filter(survey_id=survey_id, asked_at__gte=since, asked_at__lt=until)
    return tuple(map(as_value, rows.order_by("-asked_at", "-id")))


def not_asked(*, survey_id: UUID, since: datetime, until: datetime) -> tuple[tuple[str, str, int], ...]:
    """Why people were not asked whose hour lay within a stretch: the code, one of its sentences, and how many; the most frequent first. One query."""
    rows = models.Invitation.objects.filter(
        survey_id=survey_id, state=InvitationState.NOT_ASKED.value, due_at__gte=since, due_at__lt=until
    )
    found: dict[str, tuple[str, int]] = {}
    for code, because, n in rows.values_list("code", "because").annotate(n=Count("id")).order_by("-n", "code", "because"):
        said, sum_ = found.get(code, (because, 0))
        found[code] = (said, sum_ + n)
    lines = [(code, said, n) for code, (said, n) in found.items()]
    return tuple(sorted(lines, key=lambda one: (-one[2], one[0])))


def answers(*, survey_id: UUID, before: UUID | None, limit: int) -> tuple[Invitation, ...]:
    """What was answered, the latest asking first: `limit`, from before a place on. Places are ids. One query."""
    rows = models.Invitation.objects.filter(survey_id=survey_id, state=InvitationState.ANSWERED.value)
    return tuple(map(as_value, places.latest_first(rows, before=before, since=None)[:limit]))


def scored(*, since: datetime, until: datetime) -> tuple[tuple[str, float, bool], ...]:
    """What was answered first within a half-open stretch about a touchpoint, on scales that have a score: its key, the score from 0 (the least of its scale) to
    1, and whether it is low as its kind has it. No person. Two queries."""
    rows = models.Invitation.objects.filter(
        state=InvitationState.ANSWERED.value, answered_at__gte=since, answered_at__lt=until, score__isnull=False
    ).exclude(touchpoint="")
    told = rows.values_list("touchpoint", "score", "survey_id")
    kinds = dict(models.Survey.objects.filter(id__in={row[2] for row in told}).values_list("id", "kind"))
    known = [(key, score, scales.of(SurveyKind(kinds[survey_id]))) for key, score, survey_id in told if score is not None]
    return tuple((key, (score - on.least) / (on.most - on.least), score <= on.low) for key, score, on in known if on is not None)


def of_person(*, identity_ids: Sequence[UUID], limit: int = 20) -> tuple[Invitation, ...]:
    """What these identities were asked, the latest first. One query."""
    rows = models.Invitation.objects.filter(identity_id__in=list(identity_ids), asked_at__isnull=False)
    return tuple(map(as_value, rows.order_by("-asked_at", "-id")[:limit]))


def asked_of(*, identity_ids: Sequence[UUID], since: datetime) -> tuple[tuple[UUID, UUID, datetime], ...]:
    """Who of these was asked by which survey from an instant on, and when: identity, survey, instant. One query."""
    rows = models.Invitation.objects.filter(identity_id__in=list(identity_ids), asked_at__gte=since)
    return tuple((row.identity_id, row.survey_id, row.asked_at) for row in rows if row.asked_at is not None)


def spared(*, identity_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these identities that do not want to be asked. One query."""
    return frozenset(models.Spared.objects.filter(identity_id__in=list(identity_ids)).values_list("identity_id", flat=True))


def waiting_within(*, survey_id: UUID, at: datetime, days: int = 7) -> int:
    """How many wait for their hour within so many days. One query."""
    until = at + timedelta(days=days)
    rows = models.Invitation.objects.filter(Q(due_at__lt=until), survey_id=survey_id, state=InvitationState.WAITING.value)
    return rows.count()


def no_such_survey() -> Refusal:
    return Refusal("no_such_survey", "There is no such survey here.", {"survey_id": "unknown"})


def told_of(row: models.Survey) -> SurveyIn:
    """The survey's rules as they were kept."""
    return SurveyIn(
        name=row.name,
        kind=SurveyKind(row.kind),
        after=After(row.after),
        question=dict(row.question),
        segment_id=row.segment,
        wait_hours=row.wait_hours,
        again_days=row.again_days,
        share=row.share,
        remind_days=row.remind_days,
        open_days=row.open_days,
        low=row.low,
        only_agreed=row.only_agreed,
    )


def segment_name(segment_id: UUID | None) -> str:
    """What the segment is called; that it is gone where it is; '' for everybody. At most two queries."""
    return _names([segment_id]).get(segment_id, _GONE) if segment_id else ""


_GONE = "a segment that is gone"


def _names(segment_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    if not any(segment_ids):
        return {}
    return {one.id: one.name for one in segments.segments()}


def _read(rows: Iterable[models.Survey]) -> tuple[Survey, ...]:
    found = list(rows)
    names = _names([row.segment for row in found])
    return tuple(
        Survey(
            SurveyId(row.id),
            told_of(row),
            row.made_at,
            row.paused_at,
            saying.sentence(told_of(row), segment=names.get(row.segment, _GONE) if row.segment else ""),
        )
        for row in found
    )


def as_value(row: models.Invitation) -> Invitation:
    """A row as others may hold it."""
    return Invitation(
        id=InvitationId(row.id),
        survey_id=SurveyId(row.survey_id),
        identity_id=row.identity_id,
        key=row.key,
        about=row.about,
        case_id=row.case_id,
        touchpoint=row.touchpoint,
        due_at=row.due_at,
        state=InvitationState(row.state),
        code=row.code,
        because=row.because,
        medium=row.medium,
        language=row.language,
        harm=row.harm,
        standing=row.standing,
        outgoing_id=row.outgoing_id,
        asked_at=row.asked_at,
        reminded_at=row.reminded_at,
        closes_at=row.closes_at,
        answered_at=row.answered_at,
        score=row.score,
        message_id=row.message_id,
        low_at=row.low_at,
    )
