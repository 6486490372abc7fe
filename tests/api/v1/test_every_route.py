"""What holds for every route, enumerated from the API's own description: tokens, scopes, bodies, methods, and the border of brands."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from makegood.api import tokens
from makegood.platform import tenancy
from tests import looks
from tests.api.v1.conftest import DOCUMENT, Answer, Let, Machine, World
from tests.api.v1.operations import OF_SOMETHING, OPERATIONS, READING, WITH_BODY, Operation, body_of

every = pytest.mark.parametrize("operation", OPERATIONS, ids=str)
with_body = pytest.mark.parametrize("operation", WITH_BODY, ids=str)


def ask(operation: Operation, machine: Machine, world: World, **told: Any) -> Answer:
    body = told.pop("body", None) if "body" in told else body_of(operation, world)
    return machine.ask(operation.method, operation.at(world), body, **told)


def is_problem(answer: Answer, status: int) -> None:
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer
    assert answer.json["status"] == status
    assert answer.json["type"].startswith("urn:makegood:problem:")
    assert {"title", "detail"} <= answer.json.keys()
    assert {"Request-Id", "Cache-Control"} <= answer.headers.keys()


def test_the_description_names_what_is_there() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert len(OPERATIONS) == 113
    assert {one.scope for one in OPERATIONS} == set(tokens.SCOPES)
    for one in OPERATIONS:
        assert one.scope.endswith(":read") == (one.method == "GET"), one


def test_each_parameter_that_the_description_names_is_taken(world: World) -> None:
    answers = {}
    for operation in READING:
        described = DOCUMENT["paths"][f"/api/v1{operation.path}"]["get"].get("parameters", ())
        asked = {one["name"]: _good(one["schema"]) for one in described if one["in"] == "query" and one["name"] != "cursor"}
        answers[operation.name] = world.machine.ask("GET", operation.at(world), query=asked)
    assert [
        (name, one.json) for name, one in answers.items() if one.status not in (200, 404)
    ] == []  # a person whom nobody knows is not there
    assert answers["list_calls"].status == 200


def _good(schema: dict[str, Any]) -> str:
    told = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    told = DOCUMENT["components"]["schemas"][told["$ref"].rpartition("/")[2]] if "$ref" in told else told
    kinds = {
        "boolean": "true",
        "integer": "1",
        "uuid": str(UUID(int=7)),
        "date": "2026-03-02",
        "date-time": "2026-03-02T10:00:00Z",
    }
    kinds |= {"email": "tom@example.com", "phone": "+447700900123", "handle": "bluesky:tom.example"}
    if "enum" in told:
        return str(told["enum"][0])
    return "" if "pattern" in told else kinds.get(told.get("format", told["type"]), "words")


def test_bounds_are_named_as_json_schema_names_them() -> None:
    def names(told: Any) -> set[str]:
        inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
        own = {name for name, value in told.items() if not isinstance(value, dict)} if isinstance(told, dict) else set()
        return own.union(*map(names, inner))

    assert names(DOCUMENT["components"]["schemas"]).isdisjoint({"ge", "le", "gt", "lt"})
    case = DOCUMENT["components"]["schemas"]["IncidentCaseIn"]["properties"]["case"]
    assert (case["minimum"], case["maximum"]) == (1, 2**31 - 1)


def test_the_description_says_which_names_values_may_have() -> None:
    told = DOCUMENT["components"]["schemas"]["EventIn"]["properties"]["values"]
    assert (told["additionalProperties"], list(told["patternProperties"])) == (False, ["^[a-z][a-z0-9_]{0,39}$"])


@every
def test_each_route_does_what_it_says_with_its_scope_alone(operation: Operation, world: World, let_in: Let) -> None:
    only = let_in(operation.scope, brand_id=world.machine.brand_id)
    answer = ask(operation, only, world)
    declared = DOCUMENT["paths"][f"/api/v1{operation.path}"][operation.method.lower()]["responses"]
    assert str(answer.status) in declared
    assert answer.status < 300, answer
    assert answer.headers["RateLimit-Policy"] == '"token";q=1000000;w=60'


@every
def test_no_route_opens_without_a_good_token(operation: Operation, world: World) -> None:
    before = everything(world)
    good = world.machine.token
    mistyped = good[:-1] + ("0" if good[-1] != "0" else "1")
    unknown = tokens._new_token()
    for header in ("", "Basic dG9tOnRvbQ==", "Bearer", "Bearer ", f"Bearer {mistyped}", f"Bearer {unknown}", f"Token {good}"):
        answer = ask(operation, world.machine, world, HTTP_AUTHORIZATION=header)
        is_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="Makegood"')
    assert everything(world) == before


@every
def test_no_route_opens_without_its_scope(operation: Operation, world: World, let_in: Let) -> None:
    before = everything(world)
    others = let_in(*(scope for scope in tokens.SCOPES if scope != operation.scope), brand_id=world.machine.brand_id)
    answer = ask(operation, others, world)
    is_problem(answer, 403)
    assert operation.scope in answer.json["detail"]
    assert f'error="insufficient_scope", scope="{operation.scope}"' in answer.headers["WWW-Authenticate"]
    assert without_tokens(everything(world)) == without_tokens(before)


@with_body
def test_no_route_takes_what_is_no_json(operation: Operation, world: World) -> None:
    before = everything(world)
    for body in (b"{", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000):
        is_problem(ask(operation, world.machine, world, body=body), 400)
    for body in ([], "text", 1, {"unheard_of": 1}):
        answer = ask(operation, world.machine, world, body=json.dumps(body).encode())
        is_problem(answer, 422)
        assert answer.errors
    is_problem(ask(operation, world.machine, world, content_type="text/plain"), 415)
    is_problem(ask(operation, world.machine, world, content_type="application/x-www-form-urlencoded"), 415)
    is_problem(ask(operation, world.machine, world, body=b'"' + b"x" * 2_000_000 + b'"'), 413)
    assert everything(world) == before


@with_body
def test_an_unknown_field_is_named(operation: Operation, world: World) -> None:
    body = {**(body_of(operation, world) or {}), "colour/of~it": "red"}
    answer = ask(operation, world.machine, world, body=body)
    is_problem(answer, 422)
    assert answer.errors["#/colour~1of~0it"] == "is not a field that we know"


@pytest.mark.parametrize("path", sorted({one.path for one in OPERATIONS}))
def test_a_method_that_is_not_there_is_refused_and_those_there_are_named(path: str, world: World) -> None:
    there = {one.method for one in OPERATIONS if one.path == path}
    where = next(one for one in OPERATIONS if one.path == path).at(world)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - there:
        answer = world.machine.ask(method, where)
        is_problem(answer, 405)
        assert set(answer.headers["Allow"].split(", ")) == there


@pytest.mark.parametrize("operation", READING, ids=str)
def test_an_unknown_parameter_does_not_go_unnoticed(operation: Operation, world: World) -> None:
    for query in ({"colour": "red"}, {"limit": ["1", "2"]}):
        answer = world.machine.ask("GET", operation.at(world), query=query)
        is_problem(answer, 422)
        assert list(answer.errors) == list(query)


@pytest.mark.parametrize("operation", READING, ids=str)
def test_head_is_get_without_its_body(operation: Operation, world: World) -> None:
    head, get = (world.machine.ask(method, operation.at(world)) for method in ("HEAD", "GET"))
    assert (head.status, head.json) == (200, None)
    assert int(head.headers["Content-Length"]) == int(get.headers["Content-Length"]) > 0


@pytest.mark.parametrize("operation", OF_SOMETHING, ids=str)
def test_another_brands_things_are_not_there(operation: Operation, world: World, other_world: World) -> None:
    before = everything(other_world)
    if "{number}" in operation.path:  # numbers are each brand's own: this one is theirs alone
        with tenancy.brand(other_world.machine.brand_id), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET number = 77")
            cursor.execute("UPDATE orders_order SET number = '7777'")
        other_world.case, other_world.order, before = 77, "7777", everything(other_world)
    answer = world.machine.ask(operation.method, operation.at(other_world), body_of(operation, world))
    is_problem(answer, 404)
    nowhere = world.machine.ask(operation.method, operation.path.format_map(NOWHERE), body_of(operation, world))
    assert {**answer.json, "detail": ""} == {**nowhere.json, "detail": ""}  # an unknown one looks the same
    assert everything(other_world) == before


@every
def test_no_answer_holds_anything_of_another_brand(operation: Operation, world: World, other_world: World) -> None:
    theirs = ids_of(other_world)
    before = everything(other_world)
    answer = ask(operation, world.machine, world)
    assert answer.status < 300
    assert not {one for one in theirs if one in json.dumps(answer.json)}
    assert everything(other_world) == before


def test_the_look_at_everything_sees_the_smallest_change(world: World, other_world: World) -> None:
    """What keeps the above honest."""
    before, theirs = everything(world), everything(other_world)
    with tenancy.brand(world.machine.brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET number = 77 WHERE number = %s", [world.case])
        cursor.execute("DELETE FROM orders_line")
    changed = {table for table, total in everything(world).items() if total != before[table]}
    assert changed == {"cases_case", "orders_line"}
    assert everything(other_world) == theirs


def test_an_address_that_is_nowhere_is_a_problem_too(till: Machine) -> None:
    for path in (
        "/nothing",
        "/people/not-an-id",
        "/cases/0",
        "/cases/99999999999999999999",
        "/cases/x",
        "/orders/%00",
        "/people/",
    ):
        is_problem(till.get(path), 404)


NOWHERE = dict.fromkeys(
    (
        "person_id",
        "link_id",
        "channel_id",
        "message_id",
        "makegood_id",
        "webhook_id",
        "delivery_id",
        "incident_id",
        "statement_id",
        "segment_id",
        "survey_id",
        "finding_id",
        "sale_id",
        "place_id",
        "pool_id",
        "reservation_id",
        "programme_id",
        "visit_id",
        "call_id",
    ),
    "00000000-0000-7000-8000-000000000000",
) | {"number": "424242"}


def everything(world: World) -> dict[str, int]:
    """How many rows a brand has in every table, and where its changes stand; but for how much was asked lately."""
    found = looks.standing(world.machine.brand_id)
    return {table: total for table, total in found.items() if table not in ("api_bucket", "visitors_allowance")}


def without_tokens(rows: dict[str, int]) -> dict[str, int]:
    """Apart from a token that was made meanwhile."""
    return {table: total for table, total in rows.items() if table not in ("api_token", "brands_machine", "platform_journal")}


def ids_of(world: World) -> set[str]:
    """Every id of a brand's people, cases, orders, messages and makegoods."""
    tables = (
        "people_identity",
        "cases_case",
        "orders_order",
        "channels_message",
        "makegoods_makegood",
        "people_link",
        "promises_promise",
        "platform_journal",
    )
    with tenancy.brand(world.machine.brand_id), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT id::text FROM {table}" for table in tables))
        return {str(one) for (one,) in cursor.fetchall()}
