"""What a post says, read from what a real network answered (recorded/README.md), and from odd ones."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.channels.adapters.bluesky import graphemes, plain_text, posts
from makegood.channels.adapters.bluesky.adapter import BlueskyAdapter
from makegood.channels.types import Authenticity, Automatic, Envelope
from tests import pace
from tests.channels import contract
from tests.channels.bluesky.payloads import POSTS, SETTINGS, kept

MENTION, PICTURE, BYSTANDER, CARRIER, OWN, QUOTE, ODD = range(7)


def read(post: dict[str, Any], **more: object) -> Envelope:
    (envelope,) = posts.read(kept(post, **more))
    return envelope


def changed(**record: object) -> dict[str, Any]:
    return {**POSTS[MENTION], "record": {**POSTS[MENTION]["record"], **record}}


def test_it_keeps_the_promises_of_every_channel() -> None:
    contract.check(BlueskyAdapter(), settings=SETTINGS, examples=[kept(post) for post in POSTS])


def test_a_mention_says_who_where_and_what_with_its_links_whole() -> None:
    said = read(POSTS[MENTION])
    did = POSTS[MENTION]["author"]["did"]
    assert (said.author.value, said.author.name, said.author.shown) == (f"bluesky:{did}", "Tom Arden", "bluesky:tom.test")
    assert said.visible == "@brightside.test see https://brightside.example/articles/pocket-torch my pocket torch arrived broken."
    assert (said.public, said.overheard, said.reach, said.authentic) == (True, False, 2, Authenticity.VOUCHED)
    assert said.link == f"https://bsky.app/profile/{did}/post/{POSTS[MENTION]['uri'].rpartition('/')[2]}"
    assert (said.thread_key, said.thread_keys) == (POSTS[MENTION]["uri"], ())
    assert said.sent_at == datetime.fromisoformat(POSTS[MENTION]["record"]["createdAt"])


def test_a_picture_is_a_link_with_what_it_shows_beside_the_words() -> None:
    said = read(POSTS[PICTURE])
    assert said.visible == "Here is how it looks."
    assert said.text.startswith("Here is how it looks.\n\n[picture: A torch in two pieces] https://pictures.network.example/img/")
    assert said.overheard  # it answers Tom's own post and names nobody


def test_answers_belong_to_the_thread_of_the_first_post() -> None:
    root = POSTS[MENTION]["uri"]
    assert read(POSTS[BYSTANDER]).thread_keys == (root,)
    assert read(POSTS[CARRIER]).thread_keys == (POSTS[BYSTANDER]["uri"], root)


def test_what_others_say_to_each_other_is_overheard_and_what_quotes_us_is_not() -> None:
    assert [read(post).overheard for post in POSTS] == [False, True, True, True, False, False, False]
    assert read(POSTS[QUOTE]).text == "How they answer:\n\nQuoted, @brightside.test: “We are sorry, Tom, and look into it.”"


def test_what_our_own_account_said_by_the_app_is_marked_as_our_own() -> None:
    assert [read(post).automatic for post in POSTS].count(Automatic.OWN) == 1
    assert read(POSTS[OWN]).automatic is Automatic.OWN


def test_odd_letters_come_through_as_they_are() -> None:
    said = read(POSTS[ODD])
    assert said.visible == POSTS[ODD]["record"]["text"].strip()
    assert "👩‍👩‍👧‍👦" in said.visible


def test_what_only_a_search_found_is_overheard_even_where_it_names_us() -> None:
    assert read(POSTS[MENTION], found=True).overheard


@pytest.mark.parametrize("claimed", ["0001-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "yesterday", "", "2026-11-22T08:00:00"])
def test_a_date_that_cannot_be_gives_way_to_when_the_network_saw_it(claimed: str) -> None:
    seen = datetime.fromisoformat(POSTS[MENTION]["indexedAt"]).astimezone(UTC)
    assert read(changed(createdAt=claimed)).sent_at == seen


def test_links_that_lie_about_their_place_are_left_as_they_were_written() -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://elsewhere.example/"}

    def said(*places: tuple[int, int]) -> str:
        facets = [{"index": {"byteStart": start, "byteEnd": end}, "features": [link]} for start, end in places]
        return plain_text.plain({"text": "é here", "facets": facets})

    assert said((3, 7)) == "é https://elsewhere.example/"
    assert said((1, 7)) == said((0, 1)) == said((3, 99)) == said((5, 5)) == said((7, 3)) == "é here"
    assert said((0, 2), (0, 7)) == "https://elsewhere.example/ here"


def test_nonsense_is_refused_by_its_name() -> None:
    for wrong in (b"[]", b"{}", b'{"us": "did:plc:x"}', b'{"us": "did:plc:x", "post": {"uri": "https://x"}}', b"\xff"):
        with pytest.raises(ValueError, match=r"missing|no post|not"):
            posts.read(wrong)


def test_handles_that_lead_nowhere_are_not_shown() -> None:
    gone = {**POSTS[MENTION], "author": {"did": POSTS[MENTION]["author"]["did"], "handle": "handle.invalid"}}
    assert (read(gone).author.name, read(gone).author.shown) == ("", "")


def test_length_counts_letters_as_people_see_them_and_never_more_bytes_than_fit() -> None:
    family = "👩‍👩‍👧‍👦"
    assert graphemes.length("a" * 300) == 300
    assert graphemes.length("é̀" * 299) == 299
    assert graphemes.length(family * 100) == 250  # 2,500 bytes of 3,000
    assert graphemes.length("🇬🇧" * 3) == 3
    assert graphemes.length(family * 130) == 325  # 3,250 bytes: too long, though but 130 letters


def test_many_are_read_in_a_second() -> None:
    """At least 500 payloads a second on one core (issue 4), here with room for a busy machine: CPU time counts."""
    raws = [kept(post) for post in POSTS] * 100
    begun = time.process_time()
    for raw in raws:
        posts.read(raw)
    assert pace.within(time.process_time() - begun, len(raws) / 500)
