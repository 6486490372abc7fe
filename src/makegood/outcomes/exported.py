"""Steps of standing for analysis. Looks."""

from makegood.kernel.exports import Column, Export

STEPS = Export(
    "steps",
    (
        ("identity_key", Column.WHOLE),
        ("was", Column.WORD),
        ("standing", Column.WORD),
        ("since_day", Column.WHOLE),
        ("since_s", Column.REAL),
    ),
    """SELECT uuid_hash_extended(identity_id, 0), was, standing, (since AT TIME ZONE {zone})::date - '1970-01-01'::date, extract(epoch FROM since)::float8
    FROM outcomes_standingstep""",
)
