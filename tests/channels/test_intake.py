"""What arrives is stored once, before it is read; threads hold whatever the order; strangers stay strangers."""

from collections.abc import Sequence
from datetime import datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.channels import models, queries, registry, stuck
from makegood.channels.actions import connecting, intake
from makegood.channels.types import AttachmentIn, ChannelConfig, Envelope
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Address
from makegood.platform import troubles
from tests import cast


@pytest.fixture
def channel_id(brightside: Brand) -> UUID:
    return connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


def letter(key: str, *, by: Address = cast.TOM_BY_EMAIL, refers_to: Sequence[str] = (), **more: Any) -> Envelope:
    text = more.pop("text", f"words of {key}")
    return Envelope(
        external_id=f"{key}#1",
        author=by,
        text=text,
        visible=text,
        sent_at=cast.AT,
        thread_key=key,
        thread_keys=tuple(refers_to),
        **more,
    )


def store(channel_id: UUID, *envelopes: Envelope, at: datetime = cast.AT) -> list[UUID]:
    return list(intake.store_messages(channel_id=channel_id, envelopes=envelopes, at=at))


def conversation_of(message_id: UUID) -> UUID:
    return queries.messages(message_ids=[message_id])[0].conversation_id


def test_the_same_message_five_times_is_one(channel_id: UUID) -> None:
    ids = [store(channel_id, letter("a"))[0] for _ in range(5)]
    assert len(set(ids)) == 1
    assert models.Message.objects.count() == 1


def test_the_same_message_twice_in_one_batch_is_one(channel_id: UUID) -> None:
    first, second = store(channel_id, letter("a"), letter("a"))
    assert first == second


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_thread_is_one_conversation_in_whatever_order_it_arrives(channel_id: UUID, order: tuple[int, ...]) -> None:
    thread = [letter("a"), letter("b", refers_to=["a"]), letter("c", refers_to=["b", "a"])]
    ids = [store(channel_id, thread[i])[0] for i in order]
    assert len({conversation_of(message_id) for message_id in ids}) == 1


def test_a_stranger_who_names_a_thread_starts_a_conversation_of_their_own(channel_id: UUID) -> None:
    (mine,) = store(channel_id, letter("a"))
    (forged,) = store(channel_id, letter("evil", by=cast.ANA_BY_EMAIL, refers_to=["a"]))
    assert conversation_of(mine) != conversation_of(forged)


def test_our_own_signed_reply_address_joins_from_any_address(channel_id: UUID) -> None:
    (mine,) = store(channel_id, letter("a"))
    (answer,) = store(channel_id, letter("b", by=cast.ANA_BY_EMAIL, reply_token=str(conversation_of(mine))))
    assert conversation_of(mine) == conversation_of(answer)


def test_a_token_of_another_channel_joins_nothing(channel_id: UUID, brightside: Brand) -> None:
    other = connecting.add_channel(kind="webhook", name="Other", address="other", settings={}, by=SYSTEM, at=cast.AT)
    (mine,) = store(channel_id, letter("a"))
    (elsewhere,) = store(other, letter("b", reply_token=str(conversation_of(mine))))
    assert conversation_of(mine) != conversation_of(elsewhere)


def test_an_attachment_is_kept_under_its_digest_whatever_it_is_called(channel_id: UUID) -> None:
    file = AttachmentIn(name="../../.htaccess", media_type="text/html", content=b"<script>")
    (message_id,) = store(channel_id, letter("a", attachments=(file,)))
    (kept,) = queries.messages(message_ids=[message_id])[0].attachments
    assert (kept.name, kept.size) == ("../../.htaccess", 8)
    assert queries.attachment(attachment_id=kept.id)[1] == b"<script>"


class Unreadable:
    """An adapter that can read nothing that begins with "bad"."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        if raw.startswith(b"bad"):
            raise UnicodeDecodeError("utf-8", raw, 0, 1, "poison")
        return [letter(raw.decode())]


def test_what_cannot_be_read_is_parked_after_three_tries_and_the_rest_goes_on(
    channel_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.ADAPTERS, "webhook", Unreadable(registry.ADAPTERS["webhook"]))
    intake.store_raw(channel_id=channel_id, items=[("1", b"good"), ("2", b"bad bytes")], cursor="2", at=cast.AT)
    raw_ids = list(models.RawItem.objects.values_list("id", flat=True))
    for _ in range(3):
        intake.parse_raw(raw_ids=raw_ids, at=cast.AT)
    (parked,) = stuck.parked_raw()
    assert parked.reason == troubles.OUR_MISTAKE, "and nothing of what it was"
    assert (parked.size, stuck.raw_bytes(raw_id=parked.id)) == (9, b"bad bytes")
    assert models.Message.objects.count() == 1
    assert queries.cursor(channel_id=channel_id) == "2"
    monkeypatch.undo()
    assert intake.read_again(raw_ids=[parked.id], at=cast.AT) == 1
    assert stuck.parked_raw() == ()


def test_the_same_raw_item_is_kept_once(channel_id: UUID) -> None:
    assert intake.store_raw(channel_id=channel_id, items=[("1", b"a")], cursor="1", at=cast.AT) == 1
    assert intake.store_raw(channel_id=channel_id, items=[("1", b"a"), ("2", b"b")], cursor="2", at=cast.AT) == 1


def test_storing_five_hundred_takes_as_many_queries_as_storing_five(channel_id: UUID, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(16):
        store(channel_id, *(letter(f"m{n}") for n in range(500)))


def test_a_reply_by_somebody_else_before_its_parent_takes_nothing_from_who_wrote_the_parent(channel_id: UUID) -> None:
    (theirs,) = store(channel_id, letter("x", by=STRANGER_BY_MAIL, refers_to=["a"]))
    (parent,) = store(channel_id, letter("a"))
    (after,) = store(channel_id, letter("b", refers_to=["a"]))
    assert conversation_of(after) == conversation_of(parent) != conversation_of(theirs)
    (again,) = store(channel_id, letter("y", by=STRANGER_BY_MAIL, refers_to=["x", "a"]))
    assert conversation_of(again) == conversation_of(theirs)


STRANGER_BY_MAIL = Address(cast.TOM_BY_EMAIL.kind, "ana@elsewhere.example", "Ana")
