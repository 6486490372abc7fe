"""A generated house is one that the product cannot tell from a lived one: counted, keyed, indexed, and its pages open."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from benchmarks import ground

BUILD_AND_LOOK = """
import json
from datetime import UTC, datetime
from benchmarks import generate, ground, pages

sizes = generate.Sizes(cases=300, messages=3_000, people=90, brands=2)
with ground.database(brands=sizes.brands, tuning=generate.TUNING) as here:
    tables = [name for (name,) in here.ask(generate._OWNED)]
    before = generate.loading.shape(here.address(), tables)
    loaded = generate.fill(here, sizes, datetime(2026, 3, 2, tzinfo=UTC))
    after = generate.loading.shape(here.address(), tables)
    brand = max(here.brands, key=lambda each: here.ask("SELECT count(*) FROM cases_case WHERE brand_id = %s", [each.id])[0][0])
    desk = pages.Desk(brand)
    cases, heavy = pages._cases(here, brand.id)
    people, heaviest, _facts = pages._people(here, brand.id)
    addresses = [f"/inbox/?list={name}" for name in pages.LISTS] + ["/", "/inbox/?q=thorn", "/praise/", "/troubles/", "/who/", "/policy/"]
    addresses += [f"/cases/{number}/" for number in (*cases[:3], heavy[0])] + [f"/people/{one}/" for one in (*people[:3], heaviest)]
    print(json.dumps({
        "rows": {each.table: each.rows for each in loaded},
        "indexes": [sorted(map(list, shape.indexes)) for shape in (before, after)],
        "unchecked": [list(key[:2]) for key in after.keys if not key[4]],
        "keys": [sorted(list(key[:3]) for key in shape.keys) for shape in (before, after)],
        "apart": here.ask("SELECT (SELECT count(*) FROM cases_case) - (SELECT count(*) FROM views_inboxrow)")[0][0],
        "pages": {address: desk.client.get(desk.root + address).status_code for address in addresses},
    }))
"""


@pytest.fixture(scope="module")
def house() -> dict[str, Any]:
    """Built in a process of its own, because Django reads its settings once; the installation goes with it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKEGOOD_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", BUILD_AND_LOOK], cwd=ground.ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_it_holds_what_was_asked_for(house: dict[str, Any]) -> None:
    rows = house["rows"]
    assert rows["cases_case"] == rows["views_inboxrow"] == 300
    assert rows["channels_message"] == pytest.approx(3_000, rel=0.15)  # so few threads do not average out
    assert rows["platform_journal"] > rows["channels_message"]
    assert house["apart"] == 0


def test_every_key_and_index_is_back_and_checked(house: dict[str, Any]) -> None:
    before, after = house["indexes"]
    assert [index[:2] + index[3:] for index in after] == [index[:2] + index[3:] for index in before]
    assert len(after) > 100
    assert house["keys"][0] == house["keys"][1]
    assert house["unchecked"] == []


def test_its_pages_open(house: dict[str, Any]) -> None:
    assert len(house["pages"]) >= 17
    assert {address: status for address, status in house["pages"].items() if status != 200} == {}
