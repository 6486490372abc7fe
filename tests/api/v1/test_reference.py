"""The page that describes the API: every operation and every shape is on it, and a browser finds nothing wrong with it."""

import importlib
import inspect
import pkgutil
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from ninja import Schema

from makegood.api.v1 import reference, shapes
from tests.api.v1.conftest import DOCUMENT
from tests.api.v1.operations import OPERATIONS
from tests.browser import chromium


@pytest.fixture
def page(db: None) -> str:
    answer = Client().get("/api/v1/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    return answer.content.decode()


def test_every_operation_and_every_shape_is_on_the_page_once(page: str) -> None:
    ids = re.findall(r'<section class="operation" id="(\w+)"', page)
    described = [name for name, schema in DOCUMENT["components"]["schemas"].items() if "properties" in schema]
    assert sorted(ids) == sorted([*(one.name for one in OPERATIONS), *described])
    for one in OPERATIONS:
        assert f"<code><b>{one.method}</b> /api/v1{one.path}</code>" in page
        assert f"<code>{one.scope}</code>" in page


def test_no_two_shapes_have_one_name() -> None:
    """The description knows shapes by their names alone: of two that share one, it would hold the last."""
    places: dict[str, set[str]] = {}
    for module in pkgutil.walk_packages(shapes.__path__, f"{shapes.__name__}."):
        for name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(one, Schema):
                places.setdefault(name, set()).add(one.__module__)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_every_link_on_the_page_leads_somewhere(page: str) -> None:
    targets = set(re.findall(r'href="#([^"]*)"', page))
    assert targets - set(re.findall(r'id="([^"]+)"', page)) == set()
    assert "openapi.json" in page
    assert "`" not in page


def test_a_field_says_its_kind_and_where_it_leads() -> None:
    fields = {one.name: {field.name: field for field in one.fields} for one in reference.shapes(DOCUMENT)}
    assert (fields["OrderIn"]["lines"].kind, fields["OrderIn"]["lines"].shape) == ("list of LineIn", "LineIn")
    assert (fields["OrderIn"]["number"].kind, fields["OrderIn"]["number"].required) == ("string", True)
    assert fields["IdentityIn"]["evidence"].kind == "known or seen_together"
    assert fields["ConsentIn"]["purpose"].kind == "service or relationship or marketing"
    assert fields["MakegoodOut"]["budget_left_after"].kind == "Amount or null"


@pytest.mark.browser
@pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")
def test_it_is_accessible_fits_and_asks_nobody_else(page: str, tmp_path: Path) -> None:
    folder = tmp_path / "api" / "v1"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(page)
    for part in ("desk", "api"):
        found = finders.find(part)
        assert isinstance(found, str)
        shutil.copytree(found, tmp_path / "static" / part)
    shots = chromium.SCREENSHOTS / "api"
    shots.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with chromium.served(tmp_path) as address, chromium.browser() as browser:
        tab = browser.new_page(reduced_motion="reduce")
        tab.on("request", lambda one: wrong.append(one.url) if not one.url.startswith(address) else None)
        tab.on("response", lambda one: wrong.append(f"{one.status} {one.url}") if one.status != 200 else None)
        tab.goto(f"{address}/api/v1/")
        for look, (width, height) in chromium.SIZES.items():
            tab.emulate_media(color_scheme="dark" if look == "dark" else "light")
            tab.set_viewport_size({"width": width, "height": height})
            chromium.picture(tab, shots / f"reference-{look}.png")
            if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{look}: wider than the screen")
        found_by_axe = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
        wrong += [f"{one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found_by_axe]
    assert wrong == []
