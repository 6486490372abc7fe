"""Knows a visitor again, keeps what they leave, and counts how much they may write. Never keeps a word that they said, never a secret.

All but `take` are called in the open brand's transaction; `take` opens one of its own, so that what was refused is counted all the same.
What every message and every look of an open window does is one statement each, whose plan the database keeps.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import IdentityKind
from makegood.platform import bulk, journal, tenancy
from makegood.platform.arrays import array
from makegood.visitors import events, models, queries, rules
from makegood.visitors.types import Rate, Visitor

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that is taken for another
_HANDLE = 10
_KEPT_DAYS = 1  # a bucket that was not asked for so long is full

# A bucket's rate travels in the row that is not inserted, so that one statement takes out of buckets of several rates.
_TAKE = """
INSERT INTO visitors_allowance AS b (id, brand_id, key, level, at, taken)
SELECT w.id, %s::uuid, w.key, w.most - 1, clock_timestamp(), true
FROM unnest(%s::uuid[], %s::text[], %s::float8[], %s::float8[]) AS w (id, key, most, seconds) ORDER BY w.key
ON CONFLICT (brand_id, key) DO UPDATE SET (level, at, taken) = (
    SELECT CASE WHEN filled >= 1 THEN filled - 1 ELSE filled END, clock_timestamp(), filled >= 1
    FROM (SELECT least(rate.most, b.level + rate.most * greatest(0, extract(epoch FROM clock_timestamp() - b.at)) / rate.seconds)::float8
        AS filled FROM unnest(%s::text[], %s::float8[], %s::float8[]) AS rate (key, most, seconds) WHERE rate.key = b.key) AS now
) RETURNING taken
"""


_HERE = """
WITH was AS (
    SELECT id, coalesce(here_until > clock_timestamp(), false) AS here FROM visitors_visitor
    WHERE channel_id = %s::uuid AND token_hash = %s::text FOR NO KEY UPDATE
)
UPDATE visitors_visitor v SET here_until = CASE WHEN %s::bool THEN clock_timestamp() + make_interval(secs => %s::int) END
FROM was WHERE v.id = was.id RETURNING v.conversation_id, was.here
"""
_TALK_IN = f"""
UPDATE visitors_visitor SET conversation_id = %s::uuid, here_until = clock_timestamp() + make_interval(secs => %s::int)
WHERE id = %s::uuid RETURNING {queries.OF_VISITOR}
"""


def come_in(*, channel_id: UUID, secret: str, language: str, at: datetime) -> Visitor:
    """The visitor with this secret, born at its first use. Refuses a secret that is not 32 random bytes in base64url. May be repeated, and
    raced: there is one visitor per secret and channel."""
    if not rules.SECRET.fullmatch(secret):
        raise Refusal("bad_secret", "token: make it of 32 random bytes, in base64url without padding.", {"token": "malformed"})
    known = queries.by_secret(channel_id=channel_id, secret=secret)
    if known is not None:
        return known
    handle = "visitor-" + "".join(secrets.choice(_LETTERS) for _ in range(_HANDLE))
    fresh = models.Visitor(
        channel_id=channel_id, token_hash=queries.hash_of(secret), handle=handle, language=language[:6], came_at=at
    )
    models.Visitor.objects.bulk_create([fresh], ignore_conflicts=True)
    return queries.as_visitor(models.Visitor.objects.get(channel_id=channel_id, token_hash=fresh.token_hash))


def talk_in(*, visitor_id: UUID, conversation_id: UUID) -> Visitor:
    """Remembers where they talk, and that their window is seen now (good for a minute). Returns them as they then are. May be repeated."""
    (rows,) = bulk.look((_TALK_IN, [conversation_id, rules.HERE_S, visitor_id]))
    return queries.read(rows[0])


def note_here(*, channel_id: UUID, secret: str, here: bool) -> tuple[UUID | None, bool]:
    """Their window is seen now, or no longer: good for a minute. Returns their conversation and whether that is news. Refuses (`no_talk`)
    an unknown secret. May be repeated; one statement."""
    (rows,) = bulk.look((_HERE, [channel_id, queries.hash_of(secret), here, rules.HERE_S]))
    if not rows:
        raise Refusal("no_talk", "This talk is not here any more. Write to us, and a new one begins.")
    return rows[0][0], rows[0][1] != here


def leave_address(*, visitor: Visitor, identity_id: UUID | None, email: str, name: str, at: datetime) -> Visitor:
    """Keeps what they say of themselves: where answers may go that they do not see, and what they are called. Refuses a malformed
    address, naming it. What the brand vouched for stays as it is. The same again changes nothing."""
    if visitor.vouched:
        return visitor
    clean = email.strip()
    if clean:
        addresses.normalise(IdentityKind.EMAIL, clean, region="")
    row = models.Visitor.objects.select_for_update(no_key=True).get(id=visitor.id)
    is_new = bool(clean) and clean != row.email
    row.email, row.name = clean or row.email, addresses.clean_name(name) or row.name
    row.save(update_fields=["email", "name"])
    if is_new:
        journal.record(events.AddressLeft(visitor_id=row.id, identity_id=identity_id), by=SYSTEM, at=at)
    return queries.as_visitor(row)


def vouch(*, visitor: Visitor, identity_id: UUID, subject: str, email: str, name: str, at: datetime) -> Visitor:
    """The brand's own signed word says who they are. Refuses (`another_person`) where it said otherwise before: then another talk begins.
    The same again changes nothing."""
    if visitor.subject not in ("", subject):
        raise Refusal("another_person", "This talk is somebody else's. Begin a new one.", {"identity": "another person"})
    row = models.Visitor.objects.select_for_update(no_key=True).get(id=visitor.id)
    told = (subject[:200], email[:320] or row.email, addresses.clean_name(name) or row.name, True)
    if told == (row.subject, row.email, row.name, row.vouched):
        return visitor
    is_new = not row.vouched
    row.subject, row.email, row.name, row.vouched = told
    row.save(update_fields=["subject", "email", "name", "vouched"])
    if is_new:
        journal.record(events.VisitorVouched(visitor_id=row.id, identity_id=identity_id), by=SYSTEM, at=at)
    return queries.as_visitor(row)


def note_seen(*, visitor: Visitor, message_ids: Sequence[UUID]) -> Visitor:
    """These messages of ours were shown to them. May be repeated; once all is known nothing is written."""
    if not set(message_ids) - set(visitor.seen):
        return visitor
    row = models.Visitor.objects.select_for_update(no_key=True).get(id=visitor.id)
    row.seen = rules.remembered(row.seen, message_ids)
    row.save(update_fields=["seen"])
    return queries.as_visitor(row)


def note_mailed(
    *,
    visitor: Visitor,
    message_ids: Sequence[UUID],
    outgoing_id: UUID,
    conversation_id: UUID,
    identity_id: UUID | None,
    at: datetime,
) -> None:
    """These messages of ours went on by e-mail."""
    row = models.Visitor.objects.select_for_update(no_key=True).get(id=visitor.id)
    row.mailed = rules.remembered(row.mailed, message_ids)
    row.mail_conversation_id = conversation_id
    row.save(update_fields=["mailed", "mail_conversation_id"])
    fact = events.AnswerMailed(visitor_id=row.id, outgoing_id=outgoing_id, identity_id=identity_id)
    journal.record(fact, by=SYSTEM, at=at)


def take(*, brand_id: UUID, wishes: Mapping[str, Rate]) -> bool:
    """Takes one out of each of these buckets; False where one of them is empty: then it is too much for now. By the database's clock."""
    if tenancy.open_brand() is not None:
        raise RuntimeError("Count before the brand is opened: a refusal would roll the count back")
    with tenancy.brand(brand_id):
        return count(wishes=wishes)


def count(*, wishes: Mapping[str, Rate]) -> bool:
    """As `take`, in the open brand's transaction: for a door that opened it for nothing else and commits it whatever the answer."""
    keys, most, seconds = (
        array(told) for told in zip(*((key[:100], rate.most, rate.seconds) for key, rate in wishes.items()), strict=True)
    )
    ids = array([new_id() for _ in wishes])
    (rows,) = bulk.look((_TAKE, [tenancy.current_brand(), ids, keys, most, seconds, keys, most, seconds]))
    return all(taken for (taken,) in rows)


def sweep(*, brand_id: UUID) -> int:
    """Takes away the buckets that are full again. Returns how many."""
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM visitors_allowance WHERE at < clock_timestamp() - make_interval(days => %s)", [_KEPT_DAYS])
        return int(cursor.rowcount)
