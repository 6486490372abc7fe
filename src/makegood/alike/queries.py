"""Looks for messages that are alike. Never writes, never sees a word.

Two steps: the bits choose some hundred, by pgvector where the server has its index, else in this process (`held`); their bytes, read behind the
border of brands, then say how alike they are. What is shown is therefore the same on every server, but for who was chosen.
"""

import time
from collections.abc import Collection, Sequence
from uuid import UUID

from makegood.alike import models
from makegood.alike.rules import codes as kept
from makegood.alike.rules import degrees
from makegood.alike.types import Near, Vector
from makegood.platform import bulk, tenancy
from makegood.platform.arrays import array

CANDIDATES = 400  # looked at more closely
EXACT_UP_TO = 30_000  # vectors of a brand that pgvector goes through one by one; of more, its index is asked
_REMEMBERED_S = 300.0  # how long it is remembered that a brand has more

_THERE = "SELECT to_regclass('alike_near') IS NOT NULL"
_HOW_MANY = "SELECT count(*) FROM (SELECT FROM alike_vector WHERE version = %s::text LIMIT %s::int) AS counted"
_CODES = "SELECT id, codes FROM alike_vector WHERE id = ANY(%s::uuid[]) AND version = %s::text"
_ONE_BY_ONE = "SELECT id FROM alike_vector WHERE version = %s::text ORDER BY (bits <~> %s::bit(384)) + 0 LIMIT %s::int"
_BY_INDEX = "SELECT id FROM alike_vector WHERE version = %s::text ORDER BY bits <~> %s::bit(384) LIMIT %s::int"
_REACH = "SELECT set_config('hnsw.ef_search', %s::text, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)"

_many: dict[tuple[UUID, str], float] = {}  # brands that have more than EXACT_UP_TO, and until when that is remembered


def vectors(*, message_ids: Sequence[UUID]) -> dict[UUID, Vector]:
    """The vectors of those of these messages that have one. One query."""
    rows = models.StoredVector.objects.filter(id__in=message_ids).values_list("id", "version", "codes")
    return {row[0]: Vector(row[0], row[1], bytes(row[2])) for row in rows}


def known(*, message_ids: Sequence[UUID], version: str) -> set[UUID]:
    """Which of these messages have a vector of this version. One query."""
    return set(models.StoredVector.objects.filter(id__in=message_ids, version=version).values_list("id", flat=True))


def has_any(*, version: str) -> bool:
    """Whether the brand has a vector of this version. One query."""
    return models.StoredVector.objects.filter(version=version).exists()


def how_many() -> dict[str, int]:
    """How many vectors the brand has of each version. Goes through an index: for the command line."""
    text = "SELECT version, count(*) FROM alike_vector GROUP BY version ORDER BY version"
    return {version: int(count) for version, count in bulk.look((text, []))[0]}


def has_index() -> bool:
    """Whether pgvector's index is there. One query."""
    return bool(bulk.look((_THERE, []))[0][0][0])


def nearest(
    *, codes: bytes, version: str, most: int, besides: Collection[UUID] = (), least: float | None = None
) -> tuple[tuple[Near, ...], bool]:
    """The messages of the open brand most alike to a vector of this version, the most alike first, and whether all were looked at (else the
    latest `held.MOST`). Leaves out `besides`, and what is below `least` (where it is not given, below what is called alike).

    At most four queries. Finds nothing without a brand.
    """
    bits = kept.bits_of([codes])[0]
    chosen, all_seen = _chosen(bits, version, CANDIDATES + len(besides))
    rows = bulk.look((_CODES, [array(chosen), version]))[0] if chosen else []
    likeness = kept.cosines([bytes(row[1]) for row in rows], codes)
    bound = degrees.least(version) if least is None else least
    found = sorted(
        ((value, row[0]) for value, row in zip(likeness, rows, strict=True) if value >= bound and row[0] not in besides),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return tuple(Near(one, value, degrees.degree(value, version)) for value, one in found[:most]), all_seen


def _chosen(bits: str, version: str, most: int) -> tuple[list[UUID], bool]:
    if not has_index():
        from makegood.alike import held  # numpy and what is held, only where they are needed

        return held.nearest(bits=bits, version=version, most=most)
    if not _has_many(version):
        return [row[0] for row in bulk.look((_ONE_BY_ONE, [version, bits, most]))[0]], True
    _, found = bulk.look((_REACH, [str(min(most, 1000))]), (_BY_INDEX, [version, bits, most]))
    return [row[0] for row in found], True


def _has_many(version: str) -> bool:
    key, now = (tenancy.current_brand(), version), time.monotonic()
    if _many.get(key, 0.0) > now:
        return True
    ((count,),) = bulk.look((_HOW_MANY, [version, EXACT_UP_TO + 1]))[0]
    if count > EXACT_UP_TO:
        _many[key] = now + _REMEMBERED_S
    return bool(count > EXACT_UP_TO)
