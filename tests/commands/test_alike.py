"""`makegood alike`: the past is compared at once, as often as one likes, and one is told how things stand."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from makegood.alike import actions as alike
from makegood.alike import queries
from makegood.commands import alike as command
from makegood.commands import asking
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.conftest import house as house


def told(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


def test_a_rebuild_makes_what_is_missing_and_says_how_many_there_are(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def here(_slug: str) -> Iterator[UUID]:
        yield house.brand_id

    monkeypatch.setattr(asking, "database_and_brand", here)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    with tenancy.brand(house.brand_id):
        queries.models.StoredVector.objects.all().delete()
        version = alike.version()
    for _ in range(2):
        assert command.run(told("rebuild", "--brand", "any")) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[:2] == [f"The embedder is {version}.", f"Vectors by {version}: 1."]
    assert command.run(told("status")) == 0
    assert capsys.readouterr().out.splitlines()[2].startswith("Near ones are found")
