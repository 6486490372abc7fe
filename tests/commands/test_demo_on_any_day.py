"""The demonstration can be founded on any day of the year: the story's instants fall differently around week-ends, feasts and changes of the clock."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.config import environment

SCALE = 0.05  # some of the crowd, whose couriers tell of parcels under way: then the silence of a parcel counts
DAYS = (
    pytest.param("2026-01-02T11:00", marks=pytest.mark.long),  # just after New Year
    pytest.param("2026-04-07T09:30", marks=pytest.mark.long),  # after Easter, summer time a week old
    pytest.param("2026-10-26T12:00", marks=pytest.mark.long),  # the day after summer time ended
    "2026-11-22T17:45",  # a Sunday evening: it begins on Monday
)


@pytest.mark.parametrize("now", DAYS)
def test_it_is_founded_and_only_what_the_story_tells_of_went_wrong(
    now: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.commands.demo import place, removing, seeding
    from makegood.platform import clock, tenancy

    monkeypatch.setenv("MAKEGOOD_HTTP_ALLOW", "127.0.0.1:9")
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(now).replace(tzinfo=UTC))
    with django_db_blocker.unblock():
        try:
            held = seeding.make(scale=SCALE)
            with tenancy.brand(held.brand_id), connection.cursor() as cursor:
                cursor.execute("SELECT what FROM promises_promise WHERE case_id IS NOT NULL ORDER BY what")
                told_first = [what.partition(" (")[0] for (what,) in cursor.fetchall()]
        finally:
            left = removing.found()
            if left is not None:
                removing.remove(left)
            place.forget()
            environment.settings.cache_clear()
    late, lost, silent = "LED strip", "LED strip", "Linen floor lamp"  # Owen’s, Dev’s and Edda’s
    assert told_first == [late, lost, silent]
