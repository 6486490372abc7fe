"""What one thing at the checkout costs, and how long a moved sale needs to reach everybody who was told, at the size of story 3.

    python -m benchmarks.checkout_events [--visitors 20000]

An evening of so many visitors (seeded): each holds a basket, half type an address, a third are refused, some buy; told through the API, 1,000 at
once, in this process (JSON, shapes, recognising, facts and counts). Then everybody with an address is told of a sale, its end is moved, and the
worker's own consumer brings every promise up to date. CPU of Python and of PostgreSQL.
"""

import argparse
import json
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import ground, report
from benchmarks.report import Report

QUICK, FULL = ("--visitors", "4000"), ("--visitors", "20000")
AT_ONCE = 1_000
BEGAN = timedelta(hours=2)  # before now


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--visitors", type=int, default=4_000)
    visitors = options.parse_args().visitors
    said = report.start("checkout_events")
    with ground.database(brands=1) as here:
        _checkout(said, here, visitors)
        _sale(said, here, visitors // 2)
    return said.end()


def events(visitors: int, *, now: datetime) -> list[dict[str, Any]]:
    """What the checkout tells of an evening, in the order in which it happens."""
    chance, told = random.Random(8), []
    for number in range(visitors):
        at = now - BEGAN + timedelta(seconds=chance.random() * 5_400)
        session, amount = f"v-{number}", {"amount_minor": chance.randrange(1_500, 12_000), "currency": "GBP"}
        who = {"who": {"email": f"visitor{number}@example.org"}} if number % 2 == 0 else {}
        told.append((at, {"session": session, "kind": "basket_held", **amount}))
        ends = "checkout_refused" if number % 3 else "order_placed"
        later = at + timedelta(minutes=chance.random() * 9)
        told.append((later, {"session": session, "kind": ends, **who}))
        if ends == "checkout_refused":
            told.append((later + timedelta(seconds=40), {"session": session, "kind": ends, **who}))
    found = sorted(told, key=lambda one: one[0])
    return [{"id": f"e-{i}", "at": at.isoformat(), **one} for i, (at, one) in enumerate(found)]


def _checkout(said: Report, here: ground.Ground, visitors: int) -> None:
    from django.test import Client

    from makegood.api import tokens
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import jobs, tenancy

    now = datetime.now(UTC)
    with tenancy.brand(here.brand.id):
        scopes = ("signals:write",)
        made = tokens.make(name="Checkout", scopes=scopes, per_minute=1_000_000, expires_at=None, by=SYSTEM, at=now)
    told = events(visitors, now=now)
    bodies = [json.dumps({"events": told[i : i + AT_ONCE]}).encode() for i in range(0, len(told), AT_ONCE)]
    client, header, worst = Client(), f"Bearer {made.token}", 0.0
    before, began = ground.cpu_seconds(), time.perf_counter()
    for body in bodies:
        asked = time.perf_counter()
        answer = client.post(
            "/api/v1/checkout-events", body, content_type="application/json", HTTP_AUTHORIZATION=header, HTTP_HOST="localhost"
        )
        assert answer.status_code == 202, answer.content
        worst = max(worst, time.perf_counter() - asked)
    took, used = time.perf_counter() - began, ground.cpu_seconds() - before
    jobs.do_all_due(here.brand.id, at=datetime.now(UTC) + timedelta(minutes=1))
    count = len(told)
    said.figure(f"{count:,} things of {visitors:,} visitors: CPU of one", used.total / count * 1_000, "ms", goal="≤ 2")
    said.figure("of that in Python", used.python / count * 1_000, "ms")
    said.figure("taken in", count / took, "/s", goal="≥ 500")
    said.figure("the slowest batch of 1,000", worst, "s", goal="≤ 5")
    (facts, refused) = here.ask("SELECT count(*), count(*) FILTER (WHERE kind = 'checkout_refused') FROM people_fact")[0]
    said.figure("facts about people", facts, "", reference=f"{refused:,} refusals")
    again = client.post(
        "/api/v1/checkout-events", bodies[0], content_type="application/json", HTTP_AUTHORIZATION=header, HTTP_HOST="localhost"
    )
    assert again.json()["new"] == 0


def _sale(said: Report, here: ground.Ground, most: int) -> None:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import jobs, tenancy
    from makegood.sales import queries as sales
    from makegood.sales.actions import announcing, telling
    from makegood.sales.types import Because, End, PlaceKind, SaleIn, Scope

    now = datetime.now(UTC)
    with tenancy.brand(here.brand.id):
        ends = End((now + timedelta(days=2)).replace(tzinfo=None, hour=23, minute=59, second=59, microsecond=0), "CST")
        told = SaleIn("Spring Cleaning", Scope("all shirts"), now - timedelta(days=1), ends)
        sale = announcing.announce(sale=told, by=SYSTEM, at=now)
    ids = [one for (one,) in here.ask("SELECT id FROM people_identity ORDER BY id LIMIT %s", [most])]
    before = ground.cpu_seconds()
    for i in range(0, len(ids), AT_ONCE):
        with tenancy.brand(here.brand.id):
            part = ids[i : i + AT_ONCE]
            telling.note_told(sale_id=sale.id, identity_ids=part, where=PlaceKind.NEWSLETTER, by=SYSTEM, at=now)
    used = ground.cpu_seconds() - before
    said.figure(f"{len(ids):,} people promised a sale: CPU of one", used.total / len(ids) * 1_000, "ms", goal="≤ 2")
    with tenancy.brand(here.brand.id):
        later = End(ends.local + timedelta(days=1), "CST")
        announcing.move_end(sale_id=sale.id, ends=later, because=Because("The shop was down."), by=SYSTEM, at=now)
    before, began = ground.cpu_seconds(), time.perf_counter()
    jobs.do_all_due(here.brand.id, at=datetime.now(UTC) + timedelta(minutes=2))
    took, used = time.perf_counter() - began, ground.cpu_seconds() - before
    with tenancy.brand(here.brand.id):
        assert sales.unsettled(sale_id=sale.id) == 0
    said.figure(f"its end moved: all {len(ids):,} promises follow within", took, "s", goal="≤ 30")
    said.figure("CPU of one promise", used.total / len(ids) * 1_000, "ms")


if __name__ == "__main__":
    raise SystemExit(main())
