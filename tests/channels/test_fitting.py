"""What a channel can may depend on its settings, and how long a text is on its network; the gate asks both."""

from dataclasses import replace
from typing import ClassVar

import pytest

from makegood.brands.types import Brand
from makegood.channels import queries, registry
from makegood.channels.actions import connecting, intake, outbox
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.messages import Speech
from makegood.channels.types import Abilities, ChannelConfig, Envelope
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Purpose
from tests import cast


class PagerAdapter(WebhookAdapter):
    """Ten letters, of which a capital one takes two; twenty where the settings name a template."""

    kind: ClassVar[str] = "pager"
    abilities: ClassVar[Abilities] = replace(WebhookAdapter.abilities, max_length=10)

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        return settings

    def abilities_of(self, *, channel: ChannelConfig) -> Abilities:
        return replace(self.abilities, max_length=20) if channel.settings.get("template") else self.abilities

    def length(self, text: str) -> int:
        return len(text) + sum(letter.isupper() for letter in text)


class Wall(WebhookAdapter):
    """A place at which one only listens."""

    kind: ClassVar[str] = "pager"
    abilities: ClassVar[Abilities] = replace(WebhookAdapter.abilities, unanswered="Nobody is answered here. Write elsewhere.")


@pytest.fixture(autouse=True)
def pager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.ADAPTERS, "pager", PagerAdapter())


def _say(text: str, settings: dict[str, str]) -> object:
    channel_id = connecting.add_channel(kind="pager", name="Pager", address="p", settings=settings, by=SYSTEM, at=cast.AT)
    (who,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
    speech = Speech(text, channel_id, who.identity_id, Purpose.SERVICE, "", text)
    return outbox.queue(speech=speech, by=SYSTEM, at=cast.AT)


def test_a_text_is_as_long_as_its_network_says(brightside: Brand) -> None:
    with pytest.raises(Refusal, match="text: 12 characters; this channel takes 10"):
        _say("ABCDEF", {})


def test_what_leaves_says_whether_it_is_public_and_when_they_last_wrote(brightside: Brand) -> None:
    channel_id = connecting.add_channel(kind="pager", name="Pager", address="p", settings={}, by=SYSTEM, at=cast.AT)
    (who,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_HANDLE)], at=cast.AT)
    asked = Envelope("1", cast.TOM_BY_HANDLE, "Well?", "Well?", cast.later(hours=-3), thread_key="1", public=True)
    (question,) = intake.store_messages(channel_id=channel_id, envelopes=[asked], at=cast.AT)
    (heard,) = queries.messages(message_ids=[question])
    answer = Speech("k", channel_id, who.identity_id, Purpose.SERVICE, "", "soon", heard.conversation_id, question, public=True)
    departure = queries.departure(outgoing_id=outbox.queue(speech=answer, by=SYSTEM, at=cast.AT))
    assert departure is not None
    letter = departure.letter
    assert (letter.public, letter.heard_at, letter.queued_at) == (True, cast.later(hours=-3), cast.AT)


def test_a_channel_can_more_by_its_settings(brightside: Brand) -> None:
    assert _say("ABCDEF", {"template": "hello"})


def test_where_nothing_can_be_said_nothing_is_taken_up(brightside: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.ADAPTERS, "pager", Wall())
    with pytest.raises(Refusal) as refused:
        _say("Hello", {})
    assert (refused.value.code, refused.value.sentence) == ("no_answers_here", "Nobody is answered here. Write elsewhere.")
    assert queries.page(before=None, since=None, limit=1) == ()
