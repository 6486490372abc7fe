"""The status page as files: what stands in them, how they are served without a database, the feeds, and hearing of it."""

import dataclasses
import json
import re
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client

from makegood.brands.types import Brand, Member
from makegood.config import environment
from makegood.flows import publishing, status_page
from makegood.kernel import actors
from makegood.platform import published
from makegood.platform.models import WorkRow
from makegood.statements import queries
from makegood.statements.actions import writing
from makegood.statements.types import Phase
from tests import cast
from tests.statements.saying import published as published_statement

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of a test's own."""
    told = dataclasses.replace(environment.settings(), home=tmp_path)
    monkeypatch.setattr(environment, "settings", lambda: told)
    return tmp_path


def text(name: str = "index.html") -> str:
    found = published.read(f"status/brightside/{name}")
    assert found is not None
    return found.content.decode()


def test_where_nothing_is_wrong_the_page_says_so(brightside: Brand) -> None:
    status_page.write_now(at=cast.AT)
    assert "Everything works, as far as we know." in text()
    assert status_page.line(slug="brightside", language="en") == ""
    assert json.loads(text("feed.json"))["items"] == []


def test_what_is_published_stands_there_with_each_update_the_latest_first(mara: Member) -> None:
    statement_id = published_statement(mara, languages=("de",))
    by = actors.member(mara.id)
    writing.update(statement_id=statement_id, phase=Phase.IDENTIFIED, words="It was <us>.", by=by, at=cast.later(minutes=5))
    writing.update(
        statement_id=statement_id,
        phase=Phase.MONITORING,
        words={"en": "It works.", "de": "Es geht."},
        by=by,
        at=cast.later(minutes=9),
    )
    status_page.write_now(at=cast.later(minutes=9))
    page = text()
    assert page.index("It works.") < page.index("It was &lt;us&gt;.") < page.index("We are sorry.")
    assert '<p class="state state--risk">It works again, and we are watching it</p>' in page
    assert 'href="/status/brightside/de/"' in page
    german = text("de/index.html")
    assert 'lang="de"' in german
    assert "Es geht." in german
    assert "It was &lt;us&gt;." in german  # nobody said it in German
    assert text("1/index.html").count("<h1>The checkout refused every payment</h1>") == 1
    assert status_page.line(slug="brightside", language="de-AT") == (
        "Wir wissen davon: The checkout refused every payment. Es funktioniert wieder, und wir behalten es im Auge. Sie müssen uns nicht schreiben, um "
        "davon zu hören; was wir tun, steht hier: " + link()
    )


def link() -> str:
    return f"{environment.settings().base_url}/status/brightside/1/"


def test_what_is_put_right_goes_below_and_no_line_says_that_we_know(mara: Member) -> None:
    statement_id = published_statement(mara)
    writing.update(statement_id=statement_id, phase=Phase.RESOLVED, words="Done.", by=actors.member(mara.id), at=cast.AT)
    status_page.write_now(at=cast.later(hours=25))
    assert "Everything works, as far as we know." in text()
    assert "What was" in text()
    assert "Done." not in text()
    assert "The checkout refused every payment" in text("history/index.html")
    assert status_page.line(slug="brightside", language="en") == ""


def test_what_was_put_right_stands_whole_on_the_front_for_a_day_and_goes_below_by_itself(mara: Member) -> None:
    statement_id = published_statement(mara)
    done = cast.later(minutes=9)
    writing.update(statement_id=statement_id, phase=Phase.RESOLVED, words="Done.", by=actors.member(mara.id), at=done)
    status_page.write_now(at=done)
    page = text()
    assert page.index("Everything works, as far as we know.") < page.index("Done.") < page.index("We are sorry.")
    assert '<p class="state state--kept">Put right</p>' in page
    assert "What was" not in page
    assert status_page.line(slug="brightside", language="en") == ""
    a_day_later = done + timedelta(days=1)
    assert WorkRow.objects.get(kind=status_page.WORK, key="1 a day later").due_at == a_day_later
    status_page.write((), a_day_later)
    assert "We are sorry." not in text()
    assert "What was" in text()


def test_both_feeds_hold_it_whole_with_instants_and_one_name_for_ever(mara: Member) -> None:
    statement_id = published_statement(mara)
    writing.update(
        statement_id=statement_id,
        phase=Phase.RESOLVED,
        words="Fixed & checked.",
        by=actors.member(mara.id),
        at=cast.later(minutes=9),
    )
    status_page.write_now(at=cast.later(hours=1))
    feed = ElementTree.fromstring(text("feed.atom"))  # noqa: S314 - our own words
    (entry,) = feed.findall(f"{ATOM}entry")
    found = {name: entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "published", "updated", "content")}
    assert (found["id"], found["published"], found["updated"]) == (
        link(),
        "2026-03-02T10:00:00+00:00",
        "2026-03-02T10:09:00+00:00",
    )
    assert "Fixed & checked." in found["content"]
    assert feed.findtext(f"{ATOM}updated") == "2026-03-02T10:09:00+00:00"
    (item,) = json.loads(text("feed.json"))["items"]
    assert (item["id"], item["date_modified"]) == (link(), "2026-03-02T10:09:00+00:00")
    assert item["summary"] == "Put right"


def test_drafts_stand_nowhere(mara: Member) -> None:
    from tests.statements.saying import draft

    draft()
    status_page.write_now(at=cast.AT)
    assert "checkout" not in text() + text("history/index.html") + text("feed.json")
    assert published.read("status/brightside/1/index.html") is None


def test_writing_it_again_changes_nothing_and_leaves_nothing_behind(mara: Member, home: Path) -> None:
    published_statement(mara)
    assert status_page.write_now(at=cast.AT) > 0
    assert status_page.write_now(at=cast.AT) == 0
    assert [one for one in home.rglob("*") if one.name.startswith("_")] == []


@pytest.mark.parametrize(
    "name", ["../secret-key", "status/../../secret-key", "status//x", "/etc/passwd", "a/b/c/d/e/f", ".x", "x\x00"]
)
def test_no_name_leads_out_of_the_public_folder(name: str) -> None:
    assert published.read(name) is None
    with pytest.raises(ValueError, match="is no name of a public file"):
        published.write("status", {name: b""})


def test_it_is_served_from_files_with_a_tag_and_no_query(mara: Member, client: Client, django_assert_num_queries: object) -> None:
    published_statement(mara)
    status_page.write_now(at=cast.AT)
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = client.get("/status/brightside/")
        again = client.get("/status/brightside/", headers={"If-None-Match": answer.headers["ETag"]})
        feed = client.get("/status/brightside/feed.atom")
        css = client.get(re.findall(r'href="(/status/brightside/look-[0-9a-f]+\.css)"', answer.content.decode())[0])
    assert (answer.status_code, again.status_code, feed.status_code, css.status_code) == (200, 304, 200, 200)
    assert answer.headers["Cache-Control"] == "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "immutable" in css.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "style=" not in answer.content.decode()
    assert "<script" not in answer.content.decode()


def test_a_page_that_nobody_wrote_yet_is_written_at_the_first_look_and_a_stranger_is_404(
    committed_brightside: object, client: Client
) -> None:
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    with tenancy.brand(committed_brightside):  # type: ignore[arg-type]
        slug = brands.current().slug
    first = client.get(f"/status/{slug}/")
    assert (first.status_code, "Everything works" in first.content.decode()) == (200, True)
    assert client.get("/status/nobody-here/").status_code == 404
    assert client.get(f"/status/{slug}/77/").status_code == 404


def test_publishing_posts_nowhere_unasked(mara: Member) -> None:
    statement_id = published_statement(mara)
    assert publishing.places(statement_id=statement_id) == ()
    assert queries.notices(statement_id=statement_id) == ()
