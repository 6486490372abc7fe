"""Schemathesis finds nothing: no answer that the description does not allow, no bad value taken, no good one refused, no 5xx."""

import os
from collections.abc import Iterator
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from makegood.api.v1 import cursors
from makegood.config.wsgi import application
from makegood.platform import tenancy
from tests.api.v1 import fuzzing
from tests.api.v1.conftest import DOCUMENT, World

EXAMPLES, SEED = int(os.environ.get("API_TEST_FUZZ_EXAMPLES", "2")), int(os.environ.get("API_TEST_FUZZ_SEED", "1"))
LISTS = ("people", "orders", "messages", "cases", "makegoods", "events")


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests keep the connection of the test, whose transaction takes everything back (as Django's own test client does)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_schemathesis_finds_nothing(world: World, one_connection: None) -> None:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = application
    with tenancy.brand(world.machine.brand_id):
        places = {f"/api/v1/{name}": cursors.write(name, UUID(int=2**128 - 1)) for name in LISTS}
    held = {name: str(value) for name, value in world.places.items() if not name.startswith("/")}
    asked = fuzzing.run(schema=schema, token=world.machine.token, places=held, cursors=places, examples=EXAMPLES, number=SEED)
    assert asked >= 33 * EXAMPLES
