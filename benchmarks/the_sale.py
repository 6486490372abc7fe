"""Story 3 in figures: the sale that went down, from the first complaint to the sponsor's bill, with a truth that the product never sees.

    python -m benchmarks.the_sale [--size small|full] [--only-noticing]

The simulated sale of `tests/stories/sale` (seeded): four weeks of life, an outage of 90 minutes, complaints by mail, in public and by a form, a second cause
that looks alike, and the days after. It is played in this process by the worker's own consumers, minute by minute of the business's clock. What is
public goes over a social network on loopback, what leaves by mail into an SMTP server in this process. The texts were written for the story; no
number of the product was tuned on them.
"""

import argparse
import sys
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from benchmarks import ground, report
from benchmarks.report import Report
from tests.stories.sale import calendar, days_after, evening
from tests.stories.sale.days_after import After, DaysAfter
from tests.stories.sale.evening import Evening, Size

if TYPE_CHECKING:
    from tests.stories.sale.chapters import Team
    from tests.stories.sale.play import Play

QUICK, FULL = ("--size", "small"), ("--size", "full")
SIZES = {"small": (evening.SMALL, days_after.SMALL), "full": (evening.FULL, days_after.FULL)}
UNTIL = calendar.SALE_DAY + timedelta(hours=37)  # the next afternoon: who sleeps over it has written too


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", choices=list(SIZES), default="small")
    options.add_argument("--only-noticing", action="store_true", help="end once it is known who belongs")
    chosen = options.parse_args()
    size, after = SIZES[chosen.size]
    said = report.start("the_sale")
    from tests.stories.sale import play

    with play.outside() as (network, sink, told):
        settings = {"HTTP_ALLOW": network.host, "TIME_MACHINE": "yes"}
        with ground.database(brands=0, settings=settings) as here:
            from tests.stories.sale import house

            founded = house.found(told, at=calendar.LIFE_FROM - timedelta(days=30))
            tell(
                said, here, play.Play(founded, network, sink, calendar.OUTAGE_FROM), size, None if chosen.only_noticing else after
            )
    return said.end()


def tell(said: Report, here: ground.Ground, stage: "Play", size: Size, after: After | None) -> None:
    """The whole story, chapter by chapter; without the days after it ends with who belongs."""
    from tests.stories.sale import chapters, house

    world = evening.evening(size)
    before = here.cpu_seconds()
    house.live(stage.founded, (one for one in world.said if one.at < calendar.OUTAGE_FROM))
    here.take_statistics()
    _cpu(said, "four weeks of life", here, before, sum(one.at < calendar.OUTAGE_FROM for one in world.said))
    team = chapters.team(stage)
    sale_id = chapters.the_sale_is_announced(team)
    number = _is_noticed(said, here, team, world)
    if after is None:
        return
    incident_id = chapters.they_say_what_it_was(team, number)
    pool_id = chapters.a_pool_of_coupons(team, incident_id, coupons=after.coupons)
    _everybody_is_told(said, here, team, number, incident_id, pool_id)
    said.note(f"The sale now ends: {chapters.the_sale_goes_on(team, sale_id, incident_id)}.")
    _coupons_are_used(said, here, team, pool_id, days_after.days_after(world, after))


def _is_noticed(said: Report, here: ground.Ground, team: "Team", world: Evening) -> int:
    """→ the incident's number; one that a member wrote down at the outage's end where no machine noticed it."""
    from tests.stories.sale import chapters

    before = here.cpu_seconds()
    first, noticed = chapters.the_evening_until_it_is_noticed(team, world)
    said.figure("anything was raised after", 999 if first is None else first, "min of the outage", goal="≤ 20")
    if noticed is None:
        said.figure("people were noticed after", 999, "min of the outage: never", goal="≤ 20")
        return chapters.somebody_writes_it_down(team)
    said.figure(
        "people were noticed after",
        noticed.minutes,
        "min of the outage",
        goal="≤ 20",
        reference=f"{noticed.people} people had written",
    )
    said.note(f"It was raised as “{noticed.title}”.")
    chapters.somebody_says_that_it_is_one(team, noticed.number)
    chapters.the_rest_of_the_evening(team, world, until=calendar.OUTAGE_UNTIL + timedelta(minutes=30))
    chapters.the_rest_of_the_evening(team, world, until=UNTIL, every=timedelta(hours=2))
    _cpu(said, "the evening", here, before, sum(calendar.OUTAGE_FROM <= one.at < UNTIL for one in world.said))
    grasp = chapters.who_belongs(team, noticed.number, world)
    strangers = ", ".join(f"{count} of {cause.value}" for cause, count in grasp.strangers.items()) or "no strangers"
    said.figure(
        "precision of members", round(grasp.precision, 3), "", goal="≥ .9", reference=f"{grasp.members} members, {strangers}"
    )
    said.figure("recall of members", round(grasp.recall, 3), "", goal="≥ .9", reference=f"{grasp.caught} of {grasp.meant}")
    for what, count in Counter(f"{one.door}, {one.visitor.language}" for one in grasp.missed).most_common():
        some = "; ".join(f"“{one.words.text[:90]}”" for one in grasp.missed if f"{one.door}, {one.visitor.language}" == what)
        said.note(f"Missed, {what}: {count}, such as {' '.join(some.split())[:400]}")
    return noticed.number


def _everybody_is_told(said: Report, here: ground.Ground, team: "Team", number: int, incident_id: UUID, pool_id: UUID) -> None:
    from makegood.flows import telling_statement
    from makegood.platform import tenancy
    from tests.stories.sale import chapters

    cohort_id = chapters.whom_it_affected(team, number, pool_id)
    statement_id = chapters.the_statement(team, incident_id, people=1_000)
    before, letters = here.cpu_seconds(), len(team.play.sink.mails)
    meant = chapters.everybody_is_told(team, statement_id, cohort_id)
    for _ in range(40):
        team.play.turn_to(team.play.now + timedelta(minutes=5))
        with tenancy.brand(team.brand_id):
            standing = telling_statement.standing(statement_id=statement_id)
        if not standing.going and not standing.counts.waiting:
            break
    _cpu(said, "telling", here, before, meant)
    once = Counter(one.recipients[0] for one in team.play.sink.mails[letters:])
    said.figure(
        "told", round(100 * standing.left / meant, 2), "% of people", goal="≥ 100", reference=f"{standing.left} of {meant}"
    )
    said.figure("letters to one address, at most", max(once.values(), default=0), "", goal="≤ 1")


def _coupons_are_used(said: Report, here: ground.Ground, team: "Team", pool_id: UUID, days: DaysAfter) -> None:
    from makegood.coupons import queries as coupons
    from makegood.coupons.actions import pools
    from makegood.kernel import actors
    from makegood.platform import tenancy
    from tests.stories.sale.till import Till

    before, till = here.cpu_seconds(), Till(team.brand_id, pool_id)
    till.serve(days)
    _cpu(said, "claims and checkouts", here, before, len(days.claims) + len(days.checkouts))
    with tenancy.brand(team.brand_id):
        counts = coupons.pool(pool_id=pool_id, at=calendar.AFTERWARDS).counts
        bill = pools.settle(pool_id=pool_id, by=actors.member(team.owner.id), at=calendar.AFTERWARDS)
    cap = days.size.coupons
    said.figure("coupons used", counts.used, "", goal=f"= {cap}", reference=f"{counts.claimed} claimed, {dict(till.refused)}")
    said.figure("the sponsor's bill", bill.sponsor.minor, "cents", goal=f"= {500 * cap}", reference=f"{len(bill.rows)} bookings")


def _cpu(said: Report, what: str, here: ground.Ground, before: ground.Cpu, many: int) -> None:
    used = here.cpu_seconds() - before
    each = 1000 * used.total / max(many, 1)
    said.figure(
        f"CPU of {what}", round(each, 1), "ms each", reference=f"{many} of them, {used.python:.1f} + {used.postgres:.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
