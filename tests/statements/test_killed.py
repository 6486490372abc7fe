"""Sixty people are told while whoever tells them is killed at each border, in the middle of all of them and one after the other: each is told once,
and nobody twice."""

import os
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from makegood.brands import queries as brands
from makegood.channels import models as channel_models
from makegood.flows import telling_statement
from makegood.platform import draining, jobs, tenancy
from makegood.statements import models, queries
from tests import cast
from tests.nursery import Nursery
from tests.statements.saying import begins, mailbox, published, somebody

PEOPLE = 60
OF_ALL = (
    ("taken", 1),
    ("before the gate", 1),
    ("behind the gate", 1),
    ("written down", 1),
)  # while all of them are one transaction
DEATHS = (  # afterwards each is taken up alone, because somebody died over it
    ("taken", 1),
    ("before the gate", 7),
    ("behind the gate", 23),
    ("written down", 9),
    ("taken", 2),
    ("behind the gate", 4),
)


def told_so_far(brand_id: UUID) -> int:
    with tenancy.brand(brand_id):
        return models.Told.objects.filter(state="told").count()


def let_go(brand_id: UUID, *, unsuspected: bool = False) -> None:
    """What the dead one had in hand is free at once, where a worker would wait out its lease; or as if nobody had died over it."""
    ends = "lease = NULL, leased_until = NULL, abandoned = 0" if unsuspected else "leased_until = now() - interval '1 second'"
    with tenancy.brand(brand_id), connection.cursor() as cursor:
        cursor.execute(f"UPDATE platform_work SET {ends} WHERE leased_until IS NOT NULL")


@pytest.mark.faults
def test_everybody_is_told_once_whoever_is_killed_at_whichever_border(committed_brightside: UUID, tmp_path: Path) -> None:
    brand_id = committed_brightside
    with tenancy.brand(brand_id):
        mailbox()
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        statement_id = published(mara)
        begins(statement_id, mara, [somebody(n) for n in range(PEOPLE)])
    seen = []
    with Nursery(os.environ) as nursery:
        for number, (border, nth) in enumerate((*OF_ALL, *DEATHS)):
            died = nursery.bear("tests.statements.dying", str(brand_id), border, str(nth), log=tmp_path / "dying.log")
            assert died.wait(120) == -9, (border, nth, (tmp_path / "dying.log").read_text())
            seen.append(told_so_far(brand_id))
            let_go(brand_id, unsuspected=number < len(OF_ALL) - 1)
    assert (seen[: len(OF_ALL)], seen == sorted(seen)) == ([0] * len(OF_ALL), True), seen  # what was not committed did not happen
    assert 0 < seen[-1] < PEOPLE, seen
    draining.drain(brand_id, jobs.known()[telling_statement.WORK], at=cast.AT)
    with tenancy.brand(brand_id):
        counts = queries.told(statement_id=statement_id)
        said = list(channel_models.Message.objects.filter(direction="out").values_list("identity_id", flat=True))
    assert (counts.told, counts.people, len(said), len(set(said))) == (PEOPLE, PEOPLE, PEOPLE, PEOPLE)
