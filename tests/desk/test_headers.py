"""What every answer carries, and that nothing of ours needs an exception."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests import cast
from tests.desk import gallery
from tests.desk.conftest import Door

DESK = Path(__file__).parent.parent.parent / "src/makegood/desk"
MOST_BYTES = 150_000


def test_the_policy_lets_in_our_own_files_and_the_live_address_alone(door: Door) -> None:
    answer = door.signed_in(cast.MARA["user_id"]).get(door.at(""))
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self' http://127.0.0.1:8001"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("DENY", "no-store")


@pytest.mark.parametrize("template", sorted((DESK / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_a_script_or_a_style_of_its_own(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=[\"']js", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "|safe" not in text or template.name == "body.html"  # sanitised when it was stored, and shown in a sandbox


def test_the_first_load_is_light() -> None:
    page = gallery.pages()["case"]
    files = {name: _bytes(name) for name in re.findall(r'(?:href|src)="/static/([^"]+)"', page)}
    assert any(name.endswith("htmx-2.min.js") for name in files)
    whole = len(page.encode()) + sum(len(content) for content in files.values())
    sent = len(gzip.compress(page.encode())) + sum(len(gzip.compress(content)) for content in files.values())
    assert whole <= MOST_BYTES
    assert sent <= 45_000


def test_every_text_of_a_template_can_be_translated() -> None:
    loose = []
    for template in sorted((DESK / "templates").rglob("*.html")):
        text = template.read_text()
        if template.name in ("500.html", "503.html", "body.html"):
            continue
        text = re.sub(r"\{% blocktranslate.*?endblocktranslate %\}", "", text, flags=re.DOTALL)
        text = re.sub(r"\{% block room %\}.*?\{% endblock %\}|Makegood", "", text)
        text = re.sub(r"<(script|style|svg|kbd|code)\b.*?</\1>", "", text, flags=re.DOTALL)
        text = re.sub(r"\{[%{#].*?[%}#]\}", "", text, flags=re.DOTALL)
        text = re.sub(r"<!?[^>]*>", "\n", text, flags=re.DOTALL)
        loose += [f"{template.name}: {words.strip()}" for words in text.split("\n") if re.search(r"[A-Za-z]{2,}", words)]
    assert loose == []


def _bytes(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_bytes()
