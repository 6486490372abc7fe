"""Every figure has its definition one click away: each key once, no link into nothing."""

import re
from pathlib import Path

from django.test import Client

from makegood.desk import definitions
from tests import cast
from tests.desk.conftest import Door

TEMPLATES = Path(definitions.__file__).parent / "templates"


def test_each_figure_has_one_key_and_one_place_on_the_page(door: Door) -> None:
    browser: Client = door.signed_in(cast.MARA["user_id"])
    page = browser.get(door.at("definitions/")).content.decode()
    keys = [one.key for group in definitions.GROUPS for one in group.figures]
    assert len(keys) == len(set(keys)), "a key stands for one figure"
    assert [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []
    assert re.findall(r'<div id="([^"]+)"><dt>', page) == keys


def test_no_template_links_to_a_definition_that_is_none() -> None:
    keys = {one.key for group in definitions.GROUPS for one in group.figures}
    asked = {key for path in TEMPLATES.rglob("*.html") for key in re.findall(r'{% definition "([^"]+)"', path.read_text())}
    assert asked, "some template links to a definition"
    assert asked - keys == set()
