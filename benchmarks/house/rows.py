"""Which rows the house has, table by table: a column's expression over the staged cases, people and messages (see stage.sql).

JSON is written as text, which is what travels through the pipe anyway.

Only what the product itself would have written stands here, in its own words and shapes. Cases older than the lived share of the period
came in as history: their messages have one fact each and were never queued or read; the rest was lived through, with every fact.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table: where they come from, and each column's expression. Columns not named here get the plain empty value."""

    table: str
    source: str
    columns: dict[str, str]


PHRASES = "JOIN gen.phrase AS p1 ON p1.i = m.t1 JOIN gen.phrase AS p2 ON p2.i = m.t2"
SAID = "p1.words || ' ' || p2.words"
THREAD = "'<' || m.m || '@house.example>'"
TO_THEM = """'[{"kind": "email", "value": "' || email || '", "name": "' || name || '"}]'"""
TO_US = """'[{"kind": "email", "value": "help@house.example", "name": "' || channel_name || '"}]'"""
WAYS = """'[{"name": "refund", "title": "' || title || '", "steps": [], "plain": true, "cost": {"minor": 500, "currency": "GBP"},
    "budget_left_after": null, "why": "It was our fault.", "forbidden": [], "needs_approval": false, "approved_by": [], "arm": "surprise",
    "propensity": 1.0, "automatic": false}]'"""
MADE_GOOD = "lived AND harm <> '' AND gen.u(n, 30) < 0.4 AND resolved"
PROPOSED = "lived AND harm <> '' AND NOT resolved AND gen.u(n, 30) < 0.4"
GIVEN = f"gen.case WHERE {MADE_GOOD} AND gen.u(n, 31) < 0.5"
ALL_ORDERS = """(SELECT n AS o, brand_id, identity_id, order_number AS number, opened_at - (3 + 7 * gen.u(n, 24)) * interval '1 day' AS placed_at
    FROM gen.case WHERE order_number <> ''
    UNION ALL SELECT 1000000000 + p, brand_id, identity_id, 'B' || p, seen + gen.u(p, 25) * (timestamptz '@until' - seen) FROM gen.person) AS o"""
