"""Webmentions: taken politely, believed only after the page was asked, said as they are, and never a way into the house."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from makegood.channels.adapters.webmention import page
from makegood.channels.adapters.webmention.adapter import WebmentionAdapter
from makegood.channels.seam import LookUpFirst
from makegood.channels.types import Automatic, Call, CallAnswer, Envelope
from makegood.kernel.refusals import Refusal, Trouble
from tests.channels import contract
from tests.channels.stand_in import Asked, Said, StandIn, standing
from tests.channels.webmention.payloads import LIKE, PLAIN, REPLY, TARGET, WITHOUT, call

ADAPTER, SETTINGS = WebmentionAdapter(), {"sites": "brightside.example"}
CHANNEL = contract.config(ADAPTER, SETTINGS)
HTML = {"content-type": "text/html; charset=utf-8"}


class Web(StandIn):
    """A site with pages that mention the brand, or say so."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = {
            "/reply": Said(REPLY, 200, HTML),
            "/like": Said(LIKE, 200, HTML),
            "/plain": Said(PLAIN, 200, HTML),
            "/without": Said(WITHOUT, 200, HTML),
            "/text": Said(f"see {TARGET}.".encode(), 200, {"content-type": "text/plain"}),
            "/gone": Said(b"", 410),
            "/inside": Said(b"", 302, {"location": "http://169.254.169.254/latest/meta-data"}),
            "/shy": Said(b"", 403),
        }

    def answer(self, asked: Asked) -> Said:
        return self.pages[asked.path]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with standing(Web(), monkeypatch) as there:
        yield there


def ask(body: bytes, method: str = "POST") -> CallAnswer:
    return ADAPTER.take(Call(method, "https://desk.example/api/in/t/call", "", {}, {}, body), channel=CHANNEL)


def looked_up(web: Web, path: str) -> list[Envelope]:
    ((_, raw),) = ask(call(f"{web.url}{path}")).items
    with pytest.raises(LookUpFirst):
        ADAPTER.parse(raw, channel=CHANNEL)
    return [e for _, found in ADAPTER.look_up(raw, channel=CHANNEL) for e in ADAPTER.parse(found, channel=CHANNEL)]


def test_a_mention_keeps_the_contract_of_every_channel(web: Web) -> None:
    ((_, raw),) = ask(call(f"{web.url}/reply")).items
    contract.check(ADAPTER, settings=SETTINGS, examples=[found for _, found in ADAPTER.look_up(raw, channel=CHANNEL)])


def test_a_page_that_replies_to_ours_says_who_wrote_what_and_when(web: Web) -> None:
    (reply,) = looked_up(web, "/reply")
    assert (reply.subject, reply.visible) == ("The moon lamp, a month later", "My moon lamp flickers.\n\nNobody answers me.")
    assert (reply.author.value, reply.author.name) == ("web:127.0.0.1/about", "Ines Roth")
    assert reply.sent_at == datetime(2026, 3, 1, 19, 15, tzinfo=UTC)
    assert (reply.public, reply.link, reply.thread_key) == (True, f"{web.url}/reply", f"{web.url}/reply")


def test_a_like_and_a_page_without_marks_are_said_as_they_are(web: Web) -> None:
    (like,), (plain,) = looked_up(web, "/like"), looked_up(web, "/plain")
    assert (like.visible, like.author.name) == ("Likes this.", "Joe")
    assert (plain.subject, plain.visible) == ("Lamps I own", "I own this one, and like it.")
    assert plain.author.value == "web:127.0.0.1"


def test_a_page_that_does_not_link_to_us_is_no_mention(web: Web) -> None:
    assert looked_up(web, "/without") == []
    assert len(looked_up(web, "/text")) == 1


def test_a_page_that_changed_is_another_message_of_the_same_talk_and_one_that_did_not_is_none(web: Web) -> None:
    (first,), (again,) = looked_up(web, "/reply"), looked_up(web, "/reply")
    web.pages["/reply"] = Said(REPLY.replace(b"Nobody answers me", b"They answered"), 200, HTML)
    (changed,) = looked_up(web, "/reply")
    assert first.external_id == again.external_id != changed.external_id
    assert first.thread_key == changed.thread_key


def test_a_page_that_was_taken_down_says_so_and_opens_nothing(web: Web) -> None:
    (gone,) = looked_up(web, "/gone")
    assert (gone.visible, gone.automatic) == ("(This page was taken down.)", Automatic.REPORT)


def test_nobody_is_led_inside(web: Web) -> None:
    for source in (f"{web.url}/inside", "http://127.0.0.1:1/", "http://[::ffff:10.0.0.1]/", "http://0x7f.1/"):
        ((_, raw),) = ask(call(source)).items
        with pytest.raises((Refusal, Trouble)):
            ADAPTER.look_up(raw, channel=CHANNEL)
    assert [one.path for one in web.asked] == ["/inside"]


def test_a_page_that_may_not_be_read_is_shown_to_a_person(web: Web) -> None:
    with pytest.raises(Trouble, match="does not let us read it") as trouble:
        looked_up(web, "/shy")
    assert trouble.value.lasting


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "source: give a web address"),
        (b"\xff\xfe", "body: send source and target as a form"),
        (call("ftp://a.example/x"), "source: give a web address"),
        (call("https://a.example/x", "javascript:alert(1)"), "target: give a web address"),
        (call(TARGET), "source: a page cannot mention itself"),
        (call("https://a.example/x", "https://other.example/"), "target: this is no page of ours"),
        (call("https://a.example/" + "x" * 3_000), "source: give a web address"),
        (b"source=" + b"x" * 20_000, "body: too long for a webmention"),
    ],
)
def test_what_is_no_mention_of_ours_is_refused_by_its_field(body: bytes, words: str) -> None:
    answer = ask(body)
    assert (answer.status, answer.items, answer.body.decode()) == (400, (), f"{words}\n")


def test_a_mention_said_twice_at_once_is_one_and_who_only_looks_is_told_what_this_is() -> None:
    first, again = ask(call("https://a.example/x")), ask(call("https://a.example/x"))
    assert first.status == 202
    assert first.items[0][0].split()[0] == again.items[0][0].split()[0]
    assert (ask(b"", "GET").status, ask(b"", "GET").items) == (200, ())


@pytest.mark.parametrize(
    "content",
    [b"<" * 200_000, b"<div>" * 50_000, b"<a href='" + b"x" * 500_000, b"\x00" * 10_000, b"<p class='h-card p-name'>" * 20_000],
)
def test_a_hostile_page_is_read_within_bounds(content: bytes) -> None:
    assert page.links_to(content, media_type="text/html", url="https://a.example/", target=TARGET) is False
    assert len(page.read(content, url="https://a.example/").words) <= page.MOST_WORDS


def test_somebody_who_claims_to_be_at_another_site_is_known_by_the_page_alone(web: Web) -> None:
    web.pages["/reply"] = Said(REPLY.replace(b'href="/about"', b'href="https://famous.example/"'), 200, HTML)
    (reply,) = looked_up(web, "/reply")
    assert reply.author.value == "web:127.0.0.1"


def test_settings_name_our_sites() -> None:
    for settings in ({}, {"sites": "https://brightside.example/"}, {"sites": "a b"}):
        with pytest.raises(Refusal) as refused:
            ADAPTER.check_settings(settings)
        assert "sites" in refused.value.fields
