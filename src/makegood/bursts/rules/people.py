"""People, not messages: one voice per person and topic within two hours, however often it is raised or passed on. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

ONE_VOICE = timedelta(hours=2)


def voices(said: Iterable[tuple[UUID, datetime]], *, last: dict[UUID, datetime] | None = None) -> list[tuple[UUID, datetime]]:
    """Those of `said` (who, when; in the order of time) that count: the first of each person within two hours. `last` holds when each person last
    counted, and is brought up to date."""
    heard = {} if last is None else last
    counted = []
    for who, at in said:
        before = heard.get(who)
        if before is None or at - before >= ONE_VOICE:
            heard[who] = at
            counted.append((who, at))
    return counted
