"""What we say on Bluesky: under the right post, once, in public only what is public, and to the right person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from makegood.channels import registry
from makegood.channels.adapters.bluesky import record_key
from makegood.channels.adapters.bluesky.adapter import BlueskyAdapter
from makegood.channels.rules import gate as rules
from makegood.channels.types import Announcement, AttachmentIn, OutgoingLetter
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind, Purpose
from tests import cast
from tests.channels.bluesky.conftest import ANA, TOM, US, Account, make_account
from tests.channels.bluesky.standin import Answer, StandIn

SORRY = "We are sorry, Tom 🙏 See https://brightside.example/help?a=1, and tell us more."


CID = "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4"
PICTURE = AttachmentIn("new torch.png", "image/png", b"\x89PNG the torch", description="The new torch, in its box")


def letter(network: StandIn, *, answers: str = "", text: str = SORRY, public: bool = True, to: str = TOM) -> OutgoingLetter:
    address = Address(IdentityKind.HANDLE, f"bluesky:{network.did(to)}", "Tom Arden")
    return OutgoingLetter(str(new_id()), address, "", text, in_reply_to=answers, public=public)


def complaint(network: StandIn, **more: object) -> str:
    return network.post(TOM, f"@{US} it is broken", mentions=(US,), **more)  # type: ignore[arg-type]


def test_an_answer_stands_under_their_post_in_its_thread_with_links_that_lead_somewhere(
    network: StandIn, account: Account
) -> None:
    root = network.post(ANA, "Which torch?")
    asked = complaint(network, answers=root)
    receipt = BlueskyAdapter().send(letter(network, answers=asked), channel=account.channel)
    record = network.posts[receipt.external_id]["record"]
    assert record["text"] == SORRY
    assert (record["reply"]["root"]["uri"], record["reply"]["parent"]["uri"]) == (root, asked)
    (facet,) = record["facets"]
    place = facet["index"]
    assert SORRY.encode()[place["byteStart"] : place["byteEnd"]] == b"https://brightside.example/help?a=1"
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": "https://brightside.example/help?a=1"}]


def test_what_we_say_is_a_record_that_the_networks_own_library_takes() -> None:
    """The judge is `atproto`, whose models are made from the network's lexicons."""
    atproto = pytest.importorskip("atproto")
    from atproto_client.utils import facet_detection

    from makegood.channels.adapters.bluesky import speaking

    ours = speaking._facets(SORRY)["facets"]
    theirs = [one.model_dump(by_alias=True) for one in facet_detection.detect_facets(SORRY)]
    assert [one["index"]["byteStart"] for one in theirs] == [one["index"]["byteStart"] for one in ours]
    image = {"$type": "blob", "ref": {"$link": CID}, "mimeType": "image/png", "size": 14}
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "The new torch", "image": image}]}
    record = {
        "$type": "app.bsky.feed.post",
        "text": SORRY,
        "createdAt": "2026-03-02T10:00:00.000Z",
        "facets": ours,
        "embed": embed,
    }
    read = atproto.models.get_or_create(record, atproto.models.AppBskyFeedPost.Record)
    assert (read.text, read.embed.images[0].alt, read.embed.images[0].image.size) == (SORRY, "The new torch", 14)


def test_a_repeat_is_the_same_record(network: StandIn, account: Account) -> None:
    said = letter(network, answers=complaint(network))
    first = BlueskyAdapter().send(said, channel=account.channel)
    count = len(network.posts)
    again = BlueskyAdapter().send(said, channel=account.channel)
    assert (again.external_id, len(network.posts)) == (first.external_id, count)


def test_two_workers_that_say_it_at_once_write_one_record(network: StandIn, account: Account) -> None:
    said = letter(network, answers=complaint(network))
    first = BlueskyAdapter().send(said, channel=account.channel)
    network.faults["com.atproto.repo.getRecord"] = [(400, {"error": "RecordNotFound", "message": "Could not locate record"}, {})]
    assert BlueskyAdapter().send(said, channel=account.channel).external_id == first.external_id
    assert [call.value["swapRecord"] for call in network.calls if call.method.endswith("putRecord")] == [None, None]


def test_the_name_of_a_record_holds_when_it_was_written_and_differs_for_each_message() -> None:
    keys = [str(UUID(int=n << 80 | 0x7 << 76 | 0b10 << 62)) for n in range(1_772_445_600_000, 1_772_445_601_000)]
    names = {record_key.of(key) for key in keys}
    assert len(names) == 1_000
    assert all(len(name) == 13 and set(name) <= set("234567abcdefghijklmnopqrstuvwxyz") for name in names)
    assert record_key.of("no uuid") == record_key.of("no uuid") != record_key.of("another")
    assert record_key.milliseconds("no uuid") == 0
    assert datetime.fromtimestamp(record_key.milliseconds(keys[0]) / 1000, UTC) == cast.AT


def test_two_messages_that_would_have_one_name_are_both_said(
    network: StandIn, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = complaint(network)
    plain = record_key.of
    monkeypatch.setattr(record_key, "of", lambda key, turn=0: plain(key, turn) if turn else "3aaaaaaaaaaaa")
    one, other = letter(network, answers=asked, text="One."), letter(network, answers=asked, text="Another.")
    receipts = [BlueskyAdapter().send(said, channel=account.channel).external_id for said in (one, other, one, other)]
    assert receipts[:2] == receipts[2:]
    assert [network.posts[receipt]["record"]["text"] for receipt in receipts[:2]] == ["One.", "Another."]


def test_a_post_that_is_gone_or_shut_to_us_is_lasting_trouble_that_says_so(network: StandIn, account: Account) -> None:
    def why(answers: str) -> str:
        with pytest.raises(Trouble) as trouble:
            BlueskyAdapter().send(letter(network, answers=answers), channel=account.channel)
        assert trouble.value.lasting
        return trouble.value.sentence

    deleted, kept = complaint(network), complaint(network)
    network.delete(deleted)
    assert why(deleted) == "They deleted the post that this answers, or it was taken down."
    network.blocked.add((network.did(TOM), network.did(US)))
    assert why(kept) == "They blocked our account, or we theirs: nothing we say there reaches them."
    network.blocked.clear()
    shut = {**network._view(kept, network.did(US)), "viewer": {"replyDisabled": True}}
    network.faults["app.bsky.feed.getPosts"] = [(200, {"posts": [shut]}, {})]
    assert why(kept) == "They allow no answers to this post, or only from some people."


def test_what_can_never_be_said_is_refused_before_anything_is_asked(network: StandIn, account: Account) -> None:
    def code(said: OutgoingLetter) -> str:
        with pytest.raises(Refusal) as refused:
            BlueskyAdapter().send(said, channel=account.channel)
        return refused.value.code

    here = letter(network, answers=complaint(network))
    assert code(replace(here, text="a" * 301)) == "too_long"
    assert code(replace(here, public=False, attachments=(PICTURE,))) == "no_attachments"
    assert code(replace(here, in_reply_to="")) == "nothing_to_answer"
    assert code(replace(here, public=False, in_reply_to="", to=cast.TOM_BY_EMAIL)) == "no_account"
    assert not [call for call in network.calls if call.method.endswith(("putRecord", "sendMessage"))]


def test_a_direct_message_answers_where_they_wrote_and_a_repeat_is_said_once(network: StandIn) -> None:
    account = make_account(network, private_messages="yes")
    network.now -= timedelta(minutes=1)
    theirs = network.tell(TOM, US, "It is 1007.")
    network.now += timedelta(minutes=2)
    said = letter(network, answers=theirs, text="Thank you, Tom. A new torch is on its way.", public=False)
    receipt = BlueskyAdapter().send(said, channel=account.channel)
    again = BlueskyAdapter().send(said, channel=account.channel)
    assert receipt.external_id == again.external_id == theirs.rpartition("/")[0] + "/m2"
    assert [one["message"]["text"] for one in network.letters] == ["It is 1007.", "Thank you, Tom. A new torch is on its way."]
    another = letter(network, answers=theirs, text="Thank you, Tom. A new torch is on its way.", public=False)
    network.letters[1]["message"]["sentAt"] = "2026-01-01T00:00:00Z"  # the same words of long ago are no repeat
    BlueskyAdapter().send(another, channel=account.channel)
    assert len(network.letters) == 3


def test_a_first_direct_message_goes_to_the_did_whoever_has_the_handle_now(network: StandIn) -> None:
    account = make_account(network, private_messages="yes")
    said = letter(network, text="Please tell us your order number.", public=False)
    network.handles[network.did(TOM)] = "tom-moved.example"
    network.handles["did:plc:squatter"] = TOM
    BlueskyAdapter().send(said, channel=account.channel)
    assert network.letters[0]["to"] == "did:plc:tomexample"


def test_who_takes_no_direct_messages_from_us_is_lasting_trouble_in_the_networks_words(network: StandIn) -> None:
    account = make_account(network, private_messages="yes")
    closed: Answer = (400, {"error": "MessagesDisabled", "message": "recipient has disabled incoming messages"}, {})
    network.faults["chat.bsky.convo.getConvoForMembers"] = [closed]
    with pytest.raises(Trouble, match=r"did not take it: recipient has disabled incoming messages") as trouble:
        BlueskyAdapter().send(letter(network, text="Hello", public=False), channel=account.channel)
    assert trouble.value.lasting


def test_the_gate_counts_letters_as_people_see_them(account: Account) -> None:
    def verdict(text: str) -> rules.Leave | rules.Never:
        length = registry.length("bluesky", text)
        wish = rules.Wish(Purpose.SERVICE, False, True, text, True, False, cast.AT, length=length)
        gate = rules.Gate(None, 0, "", None, "Europe/London")
        return rules.may_we_speak(wish, gate, registry.abilities(account.channel), at=cast.AT)

    assert isinstance(verdict("👩‍👩‍👧‍👦" * 100), rules.Leave)  # 700 code points, 100 letters
    long = verdict("a" * 301)
    assert isinstance(long, rules.Never)
    assert long.sentence == "text: 301 characters; this channel takes 300."


def test_private_words_go_by_direct_message_only_where_the_settings_allow_it(network: StandIn) -> None:
    assert not registry.abilities(make_account(network).channel).private
    assert registry.abilities(make_account(network, private_messages="yes").channel).private


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"app_password": "x"}, "handle"),
        ({"handle": US}, "app_password"),
        ({"handle": "not a handle", "app_password": "x"}, "handle"),
        ({"handle": US, "app_password": "x", "service": "ftp://here"}, "service"),
        ({"handle": US, "app_password": "x", "private_messages": "perhaps"}, "private_messages"),
        ({"handle": US, "app_password": "x", "words": ",".join("abcdefghi")}, "words"),
    ],
)
def test_wrong_settings_are_refused_by_name(settings: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        BlueskyAdapter().check_settings(settings)
    assert set(refused.value.fields) == {field}


def test_a_handle_is_taken_with_or_without_its_at() -> None:
    assert BlueskyAdapter().check_settings({"handle": "@Brightside.Example", "app_password": "x"})["handle"] == US


def test_pictures_stand_under_the_answer_with_what_they_show(network: StandIn, account: Account) -> None:
    said = replace(
        letter(network, answers=complaint(network)), attachments=(PICTURE, replace(PICTURE, content=b"2", description="Its back"))
    )
    receipt = BlueskyAdapter().send(said, channel=account.channel)
    again = BlueskyAdapter().send(said, channel=account.channel)
    assert again.external_id == receipt.external_id
    embed = network.posts[receipt.external_id]["record"]["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    shown = [(one["alt"], one["image"]["mimeType"], network.blobs[one["image"]["ref"]["$link"]]) for one in embed["images"]]
    assert shown == [("The new torch, in its box", "image/png", b"\x89PNG the torch"), ("Its back", "image/png", b"2")]


def test_a_picture_that_the_network_does_not_take_stops_the_answer_before_it_is_said(network: StandIn, account: Account) -> None:
    said = replace(letter(network, answers=complaint(network)), attachments=(PICTURE,))
    network.faults["com.atproto.repo.uploadBlob"] = [(400, {"error": "BlobTooLarge", "message": "This file is too large."}, {})]
    with pytest.raises(Trouble, match=r"did not take “new torch\.png”: This file is too large") as trouble:
        BlueskyAdapter().send(said, channel=account.channel)
    assert trouble.value.lasting
    assert not [call for call in network.calls if call.method.endswith("putRecord")]


def test_words_for_everybody_answer_nobody_and_a_repeat_is_one_post(network: StandIn, account: Account) -> None:
    said = Announcement(
        key=str(new_id()), text="The checkout is down: https://brightside.example/status/", written_at=datetime.now(UTC)
    )
    first = BlueskyAdapter().announce(said, channel=account.channel)
    again = BlueskyAdapter().announce(said, channel=account.channel)
    assert first.external_id == again.external_id
    record = network.posts[first.external_id]["record"]
    assert (record["text"], record.get("reply"), len(record["facets"])) == (said.text, None, 1)


def test_words_for_everybody_that_are_too_long_are_refused(network: StandIn, account: Account) -> None:
    before = len(network.posts)
    with pytest.raises(Refusal, match="Bluesky takes 300"):
        BlueskyAdapter().announce(Announcement(str(new_id()), "w" * 301, datetime.now(UTC)), channel=account.channel)
    assert len(network.posts) == before
