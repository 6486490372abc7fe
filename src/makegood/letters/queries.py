"""Looks at cards, and at where people get post. A fixed number of queries each; never writes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.letters import models
from makegood.letters.types import HOME, BatchId, Letter, LetterId, LetterState, Postal, Proof
from makegood.people import queries as people
from makegood.people.types import Fact, Purpose


def letter(*, letter_id: UUID) -> Letter:
    """One card. Refuses ("no_such_letter")."""
    row = models.Letter.objects.filter(id=letter_id).first()
    if row is None:
        raise no_such_letter()
    return as_value(row)


def to_print(*, until: date, limit: int = 200) -> tuple[Letter, ...]:
    """What must be printed on this day or before it, the earliest first."""
    rows = models.Letter.objects.filter(state=LetterState.ASKED, print_on__lte=until).order_by("print_on", "-priority", "id")
    return tuple(map(as_value, rows[:limit]))


def later(*, after: date, limit: int = 50) -> tuple[Letter, ...]:
    """What is set aside for a day after this one."""
    rows = models.Letter.objects.filter(state=LetterState.ASKED, print_on__gt=after).order_by("print_on", "id")
    return tuple(map(as_value, rows[:limit]))


def printed(*, limit: int = 200) -> tuple[Letter, ...]:
    """What is printed and not posted yet, the earliest first."""
    rows = models.Letter.objects.filter(state=LetterState.PRINTED).order_by("printed_at", "id")
    return tuple(map(as_value, rows[:limit]))


def ended(*, limit: int = 50) -> tuple[Letter, ...]:
    """What was posted, came back or was not sent, the latest first."""
    over = [LetterState.POSTED, LetterState.RETURNED, LetterState.CANCELLED]
    rows = models.Letter.objects.filter(state__in=over).order_by("-ended_at", "-id")
    return tuple(map(as_value, rows[:limit]))


def of_batch(*, batch_id: UUID) -> tuple[Letter, ...]:
    """The cards that were printed together, in the order of the paper. Refuses ("no_such_batch")."""
    found = tuple(as_value(row) for row in models.Letter.objects.filter(batch_id=batch_id).order_by("print_on", "id"))
    if not found:
        raise Refusal("no_such_batch", "Nothing was printed under this number.", {"batch_id": "unknown"})
    return found


def of_identities(*, identity_ids: Sequence[UUID], limit: int = 50) -> tuple[Letter, ...]:
    """The cards for somebody, the latest first."""
    rows = models.Letter.objects.filter(identity_id__in=list(identity_ids)).order_by("-asked_at", "-id")
    return tuple(map(as_value, rows[:limit]))


def postals(*, identity_ids: Iterable[UUID]) -> dict[UUID, Postal]:
    """Where the person behind each identity gets post: what was noted last at any of their addresses. Who told us none is left out."""
    asked = list(identity_ids)
    persons = people.persons_of(identity_ids=asked)
    whose = {one.id: person.id for person in persons.values() for one in person.identities}
    latest: dict[UUID, Fact] = {}
    for fact in people.facts_of(identity_ids=list(whose), kinds=[HOME]):
        latest[whose[fact.identity_id]] = fact  # the oldest first, so that the last word stays
    return {one: _postal(latest[person.id]) for one, person in persons.items() if person.id in latest}


def no_such_letter() -> Refusal:
    return Refusal("no_such_letter", "There is no such card here.", {"letter_id": "unknown"})


def as_value(row: models.Letter) -> Letter:
    """A row as others may hold it."""
    return Letter(
        id=LetterId(row.id),
        key=row.key,
        identity_id=row.identity_id,
        state=LetterState(row.state),
        card_name=row.card_name,
        line=row.line,
        why=row.why,
        language=row.language,
        purpose=Purpose(row.purpose),
        programme=row.programme,
        priority=row.priority,
        occasion_kind=row.occasion_kind,
        occasion_id=row.occasion_id,
        arrive_on=row.arrive_on,
        print_on=row.print_on,
        asked_at=row.asked_at,
        name=row.name,
        postal=Postal(tuple(row.lines), row.country) if row.lines else None,
        batch_id=BatchId(row.batch_id) if row.batch_id else None,
        printed_at=row.printed_at,
        proof=_proof(row.posted_at, row),
        ended_because=row.ended_because,
        edited_by=row.edited_by,
    )


def _proof(posted_at: datetime | None, row: models.Letter) -> Proof | None:
    return Proof(posted_at, row.posted_by, row.tracking, row.photo, row.photo_type) if posted_at else None


def _postal(fact: Fact) -> Postal:
    lines = fact.value.get("lines")
    kept = tuple(str(one) for one in lines) if isinstance(lines, list) else ()
    return Postal(kept, str(fact.value.get("country", "")), str(fact.value.get("source", "")), fact.at)
