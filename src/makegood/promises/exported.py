"""Promises for analysis. Looks."""

from makegood.kernel.exports import Column, Export

PROMISES = Export(
    "promises",
    (
        ("order_key", Column.WHOLE),
        ("kind", Column.WORD),
        ("state", Column.WORD),
        ("due_day", Column.WHOLE),
        ("late_hours", Column.REAL),
    ),
    """SELECT uuid_hash_extended(order_id, 0), kind, state, (due_at AT TIME ZONE {zone})::date - '1970-01-01'::date,
    CASE WHEN state = 'broken' THEN greatest(extract(epoch FROM state_at - due_at)::float8 / 3600, 0) END FROM promises_promise""",
)
"""`late_hours` from when it was due until it was known to be broken."""
