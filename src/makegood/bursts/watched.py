"""The numbers of a brand's watch: what is usual of each topic, where its sums stand, how many spoke in which minute. Reads and writes rows, decides nothing.

Whoever changes anything holds the brand's one row (`hold`), so that placing and ticking take turns and nothing is counted or raised twice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np

from makegood.bursts import models
from makegood.bursts.rules import baselines, seasons, thresholds
from makegood.bursts.rules.baselines import Baselines
from makegood.bursts.rules.seasons import Floats
from makegood.bursts.rules.watching import State, Usual
from makegood.bursts.types import TopicKind
from makegood.kernel.ids import new_id
from makegood.platform import bulk, tenancy
from makegood.platform.arrays import array

SETTLES = timedelta(hours=2)  # what comes later than this after it was said no longer moves the sums
_FLOOR = {
    TopicKind.WHOLE: 10.0,
    TopicKind.ALIKE: 1.0,
    TopicKind.SIGNAL: 1.0,
    TopicKind.FACET: 1.0,
}  # people a day who are usual at least
_LEAST_ALIVE = 0.1  # people a day: what is rarer raises nothing by chance that the thresholds would have to bear
_WIDTH = 15
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGIN = "INSERT INTO bursts_watch (id, brand_id, settled_at, rhythm, false_a_week, mark) VALUES (%s, %s, %s, %s, 1.0, %s) ON CONFLICT DO NOTHING"
_TOPICS = "SELECT id, kind, into_id, numbers FROM bursts_topic WHERE NOT asleep ORDER BY id"
_PEOPLE = "SELECT topic_id, minute, people FROM bursts_minute WHERE minute >= %s::timestamptz AND minute < %s::timestamptz"
_NUMBERS = "UPDATE bursts_topic AS kept SET numbers = told.numbers FROM unnest(%s::uuid[], %s::bytea[]) AS told (id, numbers) WHERE kept.id = told.id"
_COUNTS = {"id": "uuid", "brand_id": "uuid", "topic_id": "uuid", "minute": "timestamptz", "people": "int"}
_ADD = "ON CONFLICT (brand_id, topic_id, minute) DO UPDATE SET people = bursts_minute.people + excluded.people"
_SET = "ON CONFLICT (brand_id, topic_id, minute) DO UPDATE SET people = excluded.people"
_FAMILIES = """
WITH roots AS (SELECT coalesce(into_id, id) AS id FROM bursts_topic WHERE id = ANY(%s::uuid[]))
SELECT id FROM bursts_topic WHERE id IN (SELECT id FROM roots) OR into_id IN (SELECT id FROM roots)
"""
_RECOUNT = """
INSERT INTO bursts_minute (id, brand_id, topic_id, minute, people)
SELECT gen_random_uuid(), brand_id, topic_id, date_trunc('minute', said_at), count(*) FROM bursts_voice
WHERE topic_id = ANY(%s::uuid[]) AND said_at >= %s::timestamptz AND counts GROUP BY brand_id, topic_id, date_trunc('minute', said_at)
"""


@dataclass(frozen=True, slots=True)
class Board:
    """The brand's topics that are counted: row i of every array belongs to `ids[i]`. `rows` leads from every topic, those that were made one with another
    too, to its row."""

    ids: tuple[UUID, ...]
    kinds: tuple[TopicKind, ...]
    rows: Mapping[UUID, int]
    known: Baselines
    state: State
    factors: Floats  # by how much the past raised the thresholds, from 1


def hold(*, at: datetime) -> models.Watch:
    """The brand's watch, begun where there is none, and held until the end of the transaction. Two queries."""
    begins = minute_of(at) - SETTLES
    bulk.write(_BEGIN, [new_id(), tenancy.current_brand(), begins, b"", new_id()])
    return models.Watch.objects.select_for_update().get()


def board(watch: models.Watch) -> Board:
    """The topics as they stand at `watch.settled_at`. One query."""
    (found,) = bulk.look((_TOPICS, []))
    roots = [(row[0], TopicKind(row[1]), row[3]) for row in found if row[2] is None]
    at = number_of(watch.settled_at)
    places = {topic_id: i for i, (topic_id, _, _) in enumerate(roots)}
    into = {row[0]: row[2] for row in found if row[2] is not None}
    rows = {**places, **{child: places[root] for child, root in into.items() if root in places}}
    return _unpacked(roots, rows, at, _days(watch))


def save(before: Board, after: Board) -> None:
    """Writes the numbers that changed. One query."""
    was, now = _packed(before), _packed(after)
    changed = [i for i in range(len(now)) if i >= len(was) or was[i] != now[i]]
    if changed:
        bulk.write(_NUMBERS, [array([after.ids[i] for i in changed]), [now[i] for i in changed]])


def people(board: Board, *, since: int, until: int) -> Floats:
    """Who spoke in which minute, of shape (topics, minutes). One query."""
    counts = np.zeros((len(board.ids), max(until - since, 0)))
    if until > since:
        (found,) = bulk.look((_PEOPLE, [instant(since), instant(until)]))
        for topic_id, minute, many in found:
            if topic_id in board.rows:
                counts[board.rows[topic_id], number_of(minute) - since] += many
    return counts


def usual(watch: models.Watch, board: Board, *, since: int, until: int, zone: str, days_off: Collection[date]) -> Usual:
    """What is usual in the minutes from `since` until before `until`."""
    weights = season(watch, since=since, until=until, zone=zone, days_off=days_off)
    a_day, k = levels(board), baselines.shapes(board.known)
    alive = int((baselines.levels(board.known) >= _LEAST_ALIVE).sum()) if board.ids else 1
    days = thresholds.days_for(topics=max(alive, 1), false_a_week=watch.false_a_week)
    bounds = thresholds.bounds(a_bin=a_day / 288, k=k, days=days) * board.factors[:, None]
    return Usual(a_day / 1440, k / 5, bounds, weights)


def season(watch: models.Watch, *, since: int, until: int, zone: str, days_off: Collection[date]) -> Floats:
    """The weight of each minute."""
    counted, listened = rhythm(watch)
    weights = seasons.learn(counted, listened)
    hours = range(since // 60, (until - 1) // 60 + 1) if until > since else range(0)
    by_hour = {hour: weights[seasons.cell(instant(hour * 60), zone=zone, days_off=days_off)] for hour in hours}
    return np.array([by_hour[minute // 60] for minute in range(since, until)])


def levels(board: Board) -> Floats:
    """People a day who are usual of each topic, taken with caution and never less than a few."""
    if not board.ids:
        return np.zeros(0)
    return np.asarray(np.maximum(baselines.cautious(board.known), np.array([_FLOOR[kind] for kind in board.kinds])))


def learned(board: Board) -> Floats:
    """People a day who are usual of each topic, as they were seen."""
    return baselines.levels(board.known) if board.ids else np.zeros(0)


def rhythm(watch: models.Watch) -> tuple[Floats, Floats]:
    """People and hours of each of the 168 hours of a week."""
    kept = np.frombuffer(bytes(watch.rhythm), dtype=np.float64)
    return (kept[: seasons.HOURS].copy(), kept[seasons.HOURS :].copy()) if len(kept) else (np.zeros(168), np.zeros(168))


def count(people: Mapping[tuple[UUID, datetime], int], *, anew: bool = False) -> None:
    """So many more in these minutes of these topics; with `anew` so many in all. One query."""
    brand_id = tenancy.current_brand()
    rows = [(new_id(), brand_id, topic, minute, many) for (topic, minute), many in sorted(people.items(), key=_by_topic) if many]
    bulk.insert("bursts_minute", _COUNTS, rows, conflict=_SET if anew else _ADD)


def recount(topics: Sequence[UUID], *, since: datetime) -> None:
    """Counts these topics, and all that are counted with them, anew from their messages, from a minute on: what was said of one that went into another
    stands in that one's minutes. Three queries."""
    (found,) = bulk.look((_FAMILIES, [array(topics)]))
    families = [row[0] for row in found]
    models.Minute.objects.filter(topic_id__in=families, minute__gte=since).delete()
    bulk.write(_RECOUNT, [array(families), since])


def minute_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def number_of(at: datetime) -> int:
    """Minutes since 1970."""
    return int((at - _EPOCH) / _MINUTE)


def instant(minute: int) -> datetime:
    return _EPOCH + minute * _MINUTE


# ---------------------------------------------------------------------------------------------------------------------


def _by_topic(pair: tuple[tuple[UUID, datetime], int]) -> tuple[UUID, datetime]:
    return pair[0]


def _days(watch: models.Watch) -> float:
    """Days for which the brand was listened to, as the rhythm has them: a topic that is new was silent for as long."""
    return float(rhythm(watch)[1].sum() / 24)


def _unpacked(roots: Sequence[tuple[UUID, TopicKind, bytes | None]], rows: Mapping[UUID, int], at: int, days: float) -> Board:
    fresh = np.zeros(_WIDTH)
    fresh[1], fresh[9:12], fresh[13], fresh[14] = min(days, 1 / baselines.FORGETS_A_DAY), at, 1.0, -1.0
    kept = [np.frombuffer(bytes(numbers), dtype=np.float64) if numbers else fresh for _, _, numbers in roots]
    table = np.array(kept).reshape(len(roots), _WIDTH)
    state = State(at, table[:, 6:9].copy(), table[:, 9:12].astype(np.int64), table[:, 12].copy(), table[:, 14].astype(np.int64))
    known = Baselines(*(table[:, i].copy() for i in range(6)))
    return Board(tuple(one[0] for one in roots), tuple(one[1] for one in roots), rows, known, state, table[:, 13].copy())


def _packed(board: Board) -> list[bytes]:
    known, state = board.known, board.state
    columns = [known.people, known.days, known.squares, known.bins, known.waves, known.weight, *state.sums.T, *state.since.T, state.top, board.factors, state.rests_until]  # fmt: skip
    return (
        [row.tobytes() for row in np.stack([np.asarray(one, dtype=np.float64) for one in columns], axis=1)] if board.ids else []
    )
