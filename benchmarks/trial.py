"""How long “Did it pay?” takes with many people in the trial of surprises, and counting at night which thing does most good.

    python -m benchmarks.trial [--people 100000] [--times 20]

Each person was drawn once, over a year: one in ten is held out, the others could have one of three small things, of which the lot chose which. What followed
is counted at 7 and 28 days of all and at 84 days of those drawn so long ago. Asked as the app, with row-level security, by the page's own flow.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import ground, report  # noqa: E402
from benchmarks.segments import _PEOPLE  # noqa: E402

QUICK, FULL = ("--people", "5000", "--times", "5"), ("--people", "100000", "--times", "20")
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_ENTRIES = """
INSERT INTO experiments_entry (id, brand_id, trial_id, identity_id, held_out, propensity, at, occasion_kind, occasion_id, drawn, harm, currency,
    before_orders, before_minor, standing, for_good, among)
SELECT gen_random_uuid(), %(brand)s, %(trial)s, id, lot < .1, CASE WHEN lot < .1 THEN .1 ELSE .9 END, %(at)s - random() * interval '365 days', 'case',
    gen_random_uuid(), (ARRAY['sweets', 'card', 'nuts'])[1 + floor(random() * 3)::int],
    (ARRAY['late', 'faulty', 'lost', 'wrong_item', 'quality'])[1 + floor(random() * 5)::int], 'GBP', floor(random() * 4)::int,
    floor(random() * 9000)::int, (ARRAY['passive', 'promoter', 'detractor'])[1 + floor(random() * 3)::int], lot < .1,
    '{"sweets": 0.34, "card": 0.33, "nuts": 0.33}'::jsonb
FROM (SELECT id, random() AS lot FROM people_identity) AS drawn
"""
_FOLLOWED = """
INSERT INTO experiments_followed (id, brand_id, entry_id, days, orders, spent_minor, praised, failed_again, standing, cost_minor, referrals, referred_minor,
    answers, calls)
SELECT gen_random_uuid(), brand_id, id, days, (came < .2 + CASE WHEN held_out THEN 0 ELSE .03 END)::int, CASE WHEN came < .2 THEN 3500 ELSE 0 END,
    random() < .03, random() < .05, CASE WHEN random() < .06 THEN 'advocate' ELSE 'passive' END, CASE WHEN held_out THEN 0 ELSE 60 END, 0, 0, 1, 0
FROM (SELECT e.*, h.days, random() AS came FROM experiments_entry e CROSS JOIN (VALUES (7), (28), (84)) AS h (days)
      WHERE e.at + h.days * interval '1 day' <= %(at)s) AS over
"""


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="“Did it pay?” with many people in the trial.")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20)
    told = parser.parse_args(words)
    with ground.database(brands=1) as here:
        trial_id = _fill(here.brand.id, told.people)
        here.take_statistics()
        _measure(here.brand.id, trial_id, told.people, told.times)
    return 0


def _fill(brand_id: UUID, people: int) -> UUID:
    from django.db import connection

    from makegood.experiments import actions
    from makegood.gestures.actions import shelf
    from makegood.gestures.types import GestureKind
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.money import Money
    from makegood.platform import tenancy

    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"brand": brand_id, "at": AT, "people": people})
        trial, _ = actions.draw(persons={}, without_share=1_000, at=AT - timedelta(days=366))
        if trial is None:
            raise RuntimeError("a trial that was begun does not run")
        cursor.execute(_ENTRIES, {"brand": brand_id, "trial": trial.id, "at": AT})
        cursor.execute(_FOLLOWED, {"at": AT})
        worth, cost = Money(150, "GBP"), Money(60, "GBP")
        for code in ("sweets", "card", "nuts"):
            shelf.add_item(
                code=code, name=code, kind=GestureKind.SURPRISE, face_value=worth, real_cost=cost, stock=None, by=SYSTEM, at=AT
            )
    return trial.id


def _measure(brand_id: UUID, trial_id: UUID, people: int, times: int) -> None:
    from makegood.flows import did_it_pay, which_fits
    from makegood.platform import tenancy
    from makegood.platform.work import Taken

    print(f"{report.machine()}; {people:,} people in the trial; load average {os.getloadavg()[0]:.1f}")

    def look() -> None:
        with tenancy.brand(brand_id):
            did_it_pay.page(at=AT, trial_id=trial_id)

    def keep() -> None:
        with tenancy.brand(brand_id):
            did_it_pay.keep([Taken(trial_id, brand_id, did_it_pay.KEEP, "bench", {"trial_id": str(trial_id)}, 0, trial_id)], AT)

    def learn() -> None:
        with tenancy.brand(brand_id):
            which_fits.lay(trial_id=trial_id, at=AT)

    _say("the page, worked out while one looks", [look])
    _say("its figures worked out as work, and kept", [keep])
    _say("the page, of kept figures", [look] * times)
    _say("the night, laying the next day's shares", [learn])


def _say(what: str, acts: Sequence[Callable[[], None]]) -> None:
    before = ground.cpu_seconds()
    seconds = sorted(ground.timed(act) for act in acts)
    used = ground.cpu_seconds() - before
    p95 = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    cpu = f"CPU {used.python / len(acts):.3f} + PostgreSQL {used.postgres / len(acts):.3f} s"
    print(
        f"{what}: median {statistics.median(seconds):.3f} s, p95 {p95:.3f} s, {cpu}; load average {os.getloadavg()[0]:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
