"""What the desk and the API show of surveys: looks only, each with a fixed number of queries; the one place where the figures of a survey are made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.people import queries as people
from makegood.people import segments as facts
from makegood.people.types import Person
from makegood.questions import queries as questions
from makegood.questions.types import QuestionKind, Responses
from makegood.segments import queries as segments
from makegood.segments.types import SavedSegment
from makegood.surveys import queries
from makegood.surveys.queries import Counted
from makegood.surveys.rules import asking, saying, scoring
from makegood.surveys.rules.scoring import Group, Score, Share, Week
from makegood.surveys.types import After, Answer, Invitation, InvitationState, Survey, SurveyIn

WEEKS = 12
WORDS = 20
_MOST = 10_000
_WEEK = timedelta(days=7)
_FACTS = {
    After.DELIVERY: ("order_delivered",),
    After.CASE: ("case_resolved",),
    After.VISIT: ("visited", "told.visited"),
}
_ANSWERED = InvitationState.ANSWERED
_OVER = (InvitationState.ANSWERED, InvitationState.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of those who were asked within a stretch. `rate` is of those whose time is over, whether they answered early or not: who answers at
    once and who is silent for two weeks are counted on the same day. `score` is of all answers."""

    asked: int
    answered: int
    open: int
    rate: Share | None
    score: Score | None
    weeks: tuple[Week, ...]
    by_channel: tuple[Group, ...]
    by_harm: tuple[Group, ...]
    by_standing: tuple[Group, ...]
    apart: tuple[tuple[str, Group, Group], ...]  # by what, who answered least, who most, where they differ for sure


@dataclass(frozen=True, slots=True)
class Line:
    """A survey in the list, with its last twelve weeks. Of those who were `asked` some answered, some may still (`open`), some were not reached after all,
    and the others said nothing in time. `rate` as in `Figures`."""

    survey: Survey
    asked: int
    answered: int
    open: int
    not_reached: int
    rate: Share | None
    score: Score | None


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote with an answer; nothing that is out of sight."""

    invitation: Invitation
    person: Person | None
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """One survey. `waiting` wait for their hour within seven days; `why_not` counts those who were not asked, by reason."""

    survey: Survey
    segment: str
    figures: Figures
    counted: Counted
    waiting: int
    why_not: tuple[tuple[str, str, int], ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """All surveys, what became of “was it put right?”, and the quiet period over all of them."""

    lines: tuple[Line, ...]
    put_right: Responses
    quiet_days: int
    segments: tuple[SavedSegment, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A survey that is being made: its rules and its question in words, and about how many would be asked within a week as the last one was."""

    sentence: str
    questions: tuple[tuple[str, str], ...]
    happened: int
    quiet: int
    people: int


def list_page(*, at: datetime) -> Listed:
    """The list. One query for each survey, and five."""
    since = at - WEEKS * _WEEK
    lines = []
    for one in queries.surveys():
        found = queries.asked_between(survey_id=one.id, since=since, until=at)
        stood = Counter(each.state for each in found)
        still, missed = stood[InvitationState.ASKED], stood[InvitationState.NOT_ASKED]
        lines.append(Line(one, len(found), stood[_ANSWERED], still, missed, _rate(_over(found, at)), _score(one, found)))
    asked = questions.responses(kind=QuestionKind.PUT_RIGHT, since=since, until=at)
    return Listed(tuple(lines), asked, queries.quiet_days(), segments.segments())


def page(*, survey_id: UUID, away: OutOfSight = EVERYBODY_SEEN, at: datetime) -> Page:
    """One survey over its last twelve weeks; whoever is `away` for the one who looks is counted and not quoted. Refuses ("no_such_survey"). At most ten queries."""
    survey, since = queries.survey(survey_id=survey_id), at - WEEKS * _WEEK
    found = queries.asked_between(survey_id=survey_id, since=since, until=at)
    return Page(
        survey=survey,
        segment=queries.segment_name(survey.told.segment_id),
        figures=figures(survey, found, at=at),
        counted=queries.counted().get(survey_id, Counted()),
        waiting=queries.waiting_within(survey_id=survey_id, at=at),
        why_not=queries.not_asked(survey_id=survey_id, since=since, until=at),
        said=_said(away.without([one for one in found if one.message_id][:WORDS], lambda one: one.identity_id)),
    )


def figures(survey: Survey, found: Sequence[Invitation], *, at: datetime) -> Figures:
    """What became of these askings of a survey."""
    zone = brands.current().zone
    answered, over = [one for one in found if one.state is _ANSWERED], _over(found, at)
    ways = (
        ("channel", scoring.by(over, lambda one: one.medium)),
        ("harm", scoring.by(over, lambda one: one.harm or "none")),
        ("standing", scoring.by(over, lambda one: one.standing or "unknown")),
    )
    weeks = scoring.by_week(
        survey.kind,
        [Answer(one.asked_at, one.score) for one in answered if one.asked_at],
        asked=[one.asked_at for one in found if one.asked_at],
        zone=zone,
        until=at,
        weeks=WEEKS,
    )
    return Figures(
        asked=len(found),
        answered=len(answered),
        open=sum(one.state is InvitationState.ASKED for one in found),
        rate=_rate(over),
        score=_score(survey, found),
        weeks=weeks,
        by_channel=ways[0][1],
        by_harm=ways[1][1],
        by_standing=ways[2][1],
        apart=tuple((name, *pair) for name, groups in ways if (pair := scoring.apart(groups))),
    )


def preview(*, told: SurveyIn, at: datetime) -> Preview:
    """What a survey would do, while it is being made. Refuses what `surveys.making.make` refuses of its rules. At most six queries."""
    told, brand = asking.check(told), brands.current()
    persons = _meant(told, at)
    quiet = _quiet(persons, at)
    return Preview(
        sentence=saying.sentence(told, segment=queries.segment_name(told.segment_id)),
        questions=tuple((one, saying.question(told, language=one, about="1007", brand=brand.name)) for one in asking.LANGUAGES),
        happened=len(persons),
        quiet=quiet,
        people=round((len(persons) - quiet) * told.share / 10_000),
    )


# ---------------------------------------------------------------------------------------------------------------------


def _meant(told: SurveyIn, at: datetime) -> dict[UUID, list[UUID]]:
    """Whom it would have meant in the last seven days (`After.ONCE`: whom it means), person → identities, so many at most."""
    if told.after is After.ONCE and told.segment_id is not None:
        found = segments.members(segment_id=told.segment_id, limit=_MOST)
        return {one.person_id: [one.identity_id] for one in found}
    ids: set[UUID] = set()
    for kind in _FACTS.get(told.after, ()):
        ids.update(facts.noted_between(kind=kind, since=at - _WEEK, until=at, limit=_MOST))
    persons: dict[UUID, list[UUID]] = {}
    for identity_id, person_id in people.person_ids_of(identity_ids=sorted(ids)).items():
        persons.setdefault(person_id, []).append(identity_id)
    if told.segment_id is None or not persons:
        return persons
    belongs = segments.belongs(person_ids=sorted(persons))
    return {person: theirs for person, theirs in persons.items() if told.segment_id in belongs[person]}


def _quiet(persons: dict[UUID, list[UUID]], at: datetime) -> int:
    """How many of these were asked something within the quiet period."""
    whose = {one: person for person, theirs in persons.items() for one in theirs}
    since = at - timedelta(days=queries.quiet_days())
    asked = queries.asked_of(identity_ids=sorted(whose), since=since) if whose else ()
    return len({whose[one] for one, _, _ in asked})


def _over(found: Sequence[Invitation], at: datetime) -> list[Invitation]:
    """Those whose time to answer is over and who were reached, whether they answered or not."""
    return [one for one in found if one.state in _OVER and one.closes_at is not None and one.closes_at <= at]


def _rate(over: Sequence[Invitation]) -> Share | None:
    return scoring.wilson(sum(one.state is _ANSWERED for one in over), len(over))


def _score(survey: Survey, found: Sequence[Invitation]) -> Score | None:
    """Of all answers; what silence may hide is that of everybody who was reached, also of those who may still answer."""
    answers = [one.score for one in found if one.state is _ANSWERED and one.score is not None]
    return scoring.score(survey.kind, answers, asked=sum(one.state is not InvitationState.NOT_ASKED for one in found))


def _said(found: Sequence[Invitation]) -> tuple[Said, ...]:
    ids = [one.message_id for one in found if one.message_id]
    hidden = kept_out.hidden(message_ids=ids) if ids else ()
    words: dict[UUID, str] = {one.id: one.visible for one in channels.messages(message_ids=ids) if one.id not in hidden}
    persons = people.persons_of(identity_ids=[one.identity_id for one in found])
    told = [(one, words.get(one.message_id, "") if one.message_id else "") for one in found]
    return tuple(Said(one, persons.get(one.identity_id), said) for one, said in told if said)
