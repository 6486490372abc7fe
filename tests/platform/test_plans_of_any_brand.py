"""The plans of hot looks do not depend on which brand was open when they were made: a new brand's plan is good for the largest as well.

PostgreSQL keeps the plan of a statement that is asked often. In a house with one old brand and one of a moment ago the looks are planned for
the new one and then used for the old one, in a database of their own with statistics as they are in life.
"""

import json
from collections.abc import Iterator
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest

from makegood.channels.actions import threads
from makegood.people import queries as people
from makegood.platform.bulk import _numbered
from tests.database import Server

OLD, NEW, CHANNEL = UUID(int=1), UUID(int=2), UUID(int=3)
ROWS = 5_000
_FILL: tuple[LiteralString, ...] = (
    (
        "INSERT INTO channels_conversationkey (id, brand_id, channel_id, key, conversation_id) "
        "SELECT gen_random_uuid(), $1, $2, 'key-' || n, gen_random_uuid() FROM generate_series(1, $3::int) n"
    ),
    (
        "INSERT INTO channels_conversation (id, brand_id, channel_id, subject, public, started_at) "
        "SELECT conversation_id, brand_id, channel_id, '', false, now() FROM channels_conversationkey WHERE brand_id = $1 AND channel_id = $2 AND $3::int > 0"
    ),
    (
        "INSERT INTO people_identity (id, brand_id, kind, value, shown, name, name_source, verified, born_person_id, person_id, first_seen_at, company) "
        "SELECT md5('identity-' || n)::uuid, $1, 'email', n || '@example.org', '', 'Person ' || n, 0, false, gen_random_uuid(), gen_random_uuid(), now(), false "
        "FROM generate_series(1, $3::int) n WHERE $2::uuid IS NOT NULL"
    ),
)


@pytest.fixture(scope="module")
def house(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """The app's line into a house with 5,000 rows of the old brand, none of the new one, and statistics that say so."""
    with server.another("plans") as told:
        with psycopg.connect(
            server.admin, dbname=f"{server.name}_plans", autocommit=True, cursor_factory=psycopg.RawCursor
        ) as admin:
            admin.execute("SET session_replication_role = replica")  # what the rows name need not be there
            for text in _FILL:
                admin.execute(text, [OLD, CHANNEL, ROWS])
            admin.execute("VACUUM ANALYZE")
        with psycopg.connect(told["MAKEGOOD_DATABASE_URL"]) as app:
            yield app


def _kept_and_used(app: psycopg.Connection[Any], text: str, values: list[Any]) -> dict[str, Any]:
    """What the statement does for the old brand by the plan that was made and kept while the new one was open."""
    name = f"plan_{uuid4().hex}"
    written = ", ".join(f"'{value}'" for value in values)
    app.execute("SET plan_cache_mode = force_generic_plan")
    app.execute(f"PREPARE {name} AS {_numbered(text).decode()}")
    _open(app, NEW)
    app.execute(f"EXECUTE {name} ({written})")
    _open(app, OLD)
    ((told,),) = app.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE {name} ({written})").fetchall()
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    app.rollback()
    return plan


def _open(app: psycopg.Connection[Any], brand_id: UUID) -> None:
    app.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])


def _looked_at_in_vain(plan: dict[str, Any]) -> int:
    """Rows that were read and thrown away, in the whole plan."""
    here = plan.get("Rows Removed by Filter", 0) * plan["Actual Loops"]
    return int(here + sum(_looked_at_in_vain(part) for part in plan.get("Plans", ())))


def test_where_an_envelope_belongs_is_looked_up_by_its_keys(house: psycopg.Connection[Any]) -> None:
    keys = "{key-7,key-8,nobodys}"
    text = f"{threads._CHANNEL} UNION ALL {threads._KNOWN} UNION ALL {threads._KEPT}"
    plan = _kept_and_used(house, text, [CHANNEL, CHANNEL, keys, CHANNEL, keys])
    assert (plan["Actual Rows"], _looked_at_in_vain(plan)) == (2, 0)


def test_whose_an_address_is_is_looked_up_by_its_person(house: psycopg.Connection[Any]) -> None:
    _open(house, OLD)
    ids = [one for (one,) in house.execute("SELECT id FROM people_identity ORDER BY id LIMIT 3").fetchall()]
    plan = _kept_and_used(house, people._SAME_PERSONS, ["{" + ",".join(map(str, ids)) + "}"])
    assert (plan["Actual Rows"], _looked_at_in_vain(plan)) == (3, 0)


def test_a_person_is_found_by_a_part_of_the_name_through_the_names_index(house: psycopg.Connection[Any]) -> None:
    def looked_up() -> int:
        house.execute("SELECT pg_stat_force_next_flush()")
        house.commit()  # what this session counted is told to all
        ((scans,),) = house.execute(
            "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'people_identity_names'"
        ).fetchall()
        house.rollback()
        return int(scans)

    before = looked_up()
    _open(house, OLD)
    assert len(house.execute("SELECT people_named('%son 471%', '{%PERS%}', 20)").fetchall()) == 11  # 471 and 4710 to 4719
    assert house.execute("SELECT people_named('%nobody 471%', '{}', 20)").fetchall() == []
    assert looked_up() == before + 2
