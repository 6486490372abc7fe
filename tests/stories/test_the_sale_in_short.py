"""The sale that went down, in short and in this process: noticed, confirmed, who belongs, told once, coupons used and not one more, and the sponsor's bill.
The story itself, with its browser and its processes, is `test_the_sale` (long); its figures are `python -m benchmarks.the_sale`."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.config import environment
from makegood.coupons import queries as coupons
from makegood.coupons.actions import pools
from makegood.flows import telling_statement
from makegood.kernel import actors
from makegood.platform import tenancy
from tests.stories.sale import calendar, chapters, days_after, evening, house, play
from tests.stories.sale.chapters import Team
from tests.stories.sale.days_after import After
from tests.stories.sale.evening import Cause, Size
from tests.stories.sale.till import Till

SHORT = Size(visitors=500, complaints=40, lookalikes=8, life_a_day=4)
TWO_WEEKS_BEFORE = calendar.OUTAGE_FROM - timedelta(days=14)
AFTER = After(replies=0, claims=40, coupons=25)


@pytest.fixture
def team(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Team]:
    """Tandem Tees, really committed, with nothing said yet."""
    with django_db_blocker.unblock(), play.outside() as (network, sink, told):
        ours = dataclasses.replace(environment.settings(), http_allow=frozenset({network.host}), time_machine=True, home=tmp_path)
        monkeypatch.setattr(environment, "settings", lambda: ours)
        founded = house.found(told, at=calendar.LIFE_FROM - timedelta(days=30))
        yield chapters.team(play.Play(founded, network, sink, calendar.OUTAGE_FROM))


def test_the_sale_from_the_first_complaint_to_the_sponsors_bill(team: Team) -> None:
    world = evening.evening(SHORT)
    house.live(team.play.founded, (one for one in world.said if TWO_WEEKS_BEFORE <= one.at < calendar.OUTAGE_FROM))
    sale_id = chapters.the_sale_is_announced(team)

    _first, noticed = chapters.the_evening_until_it_is_noticed(team, world)
    assert noticed is not None
    assert noticed.minutes <= 45
    chapters.somebody_says_that_it_is_one(team, noticed.number)
    end = calendar.OUTAGE_UNTIL + timedelta(minutes=30)
    chapters.the_rest_of_the_evening(team, world, until=end, every=timedelta(minutes=15))
    found = chapters.who_belongs(team, noticed.number, world)

    assert found.precision >= 0.9, found
    assert found.recall >= 0.9, found
    assert Cause.OLD_CODE not in found.strangers

    incident_id = chapters.they_say_what_it_was(team, noticed.number)
    pool_id = chapters.a_pool_of_coupons(team, incident_id, coupons=AFTER.coupons)
    cohort_id = chapters.whom_it_affected(team, noticed.number, pool_id)
    statement_id = chapters.the_statement(team, incident_id, people=100)
    letters = len(team.play.sink.mails)
    meant = chapters.everybody_is_told(team, statement_id, cohort_id)
    team.play.turn_to(calendar.MORNING_AFTER)
    with tenancy.brand(team.brand_id):
        standing = telling_statement.standing(statement_id=statement_id)
    assert (standing.left, standing.counts.waiting) == (meant, 0)
    assert max(Counter(one.recipients[0] for one in team.play.sink.mails[letters:]).values()) == 1

    assert "26 March 2008" in chapters.the_sale_goes_on(team, sale_id, incident_id)
    till = Till(team.brand_id, pool_id)
    till.serve(days_after.days_after(world, AFTER))
    with tenancy.brand(team.brand_id):
        counts = coupons.pool(pool_id=pool_id, at=calendar.AFTERWARDS).counts
        bill = pools.settle(pool_id=pool_id, by=actors.member(team.owner.id), at=calendar.AFTERWARDS)
    assert (counts.used, bill.sponsor.minor) == (AFTER.coupons, 500 * AFTER.coupons)
