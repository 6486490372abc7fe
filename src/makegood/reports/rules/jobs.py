"""Jobs over everything that a brand has, each written once: relational steps over tables of numbers and codes, in the SQL that DuckDB and Spark share. Pure.

A job says which tables it reads and its steps; each step is a SELECT that later ones may name, the last one is the result. What both engines do alike is
used and nothing else: joins, grouping, CASE, windows, casts, floor, sqrt, pow. No instants (days are numbers), no division of whole numbers, no order of rows
(`keys` order the result), no median. So both give the same figures to the last digits that adding in another order may move.
"""

from collections.abc import Mapping
from dataclasses import dataclass

WEEK = "CAST(floor(({day} + 3) / 7.0) AS BIGINT) * 7 - 3"
"""The Monday of a day's week, as a day: 1 January 1970 was a Thursday."""
WITHIN = 84  # days (house's notes on measuring: the horizon of standing)


@dataclass(frozen=True, slots=True)
class Job:
    """`about` says in a sentence what comes out; `tables` are the exports it reads; `keys` the columns that name a row of the result."""

    name: str
    about: str
    tables: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]


def _wilson(hits: str, n: str, name: str) -> str:
    """Both ends of Wilson's interval (1927) of a share, 95 %, as columns."""
    p, z2 = f"(CAST({hits} AS DOUBLE) / {n})", "3.8416"
    middle = f"({p} + {z2} / (2.0 * {n})) / (1.0 + {z2} / {n})"
    half = f"1.96 / (1.0 + {z2} / {n}) * sqrt({p} * (1.0 - {p}) / {n} + {z2} / (4.0 * {n} * {n}))"
    return f"{p} AS {name}, {middle} - {half} AS {name}_low, {middle} + {half} AS {name}_high"


RECOVERY = Job(
    name="recovery",
    about="What became of cases by what had happened and what was given on top: put right in time, opened again, and how many of the people stood as "
    f"promoters or advocates anew within {WITHIN} days. It says what followed, not why.",
    tables=("cases", "given", "steps", "identities"),
    steps=(
        (
            "gave",
            (
                "SELECT case_key, CASE WHEN min(gesture) = max(gesture) THEN min(gesture) ELSE 'several' END AS gesture, sum(cost_minor) AS cost_minor "
                "FROM given WHERE owed = 0 GROUP BY case_key"
            ),
        ),
        (
            "turned",
            (
                "SELECT DISTINCT c.case_key FROM cases c JOIN identities i ON i.identity_key = c.identity_key "
                "JOIN identities o ON o.person_key = i.person_key JOIN steps s ON s.identity_key = o.identity_key "
                f"WHERE s.standing IN ('promoter', 'advocate') AND s.since_day > c.opened_day AND s.since_day <= c.opened_day + {WITHIN}"
            ),
        ),
        (
            "counted",
            (
                "SELECT coalesce(c.harm, '') AS harm, coalesce(g.gesture, '') AS gesture, count(*) AS n, sum(c.put_right) AS put_right, sum(c.in_time) AS in_time, "
                "sum(c.reopened) AS reopened, sum(CASE WHEN t.case_key IS NULL THEN 0 ELSE 1 END) AS turned, CAST(sum(coalesce(g.cost_minor, 0)) AS BIGINT) AS cost_minor, "
                "avg(c.hours) AS mean_hours FROM cases c LEFT JOIN gave g ON g.case_key = c.case_key LEFT JOIN turned t ON t.case_key = c.case_key "
                "GROUP BY coalesce(c.harm, ''), coalesce(g.gesture, '')"
            ),
        ),
        (
            "result",
            "SELECT harm, gesture, n, put_right, in_time, reopened, turned, cost_minor, mean_hours, "
            + _wilson("in_time", "n", "in_time_share")
            + ", "
            + _wilson("turned", "n", "turned_share")
            + " FROM counted",
        ),
    ),
    keys=("harm", "gesture"),
)

TRANSITIONS = Job(
    name="transitions",
    about="Steps between standings: how many, of how many people, and how many days they had stood there before.",
    tables=("steps", "identities"),
    steps=(
        (
            "walked",
            (
                "SELECT i.person_key, s.was, s.standing, s.since_s, lag(s.since_s) OVER (PARTITION BY i.person_key ORDER BY s.since_s, s.standing) AS before_s "
                "FROM steps s JOIN identities i ON i.identity_key = s.identity_key"
            ),
        ),
        (
            "result",
            (
                "SELECT was, standing, count(*) AS n, count(DISTINCT person_key) AS people, avg((since_s - before_s) / 86400.0) AS mean_days_before "
                "FROM walked GROUP BY was, standing"
            ),
        ),
    ),
    keys=("was", "standing"),
)

PROMISES = Job(
    name="promises",
    about="Promised deliveries by carrier and by the week in which they were due: kept and broken, with the interval, and against the week before.",
    tables=("promises", "parcels"),
    steps=(
        ("carried", "SELECT order_key, min(carrier) AS carrier FROM parcels GROUP BY order_key"),
        (
            "weekly",
            (
                f"SELECT coalesce(c.carrier, '') AS carrier, {WEEK.format(day='p.due_day')} AS monday, count(*) AS n, "
                "sum(CASE WHEN p.state = 'kept' THEN 1 ELSE 0 END) AS kept, avg(p.late_hours) AS mean_hours_late "
                "FROM promises p LEFT JOIN carried c ON c.order_key = p.order_key WHERE p.kind = 'delivery' AND p.state IN ('kept', 'broken') "
                f"GROUP BY coalesce(c.carrier, ''), {WEEK.format(day='p.due_day')}"
            ),
        ),
        (
            "result",
            "SELECT carrier, monday, n, kept, mean_hours_late, "
            + _wilson("kept", "n", "kept_share")
            + ", CAST(kept AS DOUBLE) / n - lag(CAST(kept AS DOUBLE) / n) OVER (PARTITION BY carrier ORDER BY monday) AS more_than_before FROM weekly",
        ),
    ),
    keys=("carrier", "monday"),
)

EXCHANGED = Job(
    name="exchanged",
    about="Messages by week, either way: how many, with how many people, how many of those for the first time, and how evenly.",
    tables=("exchanged", "identities"),
    steps=(
        (
            "each",
            (
                f"SELECT i.person_key, {WEEK.format(day='e.day')} AS monday, count(*) AS n FROM exchanged e JOIN identities i ON i.identity_key = e.identity_key "
                f"GROUP BY i.person_key, {WEEK.format(day='e.day')}"
            ),
        ),
        # Once over what was grouped, and nothing joined to itself: Spark would group everything twice.
        ("known", "SELECT monday, n, min(monday) OVER (PARTITION BY person_key) AS first FROM each"),
        (
            "result",
            (
                "SELECT monday, CAST(sum(n) AS BIGINT) AS messages, count(*) AS people, sum(CASE WHEN first = monday THEN 1 ELSE 0 END) AS new_people, "
                "avg(CAST(n AS DOUBLE)) AS mean_each, sqrt(avg(CAST(n AS DOUBLE) * n) - pow(avg(CAST(n AS DOUBLE)), 2)) AS spread_each "
                "FROM known GROUP BY monday"
            ),
        ),
    ),
    keys=("monday",),
)

JOBS: Mapping[str, Job] = {job.name: job for job in (RECOVERY, TRANSITIONS, PROMISES, EXCHANGED)}
