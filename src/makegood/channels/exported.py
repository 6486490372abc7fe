"""Who exchanged words with us when, for analysis: no word of it. Looks.

Of messages only what their index by person holds is read: ten million of them are read without their texts.
"""

from makegood.kernel.exports import Column, Export

EXCHANGED = Export(
    "exchanged",
    (("identity_key", Column.WHOLE), ("day", Column.WHOLE)),
    """SELECT uuid_hash_extended(identity_id, 0), (at AT TIME ZONE {zone})::date - '1970-01-01'::date FROM channels_message
    WHERE identity_id IS NOT NULL""",
)
"""One row a message, either way."""
