"""Opens, rotates and closes the doors through which machines come in. A token leads to a brand, a signature lets in.

Tokens are kept as hashes; secrets are kept in clear because verifying needs them, and are given out once, to whoever opens the door.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from makegood.api import events
from makegood.api.models import Door, DoorSecret
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, signatures, tenancy

SHOP, MESSAGES, CALLS, SIGNALS = "shop", "messages", "calls", "signals"
_OF_A_CHANNEL = (MESSAGES, CALLS)


class Opened(NamedTuple):
    """A fresh door. `url_path` holds its token: for a shop what `/orders` and `/parcels` are put behind, else the whole path."""

    url_path: str
    secret: str


@dataclass(frozen=True, slots=True)
class FoundDoor:
    """Where a token leads."""

    id: UUID
    brand_id: UUID
    kind: str
    channel_id: UUID | None
    token_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request at a door: the secrets that are good there now (by the database's clock), newest first; and where the request's id was
    heard there before, the fingerprint of what was taken then and its answer."""

    door: FoundDoor
    secrets: tuple[str, ...] = field(repr=False)
    heard: tuple[str, str] | None = None


def open_door(*, kind: str, channel_id: UUID | None = None, by: Actor, at: datetime) -> Opened:
    """A new door of the open brand: `shop` (orders and parcels), `messages` (for one webhook channel), `calls` (for a channel whose
    provider calls us, signed in the provider's own way), or `signals` (for monitoring systems).

    The secret is given out here and never again. Refuses another kind, and a door to a channel without its channel.
    """
    if kind not in (SHOP, SIGNALS, *_OF_A_CHANNEL):
        raise Refusal("unknown_door", f"kind: a door is for {SHOP}, {MESSAGES}, {CALLS} or {SIGNALS}.", {"kind": "unknown"})
    if (kind in _OF_A_CHANNEL) != (channel_id is not None):
        sentence = f"channel_id: a door for {MESSAGES} or {CALLS}, and only such a one, leads to a channel."
        raise Refusal("bad_door", sentence, {"channel_id": "wrong"})
    token = secrets.token_urlsafe(24)
    row = Door.objects.create(token_hash=_hash(token), brand_id=tenancy.current_brand(), kind=kind, channel_id=channel_id)
    secret = _add_secret(row.id, at)
    journal.record(events.DoorOpened(door_id=row.id, door_kind=kind), by=by, at=at)
    return Opened(_path(kind, token), secret)


def rotate_secret(*, token: str, keep_old_until: datetime, by: Actor, at: datetime) -> str:
    """A new secret for a door of the open brand; the ones before stay good until `keep_old_until` (by the machine's clock)."""
    door = _own(token)
    DoorSecret.objects.filter(door_id=door.id).filter(Q(good_until=None) | Q(good_until__gt=keep_old_until)).update(
        good_until=keep_old_until
    )
    secret = _add_secret(door.id, at)
    journal.record(events.DoorSecretRotated(door_id=door.id, door_kind=door.kind), by=by, at=at)
    return secret


def close_door(*, token: str, by: Actor, at: datetime) -> None:
    """From now on the door's address leads nowhere. What came through it stays."""
    door = _own(token)
    DoorSecret.objects.filter(door_id=door.id).delete()
    Door.objects.filter(id=door.id, brand_id=tenancy.current_brand()).delete()
    journal.record(events.DoorClosed(door_id=door.id, door_kind=door.kind), by=by, at=at)


def of_channel(*, channel_id: UUID) -> int:
    """How many addresses lead to this channel of the open brand."""
    return Door.objects.filter(brand_id=tenancy.current_brand(), channel_id=channel_id).count()


def close_older(*, channel_id: UUID, by: Actor, at: datetime) -> int:
    """Closes all addresses of this channel but the one opened last. Returns how many were closed."""
    older = list(Door.objects.filter(brand_id=tenancy.current_brand(), channel_id=channel_id).order_by("-id")[1:])
    for door in older:
        DoorSecret.objects.filter(door_id=door.id).delete()
        Door.objects.filter(id=door.id).delete()
        journal.record(events.DoorClosed(door_id=door.id, door_kind=door.kind), by=by, at=at)
    return len(older)


def find(*, token: str, kind: str) -> FoundDoor | None:
    """Where a token leads, or None: an unknown token and a door of another kind look alike. Needs no open brand."""
    (rows,) = bulk.look(_found(token, kind))
    return FoundDoor(*rows[0]) if rows else None


@contextmanager
def opened(*, token: str, kind: str, webhook_id: str = "") -> Iterator[Visit | None]:
    """Where a token leads; inside, its brand is open. None, and no brand, where it leads nowhere (see `find`). One round trip.

    With the id that a request carries, checked or not, it waits for another request under the same id that is under way.
    """
    text, values = _found(token, kind)
    turn = f"SELECT d.*, CASE WHEN %s <> '' THEN pg_advisory_xact_lock(hashtextextended(d.id || ' ' || %s, 0)) END FROM ({text}) AS d"
    there = (_THERE, [webhook_id, _hash(token)])
    with tenancy.brand_behind((turn, [webhook_id, webhook_id, *values]), there) as (rows, seen):
        if not rows:
            yield None
            return
        secrets_there, body_hash, answer = seen[0]
        yield Visit(FoundDoor(*rows[0][:-1]), tuple(secrets_there), None if body_hash is None else (body_hash, answer))


_THERE = """
    SELECT ARRAY(
        SELECT s.secret::text FROM api_doorsecret s
        WHERE s.door_id = d.id AND (s.good_until IS NULL OR s.good_until > clock_timestamp()) ORDER BY s.made_at DESC, s.id DESC
    ), h.body_hash, h.answer
    FROM api_door d LEFT JOIN api_heard h ON h.door_id = d.id AND h.webhook_id = %s WHERE d.token_hash = %s
"""


def _found(token: str, kind: str) -> bulk.Statement:
    """In the order of FoundDoor."""
    statement = "SELECT id, brand_id, kind, channel_id, token_hash FROM api_door WHERE token_hash = %s AND kind = %s"
    return statement, [_hash(token), kind]


def _own(token: str) -> Door:
    row = Door.objects.filter(token_hash=_hash(token), brand_id=tenancy.current_brand()).first()
    if row is None:
        raise Refusal("no_door", "token: there is no such door here.", {"token": "unknown"})
    return row


def _add_secret(door_id: UUID, at: datetime) -> str:
    return DoorSecret.objects.create(door_id=door_id, secret=signatures.new_secret(), made_at=at).secret


def _path(kind: str, token: str) -> str:
    if kind in _OF_A_CHANNEL:
        return reverse(f"door-{kind}", args=[token])
    if kind == SIGNALS:
        return reverse("door-signals", args=[token, "plain"]).removesuffix("/plain")
    return reverse("door-orders", args=[token]).removesuffix("/orders")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
