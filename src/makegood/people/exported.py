"""Which identities are one person, for analysis. Looks."""

from makegood.kernel.exports import Column, Export

IDENTITIES = Export(
    "identities",
    (("identity_key", Column.WHOLE), ("person_key", Column.WHOLE)),
    "SELECT uuid_hash_extended(id, 0), uuid_hash_extended(person_id, 0) FROM people_identity WHERE NOT company",
)
