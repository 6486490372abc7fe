"""Looks at incidents: frozen values, a fixed number of queries. Never writes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from makegood.brands import queries as brands
from makegood.incidents import held, models
from makegood.incidents.rules import affected as rules
from makegood.incidents.types import (
    LIVE,
    Affected,
    Answered,
    Cohort,
    CohortId,
    Fault,
    Gives,
    Incident,
    IncidentId,
    Letter,
    LetterId,
    LetterState,
    Member,
    Members,
    PartKind,
    Preview,
    Raised,
    Reason,
    Rule,
    Signal,
    State,
)
from makegood.kernel.refusals import Refusal
from makegood.orders import queries as orders
from makegood.people import segments
from makegood.people.types import Segment
from makegood.platform import asking
from makegood.platform.arrays import array

FIRST = 20  # people of a preview
PAGE = 500
PARCEL_AT_MOST = timedelta(days=30)  # on its way; chosen by hand: an older one was never delivered, or nobody said so
_MOMENT = timedelta(seconds=1)

_NUMBERS = (
    "SELECT m.case_id, min(i.number) FROM incidents_member AS m JOIN incidents_incident AS i ON i.id = m.incident_id "
    "WHERE m.case_id = ANY(%s::uuid[]) AND m.out_at IS NULL AND i.state IN ('open', 'over') GROUP BY m.case_id"
)
_FIRSTS = (
    "SELECT min(said_at) FROM incidents_member WHERE incident_id = %s::uuid AND out_at IS NULL GROUP BY identity_id ORDER BY 1"
)


def incident(*, incident_id: UUID) -> Incident:
    """One of them. Refuses ("no_incident") an id that the brand does not have."""
    return _one(models.Incident.objects.filter(id=incident_id), "incident_id")


def by_number(*, number: int) -> Incident:
    """The incident of this number. Refuses ("no_incident")."""
    return _one(models.Incident.objects.filter(number=number), "number")


def of_burst(*, burst_id: UUID) -> Incident | None:
    """What a burst made, or None."""
    row = models.Incident.objects.filter(burst=burst_id).first()
    return as_value(row) if row else None


def incidents(*, state: State | None = None, limit: int = 100) -> tuple[Incident, ...]:
    """The brand's incidents, the one opened last first; only those in a state, where one is given."""
    rows = models.Incident.objects.all() if state is None else models.Incident.objects.filter(state=state)
    return tuple(as_value(row) for row in rows.order_by("-opened_at", "-id")[:limit])


def raised(*, since: datetime, at: datetime) -> Raised:
    """What became of the candidates that the watch laid before members from `since` until before `at`: one for each, by however many topics it was
    noticed. One query."""
    rows = models.Incident.objects.filter(burst__isnull=False, opened_at__gte=since, opened_at__lt=at)
    states = Counter(rows.values_list("state", flat=True))
    return Raised(states.total(), states[State.OPEN] + states[State.OVER], states[State.DISMISSED])


def page(*, before: UUID | None, since: UUID | None, state: State | None, limit: int) -> tuple[Incident, ...]:
    """As `incidents`, in the order of their ids from before a place on, for lists that go on."""
    rows = models.Incident.objects.all() if state is None else models.Incident.objects.filter(state=state)
    rows = rows.filter(id__lt=before) if before else rows
    rows = rows.filter(id__gte=since) if since else rows
    return tuple(as_value(row) for row in rows.order_by("-id")[:limit])


def ask_how_many_candidates() -> asking.Question[int]:
    """How many wait for somebody's word, to be asked together with others."""
    return asking.Question(
        lambda found: int(found[0][0]), ("SELECT count(*) FROM incidents_incident WHERE state = 'candidate'", [])
    )


def open_for_topics(*, topic_ids: Iterable[UUID]) -> dict[UUID, IncidentId]:
    """The confirmed incident that goes on and has each of these topics; the one opened last where two have it. One query."""
    wanted = set(topic_ids)
    if not wanted:
        return {}
    rows = models.Incident.objects.filter(state=State.OPEN, topic_ids__overlap=list(wanted)).order_by("opened_at")
    return {topic: IncidentId(row.id) for row in rows for topic in row.topic_ids if topic in wanted}


def judged_among(*, incident_id: UUID, message_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these messages that belong, or were taken out: no machine joins them again. One query."""
    found = models.Member.objects.filter(incident_id=incident_id, message_id__in=list(message_ids))
    return set(found.values_list("message_id", flat=True))


def members(
    *,
    incident_id: UUID,
    taken_out: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> tuple[Member, ...]:
    """What belongs, in the order in which it was said, `after` a place (said_at, message_id); or what was taken out."""
    rows = models.Member.objects.filter(incident_id=incident_id, out_at__isnull=not taken_out)
    if after is not None:
        rows = rows.filter(Q(said_at__gt=after[0]) | Q(said_at=after[0], message_id__gt=after[1]))
    return tuple(_member(row) for row in rows.order_by("said_at", "message_id")[:limit])


def members_page(*, incident_id: UUID, before: UUID | None, limit: int) -> tuple[Member, ...]:
    """What belongs in the order of the messages' ids, the latest first, from before a place on."""
    rows = models.Member.objects.filter(incident_id=incident_id, out_at=None)
    rows = rows.filter(message_id__lt=before) if before else rows
    return tuple(_member(row) for row in rows.order_by("-message_id")[:limit])


def how_many(*, incident_ids: Sequence[UUID]) -> dict[UUID, Members]:
    """How much belongs to each of these. One query."""
    rows = models.Member.objects.filter(incident_id__in=incident_ids).values("incident_id")
    live = Q(out_at=None)
    counted = rows.annotate(
        messages=Count("id", filter=live),
        cases=Count("case_id", filter=live, distinct=True),
        identities=Count("identity_id", filter=live, distinct=True),
        out=Count("id", filter=~live),
    )
    return {one["incident_id"]: Members(one["messages"], one["cases"], one["identities"], one["out"]) for one in counted}


def attached_cases(*, incident_id: UUID) -> dict[UUID, tuple[Member, ...]]:
    """The cases that belong, each with its messages, in the order of their first."""
    rows = models.Member.objects.filter(incident_id=incident_id, out_at=None, case_id__isnull=False)
    found: dict[UUID, list[Member]] = {}
    for row in rows.order_by("said_at", "message_id"):
        found.setdefault(row.case_id, []).append(_member(row))  # type: ignore[arg-type]  # not null here
    return {case_id: tuple(each) for case_id, each in found.items()}


def numbers_by_case(*, case_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Of which confirmed incident each of these cases is part (the first, where it is part of two). One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [array(set(case_ids))])
        return {case_id: int(number) for case_id, number in cursor}


def of_cases(*, case_ids: Sequence[UUID]) -> dict[UUID, Incident]:
    """The confirmed incident that each of these cases is part of. Two queries, one where there is none."""
    numbers = numbers_by_case(case_ids=case_ids)
    if not numbers:
        return {}
    found = {row.number: as_value(row) for row in models.Incident.objects.filter(number__in=set(numbers.values()))}
    return {case_id: found[number] for case_id, number in numbers.items()}


def ask_of_case(*, case_id: UUID) -> asking.Question[Incident | None]:
    """The confirmed incident that a case is part of, or None; to be asked together with others."""
    belonging = models.Member.objects.filter(case_id=case_id, out_at=None).values("incident_id")
    rows = models.Incident.objects.filter(id__in=belonging, state__in=LIVE).order_by("number")[:1]
    return asking.Question(lambda found: as_value(found[0]) if found else None, rows)


def firsts(*, incident_id: UUID) -> tuple[datetime, ...]:
    """When each identity spoke of it first, in order: what its start and end are read from."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRSTS, [incident_id])
        return tuple(at for (at,) in cursor)


def signals(*, incident_id: UUID) -> tuple[Signal, ...]:
    """What machines say about it, the earliest first."""
    rows = models.Signal.objects.filter(incident_id=incident_id).order_by("from_at", "kind", "source")
    return tuple(
        Signal(
            row.kind,
            row.source,
            row.from_at,
            row.until_at,
            tuple((datetime.fromisoformat(at), int(count)) for at, count in row.counts),
        )
        for row in rows
    )


# Who is affected -----------------------------------------------------------------------------------------------------


def affected(*, incident_id: UUID, rule: Rule, at: datetime) -> Preview:
    """Whom this rule would mean now: counted by reason, how we know, how many never complained, and the first 20. One statement over all
    facts, whatever the number of people. Refuses ("no_incident", "rule_malformed")."""
    one = incident(incident_id=incident_id)
    fixed, segment = meant(one, rule, at=at)
    counts, first = segments.look(segment=segment, most=FIRST)
    return Preview(
        rule=fixed,
        sentence=rules.sentence(fixed, zone=brands.current().zone),
        people=sum(counts.values()),
        silent=sum(people for passed, people in counts.items() if rules.is_silent(passed, fixed)),
        fitting=rules.fitting(counts, fixed),
        first=tuple(
            Affected(found.identity_id, found.person_id, rules.fits(found.passed, fixed), rules.is_silent(found.passed, fixed))
            for found in first
        ),
    )


def meant(one: Incident, rule: Rule, *, at: datetime) -> tuple[Rule, Segment]:
    """The rule with its stretches said, and the segment that it means."""
    ended_at = one.ended_at + _MOMENT if one.ended_at else max(at, one.began_at) + _MOMENT
    rules.check(rule)
    fixed = rules.within(rule, began_at=one.began_at, ended_at=ended_at)
    belonging = models.Member.objects.filter(incident_id=one.id, out_at=None).values_list("identity_id", flat=True).distinct()
    parcels = {
        part: orders.with_parcels(
            carrier=part.facet, since=part.since or one.began_at, until=part.until or ended_at, sent_within=PARCEL_AT_MOST
        )
        for part in fixed.parts
        if part.kind is PartKind.PARCEL
    }
    known = rules.Known(members=tuple(belonging), parcels=parcels)
    return fixed, rules.segment_of(fixed, known, began_at=one.began_at, ended_at=ended_at)


def cohorts(*, incident_id: UUID) -> tuple[Cohort, ...]:
    """What was frozen of it, the latest first."""
    rows = models.Cohort.objects.filter(incident_id=incident_id).order_by("-frozen_at", "-id")
    return tuple(_cohort(row) for row in rows)


def cohort_head(*, cohort_id: UUID) -> Cohort:
    """One cohort without its people. Refuses ("no_cohort")."""
    row = models.Cohort.objects.filter(id=cohort_id).first()
    if row is None:
        raise Refusal("no_cohort", "There is no such cohort here.", {"cohort_id": "unknown"})
    return _cohort(row)


def cohort(*, cohort_id: UUID, after: UUID | None = None, most: int = PAGE) -> tuple[Affected, ...]:
    """A page of a frozen cohort in the order of the people's ids, from `after` one's person on; one row for each person. Refuses
    ("no_cohort")."""
    head = cohort_head(cohort_id=cohort_id)
    rows = models.Affected.objects.filter(cohort_id=cohort_id)
    rows = rows.filter(person__gt=after) if after else rows
    return tuple(
        Affected(row.identity_id, row.person, rules.fits(row.passed, head.rule), rules.is_silent(row.passed, head.rule))
        for row in rows.order_by("person")[:most]
    )


# Letters to all ------------------------------------------------------------------------------------------------------


def letters(*, incident_id: UUID) -> tuple[Letter, ...]:
    """The letters to all, the latest first, with how far each is. Two queries."""
    rows = list(models.Letter.objects.filter(incident_id=incident_id).order_by("-written_at", "-id"))
    each: dict[UUID, list[models.LetterCase]] = {row.id: [] for row in rows}
    for one in models.LetterCase.objects.filter(letter_id__in=each).order_by("done_at", "id"):
        each[one.letter_id].append(one)
    return tuple(_letter(row, each[row.id]) for row in rows)


def letter(*, letter_id: UUID) -> Letter:
    """One of them. Refuses ("no_letter")."""
    row = models.Letter.objects.filter(id=letter_id).first()
    if row is None:
        raise Refusal("no_letter", "There is no such letter here.", {"letter_id": "unknown"})
    return _letter(row, list(models.LetterCase.objects.filter(letter_id=letter_id).order_by("done_at", "id")))


def answered_cases(*, incident_id: UUID) -> dict[UUID, datetime]:
    """The cases that a letter to all answered, and when last."""
    letter_ids = models.Letter.objects.filter(incident_id=incident_id).values("id")
    rows = models.LetterCase.objects.filter(letter_id__in=letter_ids, outgoing_id__isnull=False, done_at__isnull=False)
    said = rows.order_by("done_at").values_list("case_id", "done_at")
    return {case_id: done_at for case_id, done_at in said if done_at is not None}


# ---------------------------------------------------------------------------------------------------------------------


def as_value(row: models.Incident) -> Incident:
    """A row as others may hold it."""
    return Incident(
        id=IncidentId(row.id),
        number=row.number,
        title=row.title,
        state=State(row.state),
        began_at=row.began_at,
        ended_at=row.ended_at,
        opened_at=row.opened_at,
        topic_ids=tuple(row.topic_ids),
        facets=tuple(row.facets),
        cause_words=row.cause_words,
        by_whose_fault=Fault(row.by_whose_fault),
        supplier=row.supplier,
        burst_id=row.burst,
        people=row.people,
        usual=row.usual,
        confirmed_at=row.confirmed_at,
        over_at=row.over_at,
        dismissed_because=row.dismissed_because,
    )


def _one(rows: "QuerySet[models.Incident]", field: str) -> Incident:
    row = rows.first()
    if row is None:
        raise held.no_incident(field)
    return as_value(row)


def _member(row: models.Member) -> Member:
    return Member(
        message_id=row.message_id,
        case_id=row.case_id,
        identity_id=row.identity_id,
        reason=Reason(row.reason),
        likeness=row.likeness,
        said_at=row.said_at,
        joined_at=row.joined_at,
        by_member_id=row.by_member_id,
        out_at=row.out_at,
        out_because=row.out_because,
        apart=row.apart,
    )


def _cohort(row: models.Cohort) -> Cohort:
    return Cohort(
        id=CohortId(row.id),
        incident_id=IncidentId(row.incident_id),
        rule=rules.from_json(row.rule),
        sentence=row.sentence,
        gives=Gives(row.gives, row.pool),
        people=row.people,
        silent=row.silent,
        frozen_at=row.frozen_at,
        by_member_id=row.by_member_id,
    )


def _letter(row: models.Letter, cases: Sequence[models.LetterCase]) -> Letter:
    return Letter(
        id=LetterId(row.id),
        incident_id=IncidentId(row.incident_id),
        subject=row.subject,
        text=row.text,
        resolves=row.resolves,
        by_member_id=row.by_member_id,
        written_at=row.written_at,
        leaves_at=row.leaves_at,
        state=LetterState(row.state),
        cases=len(cases),
        answered=_answered(cases),
    )


def _answered(cases: Sequence[models.LetterCase]) -> Answered:
    trouble: Mapping[UUID, str] = {one.case_id: one.trouble for one in cases if one.done_at and one.trouble}
    said = sum(1 for one in cases if one.done_at and one.outgoing_id)
    return Answered(said, sum(1 for one in cases if one.done_at is None), tuple(trouble.items()))
