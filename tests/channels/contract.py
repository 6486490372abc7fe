"""The contract that every channel passes. A new adapter is handed to `check` with a few raw examples of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from makegood.channels.seam import Adapter
from makegood.channels.types import Abilities, ChannelConfig, ChannelId, Envelope, OutgoingLetter
from makegood.kernel.clock import require_aware
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address

NOT_A_MESSAGE = b"\x00\xff\xfe not a message of any channel"


def config(adapter: Adapter, settings: Mapping[str, str]) -> ChannelConfig:
    cleaned = adapter.check_settings(dict(settings))
    return ChannelConfig(ChannelId(uuid4()), uuid4(), adapter.kind, adapter.name, "help@brightside.example", cleaned)


def check(adapter: Adapter, *, settings: Mapping[str, str], examples: Sequence[bytes], tells_nonsense_apart: bool = True) -> None:
    """Fails with a sentence where the adapter breaks a promise of `channels/seam.py`."""
    _describes_itself(adapter)
    _names_wrong_settings(adapter, settings)
    channel = config(adapter, settings)
    for raw in examples:
        first, again = adapter.parse(raw, channel=channel), adapter.parse(raw, channel=channel)
        assert list(first) == list(again), "parsing the same bytes twice must give the same envelopes"
        assert first, "an example must carry at least one message"
        for envelope in first:
            _is_whole(envelope, adapter.abilities)
    if tells_nonsense_apart:
        with pytest.raises(ValueError):  # noqa: PT011 - any kind of ValueError, by the seam's own words
            adapter.parse(NOT_A_MESSAGE, channel=channel)


def _describes_itself(adapter: Adapter) -> None:
    assert adapter.kind.islower()
    assert adapter.kind.isidentifier()
    assert adapter.name[0].isupper()
    names = [setting.name for setting in adapter.form]
    assert len(names) == len(set(names)), "each setting is asked for once"
    assert all(setting.label for setting in adapter.form), "each setting is asked for in words"
    abilities = adapter.abilities
    assert abilities.public or abilities.private, "a channel is public or private or both"
    assert abilities.max_length is None or abilities.max_length > 0
    assert abilities.reply_window_hours is None or abilities.reply_window_hours > 0


def _names_wrong_settings(adapter: Adapter, settings: Mapping[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        adapter.check_settings({**settings, "no_such_setting": "x"})
    assert "no_such_setting" in refused.value.fields, "a wrong setting is refused by its name"


def _is_whole(envelope: Envelope, abilities: Abilities) -> None:
    assert 0 < len(envelope.external_id) <= 400, "every message has a natural key"
    assert envelope.author.value, "every message has an author"
    require_aware(envelope.sent_at)
    assert "\x00" not in envelope.text + envelope.visible + envelope.subject + envelope.html, "PostgreSQL keeps no NUL"
    assert abilities.public or not envelope.public, "only a public channel carries public messages"
    assert envelope.reach is None or envelope.reach >= 0
    for file in envelope.attachments:
        assert file.media_type


def check_repeat(
    adapter: Adapter, *, settings: Mapping[str, str], to: Address, heard: Callable[[], Sequence[str]], mute: bool = False
) -> None:
    """Fails where a letter that is sent twice looks like two to the other side. `heard` gives the names under which the other side heard of
    messages so far (Message-ID, webhook-id, the network's own once-key). For every adapter whose network can tell; `mute` where it says
    nothing back that we could call the message by."""
    channel = config(adapter, settings)
    first = OutgoingLetter(message_key=str(uuid4()), to=to, subject="Your torch", text="It is on its way.")
    other = replace(first, message_key=str(uuid4()))
    receipts = [adapter.send(letter, channel=channel) for letter in (first, first, other)]
    names = list(heard())
    assert len(names) == 3, "each send reaches the other side"
    assert names[0] == names[1], "a repeat carries the same name"
    assert names[0] != names[2], "another message carries another"
    if not mute:
        assert receipts[0].external_id == receipts[1].external_id != receipts[2].external_id, "and so do the receipts"


def check_said_once(
    adapter: Adapter,
    *,
    channel: ChannelConfig,
    letter: OutgoingLetter,
    said: Callable[[], int],
    lose_the_answer: Callable[[], None] | None = None,
) -> None:
    """Fails where a letter that is sent again is said twice: for networks that take a key for repeats, or can be asked what stands there.
    `said` counts what the other side holds of ours. With `lose_the_answer` the first try is done there and its answer is lost on the way;
    without it the answer comes, and we die before we write it down. Another letter, of other words, is another message."""
    if lose_the_answer is not None:
        lose_the_answer()
        with pytest.raises(Trouble):
            adapter.send(letter, channel=channel)
    else:
        adapter.send(letter, channel=channel)
    assert said() == 1, "the first try was done"
    again, once_more = adapter.send(letter, channel=channel), adapter.send(letter, channel=channel)
    assert said() == 1, "a repeat is said once"
    assert again.external_id == once_more.external_id, "and is known by one name"
    other = replace(letter, message_key=str(new_id()), text="And a second torch comes with it.")
    assert adapter.send(other, channel=channel).external_id != again.external_id
    assert said() == 2, "another letter is another message"
