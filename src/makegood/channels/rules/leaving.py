"""When words leave: the time that a member chose, the next try after passing trouble, and how long a channel rests. Pure; never looks at a clock
or rolls a die: both are handed in."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.kernel.refusals import Refusal

TRIED_FOR = timedelta(days=3)  # then a person is asked to find another way
_MORNING = time(9)
_PAUSES = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400))


def next_try(*, tries: int, since: timedelta, chance: float) -> timedelta | None:
    """The pause before a message is tried again that met passing trouble: 15 s, 1 min, 5 min, 15 min, 30 min, 1 h, 2 h, then every 4 h, each
    up to a quarter longer by `chance` (0 to 1), so that what failed together does not come back together. None once `since` the first try
    three days have passed: then a person looks. RFC 5321, 4.5.4.1 asks for retries over four to five days of mail servers; somebody who
    waits for our answer is better served by being asked elsewhere on the third.
    """
    if since >= TRIED_FOR:
        return None
    return _PAUSES[min(max(tries, 1), len(_PAUSES)) - 1] * (1 + chance / 4)


def shut_for(*, failures: int, asked: float | None) -> timedelta:
    """How long a channel rests after so many passing troubles in a row, nothing having left between: not at all after the first, for it may
    be the message's own; then 15 s, 30 s, 1 min, 2 min, and 5 min from there on. What the other side asked for (Retry-After, in seconds) holds
    at once for the whole channel, up to a day."""
    wished = timedelta(seconds=min(asked or 0.0, 86_400.0))
    if failures < 2:
        return wished
    return max(wished, min(timedelta(seconds=15 * 2.0 ** min(failures - 2, 10)), timedelta(minutes=5)))


def leaving_time(*, choice: str, given: str, zone: str, at: datetime) -> datetime | None:
    """When a member wants words to leave: None for at once. `choice` is "", "tomorrow" or "monday" (9:00 in that zone) or "at", and then
    `given` is a local date and time, "2026-03-09T09:00". Refuses what is none, is past, or lies more than a year ahead, naming `leave_at`.
    """
    if choice in ("", "now"):
        return None
    today = at.astimezone(ZoneInfo(zone)).date()
    if choice in ("tomorrow", "monday"):
        days = 1 if choice == "tomorrow" else 7 - today.weekday()
        wanted = datetime.combine(today + timedelta(days=days), _MORNING)
    else:
        try:
            wanted = datetime.fromisoformat(given).replace(tzinfo=None)
        except ValueError:
            raise Refusal(
                "bad_time", "leave_at: give a day and a time, such as 2026-03-09 09:00.", {"leave_at": "not a time"}
            ) from None
    leaves = wanted.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if leaves <= at:
        raise Refusal("bad_time", "leave_at: this time is past. Choose a later one, or send it now.", {"leave_at": "past"})
    if leaves - at > timedelta(days=366):
        raise Refusal("bad_time", "leave_at: this is more than a year away. Choose a nearer day.", {"leave_at": "too far"})
    return leaves
