"""How the same people moved: where each of them stood some weeks ago and stands now, those of whom nothing is known said as well. Looks only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.outcomes import queries, rules
from makegood.outcomes.types import Moved, Standing
from makegood.people import queries as people
from makegood.people.types import Person

WINDOWS = (28, 84, 365)  # days
MOST = 30  # people named
_TELLING = (Standing.ADVOCATE, Standing.DETRACTOR)


@dataclass(frozen=True, slots=True)
class MovesPage:
    """`counted` people by where they stood and stand; `unknown` people of whom nothing was known at either. `named` are those who became
    advocates or detractors, the latest first, at most MOST."""

    days: int
    since: datetime
    counted: Mapping[tuple[Standing, Standing], int]
    unknown: int
    named: tuple[tuple[Moved, Person], ...]


def page(*, days: int, at: datetime) -> MovesPage:
    """Four queries, whatever the number of people."""
    since = at - timedelta(days=days)
    stood = queries.stood_at(before=since, after=at)
    persons = people.person_ids_of(identity_ids=[one.identity_id for one in stood])
    moved = rules.moved(stood, persons)
    counted = Counter((one.was, one.now) for one in moved)
    known = sum(counted.values()) - counted[Standing.UNKNOWN, Standing.UNKNOWN]
    telling = [one for one in moved if one.now in _TELLING and one.was is not one.now and one.since > since][:MOST]
    shown = people.persons_of(identity_ids=[one.identity_id for one in telling])
    return MovesPage(
        days=days,
        since=since,
        counted=counted,
        unknown=people.how_many() - known,
        named=tuple((one, shown[one.identity_id]) for one in telling if one.identity_id in shown),
    )
