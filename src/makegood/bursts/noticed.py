"""Goes on with a brand's watch: the minutes that are over, what is noticed in them, what is over. Works in the transaction of whoever holds the watch.

Sums that are final (two hours old) are kept; the last two hours are gone through anew each time, so that what comes late still counts where it was said.
One burst of a topic at a time, by constraint: however often the same minutes are gone through, nothing is raised twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.bursts import adopting, causes, models, queries, taught, watched
from makegood.bursts.events import BurstEnded, BurstRaised
from makegood.bursts.one_cause import Cause
from makegood.bursts.rules import watching
from makegood.bursts.rules.watching import Raised, Seen, State, Usual
from makegood.bursts.types import SPLIT_OFF, Burst, BurstState, TopicKind
from makegood.bursts.watched import Board
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy

Open = dict[int, models.Burst]  # bursts that go on, by their topic's row
_HOUR = 60
_LONG_AWAY = 2_880  # minutes: after so many the days in between are taken at a time
_LOOKS_BACK = timedelta(hours=3)  # at most, for who is part of what was just noticed
_LEAST_LOOK = timedelta(minutes=20)
_EXCURSIONS = {
    "id": "uuid",
    "brand_id": "uuid",
    "topic_id": "uuid",
    "ended_at": "timestamptz",
    "height": "float8",
    "burst_id": "uuid",
}
_BURSTS = {"id": "uuid", "brand_id": "uuid", "topic_id": "uuid", "title_words": "text[]", "facet": "text", "raised_at": "timestamptz", "began_at": "timestamptz", "people": "int", "usual": "float8", "rule": "text", "state": "text"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Hours:
    zone: str
    days_off: Collection[date]


def go_on(watch: models.Watch, *, until: int, at: datetime) -> list[Burst]:
    """Watches every minute before `until` (minutes since 1970) and returns what was raised."""
    brand = brands.current()
    hours = _Hours(brand.zone, brand.hours.holidays)
    before = board = watched.board(watch)
    settled, target = watched.number_of(watch.settled_at), until - int(watched.SETTLES / timedelta(minutes=1))
    board = taught.learn(watch, board, settled=settled, zone=hours.zone, days_off=hours.days_off)
    found: list[Burst] = []
    going_on = _open(board)
    while settled < target:
        end = _next(settled, target)
        board, raised, going_on = _settle(watch, board, hours, going_on, until=end, at=at)
        found += raised
        settled = end
        watch.settled_at = watched.instant(settled)
        board = taught.learn(watch, board, settled=settled, zone=hours.zone, days_off=hours.days_off)
    found += _live(watch, board, hours, going_on, until=until, at=at)
    adopting.count_people()
    watched.save(before, board)
    models.Watch.objects.filter(id=watch.id).update(settled_at=watch.settled_at, ticked_at=watched.instant(until))
    taught.tidy(watch, at=at)
    return found


def _next(settled: int, target: int) -> int:
    step = _HOUR if target - settled <= _LONG_AWAY else _HOUR * 24
    return min((settled // step + 1) * step, target)


def _settle(
    watch: models.Watch, board: Board, hours: _Hours, going_on: Open, *, until: int, at: datetime
) -> tuple[Board, list[Burst], Open]:
    """A stretch that is final, and the bursts that go on after it: quiet hours ask for no more than who spoke in them."""
    since = board.state.until
    people = watched.people(board, since=since, until=until)
    usual = watched.usual(watch, board, since=since, until=until, zone=hours.zone, days_off=hours.days_off)
    seen = watching.watch(board.state, people, usual, already=going_on)
    _keep(board, seen)
    found = _notice(board, seen.raised, usual, until=until, at=at)
    going_on = _open(board) if found else going_on
    board = replace(board, state=seen.state)
    over = _over(watch, board, hours, going_on, until=until)
    board = replace(board, state=_close(board, over, seen.state, at=at))
    return board, found, _open(board) if over else going_on


def _live(watch: models.Watch, board: Board, hours: _Hours, going_on: Open, *, until: int, at: datetime) -> list[Burst]:
    """The last two hours, which may still change. What ended begins anew from here in the kept numbers, which `board` holds."""
    since = board.state.until
    usual = watched.usual(watch, board, since=since, until=until, zone=hours.zone, days_off=hours.days_off)
    days = float(board.known.days.max(initial=0.0))
    begun = adopting.adopt(at=watched.instant(until), usual_an_hour=_usual_an_hour(board, usual), days=days)
    found = [burst for cause in begun if (burst := _raise(cause, SPLIT_OFF, until=until, at=at)) is not None]
    people = watched.people(board, since=since, until=until)
    seen = watching.watch(board.state, people, usual, already=going_on)
    found += _notice(board, seen.raised, usual, until=until, at=at)
    over = _over(watch, board, hours, _open(board) if found else going_on, until=until)
    after = _close(board, over, seen.state, at=at)
    board.state.top[after.rests_until != seen.state.rests_until] = 0.0
    board.state.rests_until[:] = after.rests_until
    return found


def _usual_an_hour(board: Board, usual: Usual) -> float:
    """Of everything that is said, in the last hour."""
    whole = next((row for row, kind in enumerate(board.kinds) if kind is TopicKind.WHOLE), None)
    return float(usual.mean[whole] * usual.weights[-_HOUR:].mean() * _HOUR) if whole is not None and len(usual.weights) else 0.0


def _open(board: Board) -> Open:
    """The bursts that go on. One query."""
    return {board.rows[one.topic_id]: one for one in models.Burst.objects.filter(ended_at=None) if one.topic_id in board.rows}


def _keep(board: Board, seen: Seen) -> None:
    brand_id = tenancy.current_brand()
    rows = [(new_id(), brand_id, board.ids[one.row], watched.instant(one.at), one.height, None) for one in seen.excursions]
    bulk.insert("bursts_excursion", _EXCURSIONS, rows, conflict="ON CONFLICT DO NOTHING")


# What is noticed ---------------------------------------------------------------------------------------------------------


def _notice(board: Board, raised: Sequence[Raised], usual: Usual, *, until: int, at: datetime) -> list[Burst]:
    """What passed a threshold, as bursts: a machine's counts as they are; what people said by the causes that stand behind it."""
    signals = [one for one in raised if board.kinds[one.row] is TopicKind.SIGNAL]
    said = [one for one in raised if board.kinds[one.row] is not TopicKind.SIGNAL]
    found = [_of_numbers(board, one, usual, until) for one in signals]
    if said:
        found += _of_people(board, said, usual, until)
    return [burst for cause, one in found if (burst := _raise(cause, one.rule, until=until, at=at)) is not None]


def _of_people(board: Board, raised: Sequence[Raised], usual: Usual, until: int) -> list[tuple[Cause, Raised]]:
    end = watched.instant(until)
    since = min(max(watched.instant(min(one.since for one in raised)), end - _LOOKS_BACK), end - _LEAST_LOOK)
    hot = [board.ids[one.row] for one in raised if board.kinds[one.row] is TopicKind.ALIKE]
    rates = dict(zip(board.ids, watched.learned(board).tolist(), strict=True))
    days, shared = float(board.known.days.max(initial=0.0)), _places(board, raised, usual, since, until)
    places = {board.ids[row]: expected for row, (_, expected) in shared.items()}
    found = causes.behind(since=since, until=end, hot=hot, a_day=rates, days=days, places=places)
    first = max(raised, key=lambda one: one.height)
    told = [(cause, next((one for one in raised if board.ids[one.row] == cause.topic_id), first)) for cause in found]
    more = causes.of_places(places, since=since, until=end, explained_by=[one.topic_id for one in found], days=days)
    told += [(cause, shared[board.rows[cause.topic_id]][0]) for cause in more]
    whole = next((one for one in raised if board.kinds[one.row] is TopicKind.WHOLE), None)
    if (
        whole is not None
        and not told
        and not causes.explained(since=since, until=end, usual=_usually(whole, usual, since, until))
    ):
        told = [
            (cause, one)
            for cause, one in [_of_numbers(board, whole, usual, until)]
            if causes.has_past(board.known.days[whole.row])
        ]
    return told


def _places(board: Board, raised: Sequence[Raised], usual: Usual, since: datetime, until: int) -> dict[int, tuple[Raised, float]]:
    """The rows of the products, regions, carriers and channels that passed a threshold, or of all where the whole is louder than usual; and how many were
    expected of each."""
    rows = {one.row: one for one in raised if board.kinds[one.row] is TopicKind.FACET}
    whole = next((one for one in raised if board.kinds[one.row] is TopicKind.WHOLE), None)
    if whole is not None:
        rows = {row: rows.get(row, whole) for row, kind in enumerate(board.kinds) if kind is TopicKind.FACET}
    return {row: (one, _usually(replace(one, row=row), usual, since, until)) for row, one in rows.items()}


def _of_numbers(board: Board, one: Raised, usual: Usual, until: int) -> tuple[Cause, Raised]:
    """A topic without words: where the sums began to rise, and who was counted since."""
    topic_id, began = board.ids[one.row], watched.instant(one.since + 1)
    counted = models.Minute.objects.filter(topic_id=topic_id, minute__gte=began, minute__lt=watched.instant(until))
    many = sum(counted.values_list("people", flat=True))
    an_hour = float(usual.mean[one.row] * 60 * usual.weights[min(one.at, until - 1) - until])
    topic = models.Topic.objects.get(id=topic_id)
    words = (topic.name.replace("_", " "),) if topic.name else ()
    return Cause(topic_id, began, many, an_hour, words=words, facet=topic.facet), one


def _usually(one: Raised, usual: Usual, since: datetime, until: int) -> float:
    minutes = min(until - watched.number_of(since), len(usual.weights))
    return float(usual.mean[one.row] * usual.weights[-minutes:].sum()) if minutes else 0.0


def _raise(cause: Cause, rule: str, *, until: int, at: datetime) -> Burst | None:
    """The burst, written and journalled; None where there is one of its topic already."""
    raised_at = watched.instant(until)
    values = (new_id(), tenancy.current_brand(), cause.topic_id, list(cause.words), cause.facet, raised_at, cause.began_at, cause.people, cause.usual, rule, str(BurstState.RAISED))  # fmt: skip
    if models.Burst.objects.filter(topic_id=cause.topic_id, ended_at=None).exists():
        return None
    row = models.Burst.objects.create(**dict(zip(_BURSTS, values, strict=True)))
    hours = max((raised_at - cause.began_at).total_seconds() / 3600, 1 / 60)
    times = round(cause.people / hours / max(cause.usual, 0.01), 1)
    fact = BurstRaised(
        burst_id=row.id,
        topic_id=row.topic_id,
        people=row.people,
        usual_per_hour=round(row.usual, 2),
        times=times,
        began_at=row.began_at,
    )
    journal.record(fact, by=SYSTEM, at=at)
    return queries.as_burst(row)


# What is over ------------------------------------------------------------------------------------------------------------


def _over(watch: models.Watch, board: Board, hours: _Hours, going_on: Open, *, until: int) -> list[tuple[int, models.Burst]]:
    """The bursts that go on no longer, with their topics' rows."""
    if not going_on:
        return []
    since = until - watching.TWO_HOURS
    people = watched.people(board, since=since, until=until).sum(axis=1)
    usual = watched.usual(watch, board, since=since, until=until, zone=hours.zone, days_off=hours.days_off)
    expected, k = usual.mean * usual.weights.sum(), usual.k
    return [
        (row, one)
        for row, one in going_on.items()
        if watching.is_over(
            float(people[row]), float(expected[row]), float(k[row]), lasts=until - watched.number_of(one.raised_at)
        )
    ]


def _close(board: Board, over: Sequence[tuple[int, models.Burst]], state: State, *, at: datetime) -> State:
    """Writes that these are over, and lets their topics begin anew; and the whole with the last of them, which rose by what they were."""
    brand_id = tenancy.current_brand()
    ended_at = watched.instant(state.until)
    for row, one in over:
        judged = one.state if one.state != BurstState.RAISED else BurstState.LAPSED
        models.Burst.objects.filter(id=one.id).update(ended_at=ended_at, state=judged)
        height = max(float(state.top[row]), 1.0)
        rose = (new_id(), brand_id, board.ids[row], ended_at, height, one.id)
        bulk.insert("bursts_excursion", _EXCURSIONS, [rose], conflict="ON CONFLICT DO NOTHING")
        fact = BurstEnded(burst_id=one.id, topic_id=one.topic_id, people=one.people, ended_at=ended_at)
        journal.record(fact, by=SYSTEM, at=at)
    return watching.calm(state, _rows_that_begin_anew(board, over), at=state.until) if over else state


def _rows_that_begin_anew(board: Board, over: Sequence[tuple[int, models.Burst]]) -> list[int]:
    rows = [row for row, _ in over]
    is_last = not models.Burst.objects.filter(ended_at=None).exclude(topic_id__in=_ids(board, TopicKind.SIGNAL)).exists()
    if is_last and any(board.kinds[row] is not TopicKind.SIGNAL for row in rows):
        rows += [row for row, kind in enumerate(board.kinds) if kind is TopicKind.WHOLE and row not in rows]
    return rows


def _ids(board: Board, wanted: TopicKind) -> list[UUID]:
    return [one for one, kind in zip(board.ids, board.kinds, strict=True) if kind is wanted]
