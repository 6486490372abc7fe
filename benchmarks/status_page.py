"""A brand's status page under load: answers a second from the web process, and what it answers while the database is stopped.

    python -m benchmarks.status_page [--seconds 10]

One statement stands open on it. The real web process with one worker of four threads, over loopback, four connections that ask as fast as they can; the client runs on the same cores
and is part of what is measured. Then PostgreSQL is stopped, and the same is asked again.
"""

import argparse
import http.client
import statistics
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

from benchmarks import ground, report

QUICK, FULL = ("--seconds", "5"), ("--seconds", "30")
CONNECTIONS = 4
WORDS = "The checkout refused every payment"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=10)
    told = options.parse_args()
    said = report.start("status_page")
    with ground.database() as here:
        from django.db import connections

        here.spawn("web")
        here.wait_until_served(path="/accounts/login/")
        path = f"/status/{here.brand.slug}/"
        _publish(here)
        _load(said, here, path, 0.5, "")
        _load(said, here, path, told.seconds, "with the database")
        for each in connections.all():
            each.close()
            if hasattr(each, "close_pool"):
                each.close_pool()
        here.cluster.stop()
        _load(said, here, path, told.seconds, "while the database is stopped")
    return said.end()


def _publish(here: ground.Ground) -> None:
    """Something is wrong, and the page says so."""
    from makegood.brands import queries as brands
    from makegood.brands.types import Role
    from makegood.flows import status_page
    from makegood.gestures.types import Occasion
    from makegood.kernel import actors
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.ids import new_id
    from makegood.platform import clock, tenancy
    from makegood.statements.actions import writing
    from makegood.statements.types import FactsForDraft

    with tenancy.brand(here.brand.id):
        at = clock.now()
        lead = actors.member(next(one for one in brands.members() if one.role in (Role.OWNER, Role.LEAD)).id)
        facts = FactsForDraft(what=WORDS, began_at=at - timedelta(hours=2), zone="Europe/London")
        statement_id = writing.draft(occasion=Occasion("incident", new_id()), facts=facts, by=SYSTEM, at=at)
        writing.approve(statement_id=statement_id, version=1, by=lead, at=at)
        writing.publish(statement_id=statement_id, by=lead, at=at)
        status_page.write_now(at=at)


def _load(said: report.Report, here: ground.Ground, path: str, seconds: float, name: str) -> None:
    """Asks for so long, and takes down what was seen where it has a name. Whatever is no page counts as wrong, a broken line too."""
    where, until = urlsplit(here.url), time.perf_counter() + seconds
    took: list[float] = []
    wrong: list[str] = []

    def go() -> None:
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        while (began := time.perf_counter()) < until:
            try:
                line.request("GET", path)
                answer = line.getresponse()
                whole = answer.read()
            except (OSError, http.client.HTTPException) as trouble:
                wrong.append(type(trouble).__name__)
                line.close()
                continue
            took.append(time.perf_counter() - began)
            if answer.status != 200 or WORDS.encode() not in whole:
                wrong.append(str(answer.status))
        line.close()

    cpu = here.cpu_seconds()
    threads = [threading.Thread(target=go) for _ in range(CONNECTIONS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    used = (here.cpu_seconds() - cpu).children
    if name:
        said.figure(f"answers, {name}", len(took) / seconds, "/s", goal="≥ 500")
        said.figure(f"p95, {name}", statistics.quantiles(took, n=20)[-1] * 1000, "ms", goal="≤ 50")
        said.figure(f"CPU of one answer, {name}", 1000 * used / len(took), "ms", reference="the web process alone")
        said.figure(f"no page, {name}", len(wrong), "", goal="= 0", reference=", ".join(sorted(set(wrong))))


if __name__ == "__main__":
    sys.exit(main())
