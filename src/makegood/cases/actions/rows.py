"""What every change of a case takes first: the case's row, or the turn of a conversation and a person. Never decides anything.

Turns are advisory locks held to the end of the transaction, always taken in ascending order, so that nobody waits in a ring.
"""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from makegood.cases import models, queries
from makegood.cases.types import Arrival
from makegood.platform import tenancy

TITLE_LENGTH = 200
_BUCKETS = 64  # advisory locks per brand and kind: enough to keep people apart, few enough for the lock table


def locked(case_id: UUID) -> models.Case:
    """The case's row, held to the end of the transaction. Refuses `no_such_case`."""
    case = models.Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise queries.no_such_case("case_id")
    return case


def take_turn_in(conversation_id: UUID) -> None:
    """Waits for everybody who works on this conversation."""
    _take_buckets({conversation_id.int % _BUCKETS})


def take_turns(arrivals: Sequence[Arrival]) -> None:
    """Waits for everybody who works on the conversations of these arrivals, or on their people. One statement."""
    conversations = {a.conversation_id.int % _BUCKETS for a in arrivals}
    people = {_BUCKETS + min(a.identity_id, *a.person_identity_ids).int % _BUCKETS for a in arrivals}
    _take_buckets(conversations | people)


def _take_buckets(buckets: Iterable[int]) -> None:
    space = hashlib.blake2s(tenancy.current_brand().bytes, digest_size=4, person=b"cases").digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, bucket) FROM (SELECT unnest(%s::int[]) AS bucket ORDER BY 1 OFFSET 0) AS one_by_one",
            [int.from_bytes(space, signed=True), sorted(buckets)],
        )
