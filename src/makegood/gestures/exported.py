"""What was given for analysis. Looks."""

from makegood.kernel.exports import Column, Export

GIVEN = Export(
    "given",
    (("case_key", Column.WHOLE), ("gesture", Column.WORD), ("owed", Column.WHOLE), ("cost_minor", Column.WHOLE)),
    """SELECT uuid_hash_extended(occasion_id, 0), code, owed::int, cost_minor FROM gestures_grant WHERE occasion_kind = 'case' AND state = 'given'
    AND kind <> 'fix'""",
)
"""Given on top of the fix in cases; in minor units of the brand's purses."""
