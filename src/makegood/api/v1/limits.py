"""Lets a token in, and counts how fast it asks: one statement for both, outside the transaction of the request.

A token bucket per token, kept in PostgreSQL in an unlogged table, so that it is right however many web processes there are: it holds as
many requests as a minute may bring and fills evenly. A refused request costs nothing of it. After a crash of the database it is full.
"""

import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from makegood.api.tokens import hash_of
from makegood.brands import actions as brands
from makegood.platform import bulk, tenancy

WINDOW_S = 60
_seen_on: dict[UUID, date] = {}  # machine → the day that is written down already; per process

_ENTER = """
WITH known AS (
    SELECT id, brand_id, machine_id, scopes, per_minute FROM api_token
    WHERE token_hash = %s AND (expires_at IS NULL OR expires_at > clock_timestamp())
), asked AS (
    INSERT INTO api_bucket AS b (token_id, brand_id, level, at, taken)
    SELECT id, brand_id, per_minute - 1, clock_timestamp(), true FROM known
    ON CONFLICT (token_id) DO UPDATE SET (level, at, taken) = (
        SELECT CASE WHEN refilled >= 1 THEN refilled - 1 ELSE refilled END, greatest(EXCLUDED.at, b.at), refilled >= 1
        FROM (SELECT least(EXCLUDED.level + 1, b.level + (EXCLUDED.level + 1) / 60
            * greatest(0, extract(epoch FROM EXCLUDED.at - b.at)))::float8 AS refilled) AS now
    ) RETURNING level, taken
)
SELECT known.id, brand_id, machine_id, scopes, per_minute, level, taken FROM known, asked
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that was let in. `left` requests may follow at once; the bucket is full again in `full_in_s` seconds."""

    token_id: UUID
    brand_id: UUID
    machine_id: UUID
    scopes: frozenset[str] = field(repr=False)
    per_minute: int
    level: float
    within_limit: bool

    @property
    def left(self) -> int:
        return math.floor(self.level) if self.within_limit else 0

    @property
    def full_in_s(self) -> int:
        return math.ceil((self.per_minute - self.level) * WINDOW_S / self.per_minute)

    @property
    def next_in_s(self) -> int:
        """Seconds until there is room for one request; at least 1."""
        return max(1, math.ceil((1 - self.level) * WINDOW_S / self.per_minute))


def enter(token: str) -> Caller | None:
    """Who comes in with this token; None for an unknown, revoked or expired one. Takes one request out of its bucket where there is one."""
    (found,) = bulk.look((_ENTER, [hash_of(token)]))
    if not found:
        return None
    token_id, brand_id, machine_id, scopes, per_minute, level, taken = found[0]
    caller = Caller(token_id, brand_id, machine_id, frozenset(scopes), per_minute, level, taken)
    _note_seen(caller)
    return caller


def _note_seen(caller: Caller) -> None:
    """Once a day and process: when a token was used last is for people, who ask by the day."""
    today = datetime.now(UTC).date()
    if _seen_on.get(caller.machine_id) == today:
        return
    with tenancy.brand(caller.brand_id):
        brands.note_machine_seen(machine_id=caller.machine_id, on=today)
    _seen_on[caller.machine_id] = today
