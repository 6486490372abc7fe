"""Cases for analysis: numbers and codes alone. Looks."""

from makegood.kernel.exports import Column, Export

CASES = Export(
    "cases",
    (
        ("case_key", Column.WHOLE),
        ("identity_key", Column.WHOLE),
        ("harm", Column.WORD),
        ("opened_day", Column.WHOLE),
        ("put_right", Column.WHOLE),
        ("in_time", Column.WHOLE),
        ("reopened", Column.WHOLE),
        ("hours", Column.REAL),
    ),
    """SELECT uuid_hash_extended(c.id, 0), uuid_hash_extended(c.identity_id, 0), c.harm, (c.opened_at AT TIME ZONE {zone})::date - '1970-01-01'::date,
    (c.state = 'resolved')::int, (s.resolved_at IS NOT NULL AND s.resolved_at <= s.resolution_due_at)::int,
    (SELECT count(*) > 1 FROM cases_segment a WHERE a.case_id = c.id)::int, extract(epoch FROM s.resolved_at - c.opened_at)::float8 / 3600
    FROM cases_case c JOIN cases_segment s ON s.case_id = c.id AND s.ordinal = 1
    WHERE NOT EXISTS (SELECT 1 FROM cases_caseaway w WHERE w.case_id = c.id)""",
)
"""`in_time` and `hours` are those of the first stretch; `reopened` whether there was another."""
