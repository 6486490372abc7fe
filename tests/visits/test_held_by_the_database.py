"""Never two visits in one slot: held by the database, whatever writes them."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from makegood.kernel.actors import SYSTEM
from makegood.platform import bulk, tenancy
from makegood.visits.actions import booking
from tests import cast
from tests.visits import given

SIX = datetime.fromisoformat("2026-03-04T18:00:00+00:00")


def test_the_database_refuses_a_second_one_whatever_writes_it(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        sam, tom = given.sam(), given.tom()
        made = booking.book(visit=given.wish(tom, sam, SIX), by=SYSTEM, at=cast.AT)
        copied = (
            "INSERT INTO visits_visit SELECT (jsonb_populate_record(v, jsonb_build_object('id', %s::uuid, 'key', 'raw'))).* "
            "FROM visits_visit v WHERE v.id = %s::uuid RETURNING id"
        )
        with pytest.raises(IntegrityError, match="visit_one_in_a_slot"), transaction.atomic():
            bulk.look((copied, [UUID(int=5), made.id]))
