"""What makes linking safe under concurrency: the locks, the recount of who belongs together, and the rows of a link.

The identities of every person that may change are locked in the order of their ids before anything is read or decided, so that links
change one after the other, and a person is always recomputed from the live links. For the actions of this package alone.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import linked, models, queries
from makegood.people.rules import joining
from makegood.people.types import (
    Evidence,
    LinkState,
)
from makegood.platform import tenancy

Rows = dict[UUID, models.Identity]


def hold(identity_ids: set[UUID]) -> Rows:
    """Locks all identities of the persons to whom these belong, in the order of their ids, and returns them as they now are.

    Where a person grew while we waited, everything is let go and asked for again, so that the order is always kept.
    """
    wanted = queries.companions(identity_ids)
    while True:
        point = transaction.savepoint()
        rows = models.Identity.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")
        held = {row.id: row for row in rows}
        now = queries.companions(identity_ids)
        if now <= held.keys():
            transaction.savepoint_commit(point)
            return {one: row for one, row in held.items() if one in now}
        transaction.savepoint_rollback(point)
        wanted = now


def settle(held: Rows) -> None:
    """Writes the rows, each with its person: the oldest born one among the identities that live links connect it with."""
    live = [pair for pair, link in linked.links_among(held).items() if link.state == LinkState.LIVE]
    for part in joining.components(held, live):
        person_id = min(held[one].born_person_id for one in part)
        for one in part:
            held[one].person_id = person_id
    rows = list(held.values())
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE people_identity AS i SET person_id = f.person_id, name = f.name, name_source = f.name_source, verified = f.verified, shown = f.shown
            FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::bool[], %s::text[])
                AS f (id, person_id, name, name_source, verified, shown)
            WHERE i.id = f.id AND (i.person_id, i.name, i.name_source, i.verified, i.shown) IS DISTINCT FROM
                (f.person_id, f.name, f.name_source::smallint, f.verified, f.shown)
            """,
            [
                [row.id for row in rows],
                [row.person_id for row in rows],
                [row.name for row in rows],
                [int(row.name_source) for row in rows],
                [row.verified for row in rows],
                [row.shown for row in rows],
            ],
        )


def put_link(
    low: UUID, high: UUID, unknown_id: UUID, state: LinkState, *, since: Iterable[LinkState], member: UUID | None, at: datetime
) -> UUID | None:
    """A link in this state: a new one, or the pair's own where it was in one of `since`. None where it was not."""
    decided_at = None if state is LinkState.SUGGESTED else at
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO people_link (id, brand_id, low_id, high_id, unknown_id, state, suggested_at, decided_at, decided_by)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (brand_id, low_id, high_id) DO UPDATE SET state = EXCLUDED.state, unknown_id = EXCLUDED.unknown_id,
                suggested_at = EXCLUDED.suggested_at, decided_at = EXCLUDED.decided_at, decided_by = EXCLUDED.decided_by
            WHERE people_link.state = ANY(%s) RETURNING id
            """,
            [new_id(), tenancy.current_brand(), low, high, unknown_id, state, at, decided_at, member, list(since)],
        )
        row = cursor.fetchone()
        return row[0] if row else None


def note_evidence(link_id: UUID, evidence: Iterable[Evidence], at: datetime) -> None:
    """The latest word of each kind."""
    models.Evidence.objects.bulk_create(
        list({piece.kind: evidence_row(link_id, piece, at) for piece in evidence}.values()),
        update_conflicts=True,
        unique_fields=["brand_id", "link_id", "kind"],
        update_fields=["bits", "words", "at"],
    )


def evidence_row(link_id: UUID, piece: Evidence, at: datetime) -> models.Evidence:
    return models.Evidence(link_id=link_id, kind=piece.kind, bits=piece.bits, words=piece.words, at=at)


def require_member(by: Actor) -> None:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can say who somebody is.")
    brand_rules.require(brands.member(member_id=by.id).role, Permission.CONFIRM_IDENTITY)
