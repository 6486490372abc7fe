"""Brightside in the middle of its story, and a fingerprint of everything that the database holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.contrib.auth.models import User
from django.test import Client

from makegood.api import doors
from makegood.brands import actions as brands
from makegood.brands.types import Role
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.api.conftest import Machine
from tests.database import Server
from tests.tenancy.conftest import TwoBrands, house, two
from tests.tenancy.test_addresses import entered, ids

__all__ = ["house", "two"]


@dataclass
class Place:
    """Brightside with what a row of the table may name: ids of its rows, browsers of its people, its machines."""

    brand_id: UUID
    slug: str
    ids: dict[str, Any]
    owner: Client
    viewer: Client
    shop: Machine
    chat: Machine


@dataclass
class Witness:
    """Looks whether anything changed since it looked last. `same` also says where."""

    look: Callable[[], dict[str, str]]
    seen: dict[str, str] = field(default_factory=dict)

    def changed(self) -> list[str]:
        now = self.look()
        changed = sorted(table for table in now.keys() | self.seen.keys() if now.get(table) != self.seen.get(table))
        self.seen = now
        return changed


@pytest.fixture
def place(two: TwoBrands) -> Place:
    known = ids(two.full)
    viewer = User.objects.create_user(f"vera-{two.insider}", id=two.insider + 2)
    with tenancy.brand(two.full):
        vera = brands.add_member(
            user_id=viewer.pk, name="Vera Novak", email="vera@brightside.example", role=Role.VIEWER, by=SYSTEM, at=cast.AT
        )
        channel_id = _one("SELECT id FROM channels_channel WHERE name = 'Posts'")
        shop = doors.open_door(kind="shop", channel_id=None, by=SYSTEM, at=cast.AT)
        chat = doors.open_door(kind="messages", channel_id=channel_id, by=SYSTEM, at=cast.AT)
    known |= {"viewer": vera.id, "nobody": cast.NOBODY}
    machines = [Machine(two.full, path, secret) for path, secret in (shop, chat)]
    return Place(two.full, two.full_slug, known, entered(two.insider), entered(viewer.pk), *machines)


@pytest.fixture
def witness(place: Place, server: Server) -> Iterator[Witness]:
    """A superuser's look at every table, whatever brand its rows belong to: their number, and where and by which transaction each was written,
    which is another with every change of a row, be it to the same values. Planned once: that takes ten times as long as to look."""
    with psycopg.connect(server.admin, dbname=server.name, autocommit=True) as connection:
        listed = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        one = "SELECT '{0}', count(*) || ' ' || coalesce(sum(hashtidextended(ctid, xmin::text::bigint)), 0) FROM {0}"
        statement = " UNION ALL ".join(one.format(name) for (name,) in listed)
        witness = Witness(lambda: dict(connection.execute(statement, prepare=True).fetchall()))
        witness.changed()
        yield witness


def _one(statement: str) -> Any:
    from tests.house.test_borders import rows

    return rows(statement)[0][0]
