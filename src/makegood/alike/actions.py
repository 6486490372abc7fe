"""Makes vectors of messages and keeps them; forgets them. Works inside an open brand transaction.

Decides nothing: which messages are worth it, and when, is a flow's. Every action may be repeated. No facts are journalled: a vector is worked out of
words, can be worked out again, and goes with them.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from makegood.alike import models
from makegood.alike.rules import codes
from makegood.alike.types import Vector
from makegood.platform import bulk, tenancy
from makegood.understanding import actions as understanding

_COLUMNS = {"id": "uuid", "brand_id": "uuid", "version": "text", "codes": "bytea", "bits": "bit(384)"}
_NEWER = (
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, codes = excluded.codes, bits = excluded.bits, written_at = now()"
)
_BATCH = 500


def vector_of(*, text: str) -> Vector:
    """The vector of a text that is no message: what somebody looks for. Keeps nothing."""
    version, vectors = understanding.embed(texts=[text])
    return Vector(UUID(int=0), version, codes.codes_of(vectors)[0])


def version() -> str:
    """The version of the embedder that is in use. Loads it."""
    return understanding.embed(texts=[])[0]


def learn(*, texts: Mapping[UUID, str]) -> int:
    """Makes and keeps the vectors of these messages, by id, and returns how many. One query per 500.

    Repeatable: one row per message; a text that changed, or another embedder, replaces what was there.
    """
    brand_id = tenancy.current_brand()
    ids = sorted(texts)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        told, vectors = understanding.embed(texts=[texts[one] for one in some])
        kept = codes.codes_of(vectors)
        rows = list(zip(some, [brand_id] * len(some), [told] * len(some), kept, codes.bits_of(kept), strict=True))
        bulk.insert("alike_vector", _COLUMNS, rows, conflict=_NEWER)
    return len(ids)


def forget(*, message_ids: Sequence[UUID]) -> int:
    """Throws the vectors of these messages away: their words are gone. Returns how many there were."""
    return models.StoredVector.objects.filter(id__in=list(message_ids)).delete()[0]


def forget_other_versions(*, than: str) -> int:
    """Throws away what was made by another embedder, which nothing is compared with any more. Returns how many there were."""
    return models.StoredVector.objects.exclude(version=than).delete()[0]
