"""Looks after channels: counts what they carry, notes when they cannot be heard, and says when one falls silent. Never talks to the network
and mends nothing."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from makegood.channels import carried
from makegood.channels import queries as channels
from makegood.channels.types import ChannelState
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import first_id_at, new_id
from makegood.platform import bulk, journal, tenancy
from makegood.watch import events, models, queries, rules
from makegood.watch.types import Watched

RECOUNTED = timedelta(hours=24)  # so often all of the last eight weeks is counted anew: history may have been taken in
_OVERLAP = timedelta(hours=1)  # by which a count reaches back behind the one before: what was under way then is committed now
_COLUMNS = {
    "id": "uuid",
    "brand_id": "uuid",
    "channel_id": "uuid",
    "hour": "timestamptz",
    "heard": "int",
    "said": "int",
    "last_heard_at": "timestamptz",
    "last_said_at": "timestamptz",
    "lag_s": "float8",
}


def look_after(
    *, channel_id: UUID, zone: str, days_off: Collection[date] = (), all_anew: bool = False, at: datetime
) -> Watched | None:
    """One look at a channel: what it carried is counted, and a silence held against its rhythm; said once when it falls silent, and once when
    it speaks again. None where there is no such channel. May be repeated. `all_anew` counts the last eight weeks again."""
    state = next((one for one in channels.channels() if one.id == channel_id), None)
    if state is None:
        return None
    return look_at(state=state, zone=zone, days_off=days_off, all_anew=all_anew, at=at)


def look_at(*, state: ChannelState, zone: str, days_off: Collection[date] = (), all_anew: bool = False, at: datetime) -> Watched:
    """As `look_after`, for whoever has asked already how the channel stands."""
    row = _row(state.id, at)
    counted = _count(row, all_anew=all_anew, at=at)
    listening_since = (row.listening_since or at) if state.active else None
    found = _held_against_its_past(state, listening_since, zone, days_off, at)
    _tell(state, was=row.silent_since, now=found.silent_since, expected=found.expected, at=at)
    models.ChannelWatch.objects.filter(id=row.id).update(
        checked_at=at,
        listening_since=listening_since,
        silent_since=found.silent_since,
        expected=found.expected,
        chance=found.chance,
        a_week=found.a_week,
        past_days=found.past_days,
        past_messages=found.past_messages,
        **counted,
    )
    return found


def note_trouble(*, channel_id: UUID, trouble: str, at: datetime) -> None:
    """Begins, or ends (''), a spell in which a channel cannot be heard. The same again changes nothing."""
    note_troubles(troubles={channel_id: trouble}, at=at)


def note_troubles(*, troubles: Mapping[UUID, str], at: datetime) -> None:
    """As `note_trouble`, for several channels: one query where nothing began or ended."""
    there = models.ChannelSpell.objects.filter(ended_at=None)
    open_ = set(there.filter(channel_id__in=list(troubles)).values_list("channel_id", "what"))
    for channel_id in sorted({channel_id for channel_id, _ in open_} | {one for one, trouble in troubles.items() if trouble}):
        what = troubles[channel_id][:1000]
        if (channel_id, what) in open_:
            continue
        there.filter(channel_id=channel_id).update(ended_at=at)
        if what:
            models.ChannelSpell.objects.create(channel_id=channel_id, began_at=at, what=what)


def note_gap(*, channel_id: UUID, what: str, at: datetime) -> None:
    """Keeps, for good, that something may have been missed, with the sentence that says what. The same again within a day changes nothing."""
    models.ChannelWatch.objects.select_for_update().filter(channel_id=channel_id).first()  # one at a time
    lately = models.ChannelSpell.objects.filter(channel_id=channel_id, what=what[:1000], began_at__gt=at - timedelta(days=1))
    if lately.exists():
        return
    models.ChannelSpell.objects.create(channel_id=channel_id, began_at=at, ended_at=at, what=what[:1000])
    name = next((one.name for one in channels.channels() if one.id == channel_id), "")
    journal.record(events.GapNoted(channel_id=channel_id, name=name, what=what[:1000]), by=SYSTEM, at=at)


def _row(channel_id: UUID, at: datetime) -> models.ChannelWatch:
    locked = models.ChannelWatch.objects.select_for_update().filter(channel_id=channel_id)
    if (row := locked.first()) is not None:
        return row
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    models.ChannelWatch.objects.bulk_create(
        [
            models.ChannelWatch(
                channel_id=channel_id, checked_at=at, counted_at=long_ago, recounted_at=long_ago, listening_since=long_ago
            )
        ],
        ignore_conflicts=True,
    )
    return locked.get()


def _count(row: models.ChannelWatch, *, all_anew: bool, at: datetime) -> dict[str, datetime]:
    """What came since the last count is found by its ids, which carry the machine's clock; once a day, all by its time, and what is too old to be
    looked at goes. → what to note of it."""
    now = datetime.now(UTC)
    since = at - rules.LOOKS_BACK - timedelta(hours=1)
    anew = all_anew or now - row.recounted_at >= RECOUNTED
    hours = carried.by_hour(
        channel_id=row.channel_id, since=since, after=None if anew else first_id_at(row.counted_at - _OVERLAP)
    )
    brand_id = tenancy.current_brand()
    rows = [
        (new_id(), brand_id, row.channel_id, one.hour, one.heard, one.said, one.last_heard_at, one.last_said_at, one.lag_s)
        for one in hours
    ]
    bulk.insert(
        "watch_channelhour",
        _COLUMNS,
        rows,
        conflict="ON CONFLICT (brand_id, channel_id, hour) DO UPDATE SET "
        "heard = greatest(excluded.heard, watch_channelhour.heard), said = greatest(excluded.said, watch_channelhour.said), "
        "last_heard_at = greatest(excluded.last_heard_at, watch_channelhour.last_heard_at), "
        "last_said_at = greatest(excluded.last_said_at, watch_channelhour.last_said_at), "
        "lag_s = CASE WHEN excluded.heard >= watch_channelhour.heard THEN excluded.lag_s ELSE watch_channelhour.lag_s END",
    )
    if not anew:
        return {"counted_at": now}
    models.ChannelHour.objects.filter(channel_id=row.channel_id, hour__lt=since - timedelta(days=7)).delete()
    return {"counted_at": now, "recounted_at": now}


def _held_against_its_past(
    state: ChannelState, listening_since: datetime | None, zone: str, days_off: Collection[date], at: datetime
) -> Watched:
    heard = queries.heard_by_hour(channel_id=state.id, since=at - rules.LOOKS_BACK - timedelta(hours=1))
    said_at, last, lag_s = queries.latest(channel_id=state.id)
    if listening_since is None or last is None or not heard:
        return Watched(checked_at=at, past_messages=sum(heard.values()), last_heard_at=last, last_said_at=said_at, lag_s=lag_s)
    rhythm = rules.learn(heard, since=min(heard), until=last, zone=zone, days_off=days_off)
    began = max(last, listening_since)
    found = rules.silence(rhythm, since=began, until=max(at, began), zone=zone, days_off=days_off)
    return Watched(
        checked_at=at,
        silent_since=began if found.is_unusual else None,
        expected=found.expected,
        chance=found.chance,
        a_week=rhythm.a_week if rhythm.is_enough else None,
        last_heard_at=last,
        last_said_at=said_at,
        lag_s=lag_s,
        past_days=int(rhythm.days),
        past_messages=sum(heard.values()),
    )


def _tell(state: ChannelState, *, was: datetime | None, now: datetime | None, expected: float, at: datetime) -> None:
    if now is not None and was is None:
        fell = events.ChannelFellSilent(channel_id=state.id, name=state.name, expected=round(expected))
        journal.record(fell, by=SYSTEM, at=at)
    if was is not None and now is None:
        journal.record(events.ChannelSpokeAgain(channel_id=state.id, name=state.name), by=SYSTEM, at=at)
