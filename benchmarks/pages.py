"""How long the desk's pages take in a full house: server time and queries of each page, beside the bare keyset SQL of the same page.

    python -m benchmarks.pages --home FOLDER      # a house that benchmarks.generate built there
    python -m benchmarks.pages                    # builds a small one, and takes it away again

Beside each time stands the CPU of one answer, of this process and of PostgreSQL: it says more where others work on the machine.
Pages are asked through Django's own client, with session, permission, row-level security and templates as in the web process, for the largest
brand: every list of the inbox, search, typical cases and people, and the heaviest. The first three answers of a page warm it and do not count.
Changes nothing in the house but one account's session.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from benchmarks import generate, ground, report

GOALS = {"inbox": 50, "case": 80, "person": 80, "search": 800}  # p95 in ms
LISTS = ("ours", "theirs", "mine", "unowned", "late", "resolved", "all")
WORDS = ("thorn", "late again", "lamp", "#4711", "ada.abel", "refund please")
_WARM = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """One page asked many times: milliseconds and the number of queries of each answer, and the mean CPU of one, of Python and of PostgreSQL."""

    times: tuple[float, ...]
    queries: frozenset[int]
    python_ms: float
    postgres_ms: float

    def at(self, percent: float) -> float:
        """The time that this part of the answers did not exceed."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class Desk:
    """A member's browser, without the browser."""

    def __init__(self, brand: ground.GroundBrand) -> None:
        from django.contrib.auth import get_user_model
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(get_user_model().objects.get(username=generate.ACCOUNT))
        self.root = f"/b/{brand.slug}"

    def look(self, addresses: Sequence[str], times: int) -> Seen:
        """Asks each address in turn until there were so many answers."""
        taken: list[float] = []
        queries: set[int] = set()
        before = ground.cpu_seconds()
        for turn in range(times + _WARM):
            before = ground.cpu_seconds() if turn == _WARM else before
            address = self.root + addresses[turn % len(addresses)]
            with _counted() as counted:
                begun = time.perf_counter()
                answer = self.client.get(address)
                spent = (time.perf_counter() - begun) * 1000
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answered {answer.status_code}.")
            if turn >= _WARM:
                taken.append(spent)
                queries.add(counted[0])
        used = ground.cpu_seconds() - before
        return Seen(tuple(taken), frozenset(queries), used.own * 1000 / times, used.postgres * 1000 / times)


def measure(here: ground.Ground, said: report.Report, *, times: int) -> None:
    """Every page of the largest brand, typical and heavy."""
    brand = max(here.brands, key=lambda each: here.ask("SELECT count(*) FROM cases_case WHERE brand_id = %s", [each.id])[0][0])
    desk, rows = Desk(brand), here.ask("SELECT count(*) FROM cases_case WHERE brand_id = %s", [brand.id])[0][0]
    said.note(f"The largest brand has {rows:,} cases; {times} answers per page.")
    references = _references(brand, times)
    for which in LISTS:
        _say(said, f"inbox, {which}", desk.look([f"/inbox/?list={which}"], times), "inbox", references.get(which, ""))
    _say(
        said,
        "search",
        desk.look([f"/inbox/?q={word.replace('#', '%23')}" for word in WORDS], times),
        "search",
        references["search"],
    )
    typical, heavy = _cases(here, brand.id)
    _say(said, "case, typical", desk.look([f"/cases/{number}/" for number in typical], times), "case", references["case"])
    _say(said, f"case, {heavy[1]:,} messages", desk.look([f"/cases/{heavy[0]}/"], times), "case", references["case"])
    people, heaviest, facts = _people(here, brand.id)
    _say(said, "person, typical", desk.look([f"/people/{each}/" for each in people], times), "person", references["person"])
    _say(said, f"person, {facts:,} facts", desk.look([f"/people/{heaviest}/"], times), "person", references["person"])


def _say(said: report.Report, name: str, seen: Seen, goal: str, reference: str) -> None:
    counts = "–".join(map(str, sorted({min(seen.queries), max(seen.queries)})))
    cpu = f"CPU {seen.python_ms:.1f} + {seen.postgres_ms:.1f} ms"
    beside = f"p50 {seen.at(50):.1f}, p99 {seen.at(99):.1f}, {cpu}, {counts} queries" + (
        f"; bare SQL {reference}" if reference else ""
    )
    said.figure(f"{name}, p95", seen.at(95), "ms", goal=f"≤ {GOALS[goal]}", reference=beside)


def _cases(here: ground.Ground, brand_id: UUID) -> tuple[list[int], tuple[int, int]]:
    """Twenty cases of everyday length, and the longest."""
    rows = here.ask(
        "SELECT number FROM views_inboxrow WHERE brand_id = %s AND message_count BETWEEN 4 AND 20 ORDER BY md5(id::text) LIMIT 20",
        [brand_id],
    )
    ((number, messages),) = here.ask(
        "SELECT number, message_count FROM views_inboxrow WHERE brand_id = %s ORDER BY message_count DESC LIMIT 1", [brand_id]
    )
    return [number for (number,) in rows], (number, messages)


def _people(here: ground.Ground, brand_id: UUID) -> tuple[list[UUID], UUID, int]:
    """Twenty people with a few cases each, and whoever has the most facts."""
    rows = here.ask(
        "SELECT person_id FROM views_inboxrow WHERE brand_id = %s GROUP BY person_id HAVING count(*) BETWEEN 2 AND 6 ORDER BY md5(person_id::text) LIMIT 20",
        [brand_id],
    )
    ((heaviest,),) = here.ask(
        "SELECT person_id FROM views_inboxrow WHERE brand_id = %s GROUP BY 1 ORDER BY count(*) DESC LIMIT 1", [brand_id]
    )
    ((facts,),) = here.ask(
        "SELECT count(*) FROM platform_journal WHERE brand_id = %s AND identity_id IN (SELECT id FROM people_identity WHERE person_id = %s)",
        [brand_id, heaviest],
    )
    return [person for (person,) in rows], heaviest, facts


def _references(brand: ground.GroundBrand, times: int) -> dict[str, str]:
    """The bare statement behind each page, as the app and inside the border: what no page can be faster than."""
    from django.db import connection

    from makegood.platform import tenancy

    urgent = "SELECT * FROM views_inboxrow WHERE {} ORDER BY rank, due_sort, id LIMIT 51"
    recent = "SELECT * FROM views_inboxrow {} ORDER BY last_at DESC, id DESC LIMIT 51"
    live = "state IN ('open', 'waiting')"
    bare = {
        "ours": urgent.format("state = 'open'"),
        "theirs": recent.format("WHERE state = 'waiting'"),
        "unowned": urgent.format(f"{live} AND owner_id IS NULL"),
        "late": urgent.format(f"{live} AND due_at < now()"),
        "resolved": recent.format("WHERE state = 'resolved'"),
        "all": recent.format(""),
        "search": "SELECT views_search('%thorn%', '{}', 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 51)",
        "case": "SELECT * FROM channels_message WHERE conversation_id = (SELECT id FROM channels_conversation ORDER BY id DESC LIMIT 1) "
        "ORDER BY at DESC, id DESC LIMIT 200",
        "person": "SELECT * FROM platform_journal WHERE identity_id = (SELECT id FROM people_identity ORDER BY id LIMIT 1) "
        "ORDER BY at DESC, id DESC LIMIT 30",
    }

    def once(statement: str) -> float:
        with tenancy.brand(brand.id), connection.cursor() as cursor:
            begun = time.perf_counter()
            cursor.execute(statement)
            cursor.fetchall()
            return (time.perf_counter() - begun) * 1000

    return {name: f"{statistics.median(once(text) for _ in range(min(times, 20))):.2f} ms" for name, text in bare.items()}


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Counts the statements sent meanwhile."""
    from django.db import connection

    counted = [0]

    def count(execute: Callable[..., Any], text: str, values: Any, many: bool, context: Any) -> Any:
        counted[0] += 1
        return execute(text, values, many, context)

    with connection.execute_wrapper(count):
        yield counted


def main() -> int:
    return generate.measured(
        "pages", title="pages in a full house", described="The desk's pages in a full house.", measure=measure
    )


if __name__ == "__main__":
    sys.exit(main())
