"""Feeds: what an article becomes, what is new since the last look, and a gap that is noticed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from makegood.channels.adapters.feed import listening, reading
from makegood.channels.adapters.feed.adapter import FeedAdapter
from makegood.channels.adapters.feed.settings import FeedSettings
from makegood.channels.providers import pages
from makegood.channels.types import Envelope, Fetched, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests.channels import contract
from tests.channels.feed import payloads
from tests.channels.stand_in import Asked, Said, StandIn, standing

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
URL = "https://lampworld.example/feed.xml"


def kept(raw: bytes) -> list[bytes]:
    return [reading.as_bytes(one, heard_at=NOW) for one in reading.articles(raw, url=URL)]


def heard(raw: bytes) -> list[Envelope]:
    adapter = FeedAdapter()
    return [e for one in kept(raw) for e in adapter.parse(one, channel=contract.config(adapter, {"url": URL}))]


def test_a_feed_keeps_the_contract_of_every_channel() -> None:
    examples = [one for raw in (payloads.RSS, payloads.ATOM, payloads.JSON) for one in kept(raw)]
    contract.check(FeedAdapter(), settings={"url": URL}, examples=examples)


def test_an_article_of_rss_says_who_wrote_what_where() -> None:
    torch, _ = heard(payloads.RSS)
    assert (torch.subject, torch.visible) == ("Brightside's torch tested", "It shines far.")
    assert (torch.author.value, torch.author.name) == ("feed:lampworld.example/ines-roth", "Ines Roth")
    assert (torch.link, torch.public) == ("https://lampworld.example/tests/torch", True)
    assert torch.sent_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert "script" not in torch.html
    assert 'data-remote-src="https://t.example/p.gif"' in torch.html


def test_an_edited_article_of_atom_says_so_and_stays_with_the_first() -> None:
    (recall,) = heard(payloads.ATOM)
    assert recall.visible == "(Edited on 2 March 2026, 09:00 UTC.)\n\nThe bulb may get hot."
    assert recall.thread_key == "tag:post.example,2026:7"
    (again,) = heard(payloads.ATOM.replace(b"may get hot", b"gets hot"))
    assert again.thread_key == recall.thread_key
    assert again.external_id != recall.external_id


def test_a_json_feed_is_read_as_well() -> None:
    (note,) = heard(payloads.JSON)
    assert note.visible == "Brightside answered me < an hour.\n\nWell done."
    assert (note.subject, note.author.name) == ("Brightside answered me < an hour.\n\nWell done.", "Juno Sterne")


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"<html><body>hi</body></html>", b'{"version": "https://jsonfeed.org/version/1.1"', b"[]"]
)
def test_what_is_no_feed_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any kind, by the seam's own words
        reading.articles(raw, url=URL)


def test_no_entity_from_outside_is_read() -> None:
    raw = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><item><title>a &x; b</title></item></channel></rss>'
    assert [one.title for one in reading.articles(raw, url=URL)] in (["a &x; b"], ["a b"])


class Paper(StandIn):
    """A site with one feed, which can change, and which says "nothing new" by its ETag."""

    feed: bytes = payloads.RSS

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/moved":
            return Said(b"", 301, {"location": "/feed"})
        if asked.path == "/round":
            return Said(b"", 302, {"location": "/round"})
        if asked.path == "/gone":
            return Said(b"", 410)
        mark = f'"{hash(self.feed)}"'
        if asked.headers.get("if-none-match") == mark:
            return Said(b"", 304)
        return Said(self.feed, 200, {"etag": mark})


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Paper]:
    with standing(Paper(), monkeypatch) as there:
        yield there


def look(paper: Paper, cursor: str = "", *, words: tuple[str, ...] = (), limit: int = 100, path: str = "/feed") -> Fetched:
    return listening.look(FeedSettings(f"{paper.url}{path}", words), cursor=cursor, limit=limit, now=NOW)


def titles(fetched: Fetched) -> list[str]:
    return [json.loads(raw)["article"]["title"] for _, raw in fetched.items]


def test_each_article_is_taken_once_oldest_first_and_nothing_new_costs_nothing(paper: Paper) -> None:
    first = look(paper)
    assert titles(first) == ["Candles are back", "Brightside's torch tested"]
    assert (first.more, first.again_after_s) == (False, 3_600.0)
    again = look(paper, first.cursor)
    assert (again.items, again.cursor) == ((), first.cursor)


def test_only_articles_that_name_us_are_taken(paper: Paper) -> None:
    assert titles(look(paper, words=("brightside",))) == ["Brightside's torch tested"]
    assert titles(look(paper, words=("bright",))) == []


def test_an_edited_article_is_taken_again(paper: Paper) -> None:
    first = look(paper)
    paper.feed = payloads.RSS.replace(b"Wax, mostly", b"Beeswax, mostly")
    assert titles(look(paper, first.cursor)) == ["Candles are back"]


def test_a_feed_seen_for_the_first_time_brings_its_last_week_only(paper: Paper) -> None:
    paper.feed = payloads.RSS.replace(b"01 Mar 2026", b"01 Feb 2026")
    assert titles(look(paper)) == ["Brightside's torch tested"]


def test_more_than_a_look_bears_comes_with_the_next_one(paper: Paper) -> None:
    first = look(paper, limit=1)
    assert (titles(first), first.more) == (["Candles are back"], True)
    second = look(paper, first.cursor, limit=1)
    assert (titles(second), second.more) == (["Brightside's torch tested"], False)


def test_a_gap_is_reported_and_an_ordinary_look_is_none(paper: Paper) -> None:
    first = look(paper)
    assert first.gap == ""
    paper.feed = payloads.RSS.replace(b"lw-2", b"lw-9").replace(b"lw-1", b"lw-8").replace(b"Mar 2026", b"Apr 2026")
    later = look(paper, first.cursor)
    assert later.gap == (
        "The feed keeps only 2 articles, and none of those from the last look: articles between 2 March 2026 07:00 UTC and "
        "1 April 2026 07:00 UTC may have come and gone unseen. Look on their site, and let the feed be read more often."
    )
    assert look(paper, later.cursor).gap == ""


def test_a_feed_that_moved_is_followed_and_one_that_is_gone_is_said(paper: Paper) -> None:
    assert len(look(paper, path="/moved").items) == 2
    for path, words in (("/gone", "no feed at this address any more"), ("/round", "without an end")):
        with pytest.raises(Trouble, match=words) as trouble:
            look(paper, path=path)
        assert trouble.value.lasting


def test_a_feed_that_asks_for_time_gets_it(paper: Paper) -> None:
    paper.script.append(Said(b"", 503, {"retry-after": "120"}))
    with pytest.raises(Trouble) as trouble:
        look(paper)
    assert (trouble.value.lasting, trouble.value.retry_after_s) == (False, 120.0)


def test_an_address_inside_the_house_is_never_asked() -> None:
    for url in ("http://127.0.0.1:9/feed", "http://[::ffff:169.254.169.254]/", "http://2130706433/"):
        with pytest.raises((Refusal, Trouble)):
            pages.read(url, whom="The feed")


def test_nobody_can_be_answered_in_a_feed() -> None:
    adapter = FeedAdapter()
    letter = OutgoingLetter("key", Address(IdentityKind.HANDLE, "feed:lampworld.example"), "", "Thank you.", public=True)
    with pytest.raises(Refusal, match="Write to the author"):
        adapter.send(letter, channel=contract.config(adapter, {"url": URL}))
