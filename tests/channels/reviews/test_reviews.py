"""Reviews: read from JSON and CSV, taken only when signed, edited ones kept beside the first, answered where the site lets us."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from makegood.channels.adapters.reviews import reading
from makegood.channels.adapters.reviews.adapter import ReviewsAdapter
from makegood.channels.types import Call, ChannelConfig, OutgoingLetter
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from makegood.platform import signatures
from tests.channels import contract
from tests.channels.reviews.payloads import CSV, JSON, SECRET, SETTINGS
from tests.channels.stand_in import Asked, Said, StandIn, standing

ADAPTER = ReviewsAdapter()
ANA = Address(IdentityKind.HANDLE, "stars:ana-b", "Ana B.")
LETTER = OutgoingLetter("key-1", ANA, "", "A new one is on its way.", in_reply_to="r-1 0123456789abcdef", public=True)


def channel(**more: str) -> ChannelConfig:
    return contract.config(ADAPTER, {**SETTINGS, **more})


def test_reviews_keep_the_contract_of_every_channel() -> None:
    contract.check(ADAPTER, settings=SETTINGS, examples=[JSON, CSV])


def test_a_review_says_its_stars_who_wrote_it_and_about_what() -> None:
    dim, joes = ADAPTER.parse(JSON, channel=channel())
    assert (dim.subject, dim.visible, dim.text) == (
        "★★☆☆☆ Dim",
        "The torch is dim.",
        "The torch is dim.\n\n[Moon torch, order 1007]",
    )
    assert (dim.author, dim.public, dim.link) == (ANA, True, "https://stars.example/r/1")
    assert (joes.subject, joes.visible) == ("★★★★★", "★★★★★")
    assert joes.sent_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_two_reviewers_of_one_name_are_two_people() -> None:
    one, other = ADAPTER.parse(b'{"reviews": [' + b",".join(
        b'{"id": "%d", "at": "2026-03-01", "stars": 1, "text": "x", "author": "Joe"}' % n for n in (1, 2)
    ) + b"]}", channel=channel())  # fmt: skip
    assert one.author.value != other.author.value


def test_an_edited_review_in_a_spreadsheet_says_so_and_stays_with_the_first() -> None:
    (first, _), (edited,) = ADAPTER.parse(JSON, channel=channel()), ADAPTER.parse(CSV, channel=channel())
    assert edited.visible == "(Edited on 5 March 2026, 08:00 UTC.)\n\nNew one works;\nthank you."
    assert (edited.thread_key, edited.external_id == first.external_id) == (first.thread_key, False)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "the first line must name the columns; id, at, stars is missing"),
        (b"id,at\n1,2\n", "stars is missing"),
        (b'{"reviews": []}', "there is no review in this"),
        (b'{"reviews": [{"id": "1", "at": "2026-03-01", "stars": 6}]}', r"reviews\[0\]: stars: 6 of 5 is no rating"),
        (b'{"reviews": [{"id": "1", "at": "2026-03-01", "stars": "many"}]}', "“many” is no whole number"),
        (b'{"reviews": [{"at": "2026-03-01", "stars": 1}]}', "id: give each review a name"),
        (b"id,at,stars\n1,soon,2\n", "line 2: at: “soon” is no instant"),
        (b'id,at,stars\n1,2026-03-01,"2', "line 2: unexpected end of data"),
    ],
)
def test_what_is_no_review_is_said_with_its_place(raw: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        reading.reviews(raw)


def call(body: bytes, headers: dict[str, str]) -> Call:
    return Call("POST", "https://desk.example/api/in/t/call", "", headers, {}, body)


def test_only_a_signed_call_is_taken_and_it_is_kept_whole() -> None:
    headers = signatures.sign(secret=SECRET, message_id="evt_1", body=JSON, now_s=int(time.time()))
    answer = ADAPTER.take(call(JSON, headers), channel=channel())
    assert (answer.items, answer.status) == ((("call evt_1", JSON),), 202)
    other = channel(secret=signatures.new_secret())
    for wrong in (call(JSON + b" ", headers), call(JSON, {**headers, "webhook-signature": "v1,AAAA"}), call(JSON, {})):
        with pytest.raises(Refusal):
            ADAPTER.take(wrong, channel=channel())
    with pytest.raises(Refusal):
        ADAPTER.take(call(JSON, headers), channel=other)


class Site(StandIn):
    """A review site that takes signed answers, once each."""

    def answer(self, asked: Asked) -> Said:
        signatures.verify(secrets=[SECRET], headers=asked.headers, body=asked.body, now_s=time.time())
        return Said({}, 201)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with standing(Site(), monkeypatch) as there:
        yield there


def test_an_answer_is_posted_with_the_reviews_own_id_and_the_same_key_again(site: Site) -> None:
    here = channel(reply_url=f"{site.url}/answers", reply_secret=SECRET)
    first, again = ADAPTER.send(LETTER, channel=here), ADAPTER.send(LETTER, channel=here)
    assert first.external_id == again.external_id == "key-1"
    assert site.asked[0].value == {"id": "key-1", "review_id": "r-1", "text": "A new one is on its way."}
    assert site.asked[0].headers["webhook-id"] == site.asked[1].headers["webhook-id"]


def test_a_site_that_refuses_is_shown_to_a_person_and_one_that_is_busy_is_tried_again(site: Site) -> None:
    here = channel(reply_url=f"{site.url}/answers", reply_secret=SECRET)
    site.script.extend([Said({}, 403), Said({}, 503, {"retry-after": "60"})])
    with pytest.raises(Trouble, match="did not take the answer") as refused:
        ADAPTER.send(LETTER, channel=here)
    with pytest.raises(Trouble) as busy:
        ADAPTER.send(LETTER, channel=here)
    assert (refused.value.lasting, busy.value.lasting, busy.value.retry_after_s) == (True, False, 60.0)


def test_without_an_address_the_answer_is_copied_by_hand() -> None:
    with pytest.raises(Refusal, match="copy the words, open the review"):
        ADAPTER.send(LETTER, channel=channel())


def test_settings_are_named_where_they_are_wrong() -> None:
    for settings, field in (
        ({}, "site"),
        ({"site": "Big Stars"}, "site"),
        ({"site": "stars", "secret": "short"}, "secret"),
        ({"site": "stars", "reply_url": "https://stars.example/a"}, "reply_secret"),
        ({"site": "stars", "longest_reply": "9"}, "longest_reply"),
    ):
        with pytest.raises(Refusal) as refused:
            ADAPTER.check_settings(settings)
        assert field in refused.value.fields
    assert ADAPTER.abilities_of(channel=channel(longest_reply="500")).max_length == 500
