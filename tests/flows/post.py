"""A channel that does what a test says, and a house that writes to people through it. Nothing leaves this process."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from makegood.channels import models, registry
from makegood.channels.actions import connecting, outbox
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.messages import OutgoingState, Speech
from makegood.channels.types import OutgoingLetter, Pace, SendReceipt
from makegood.flows import when
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Trouble
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Purpose
from makegood.platform import draining, jobs, tenancy, work
from tests import cast

Script = Callable[[OutgoingLetter], Exception | None]


class Scripted(WebhookAdapter):
    """Sends into a list, or raises what its script says. `sent` holds what left, in order: (message key, words)."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.tried: list[str] = []
        self.script: Script = lambda letter: None
        self.while_sending: Callable[[OutgoingLetter], None] = lambda letter: None

    def paced(self, pace: Pace) -> None:
        self.abilities = replace(WebhookAdapter.abilities, pace=pace)  # type: ignore[misc]

    def send(self, letter: OutgoingLetter, *, channel: Any) -> SendReceipt:
        self.tried.append(letter.text)
        self.while_sending(letter)
        trouble = self.script(letter)
        if trouble is not None:
            raise trouble
        self.sent.append((letter.message_key, letter.text))
        return SendReceipt(letter.message_key, cast.AT)

    @property
    def words(self) -> list[str]:
        return [words for _, words in self.sent]


@dataclass
class Post:
    """A brand that writes. `says` queues; `carries` does what is due, as a worker would."""

    brand_id: UUID
    adapter: Scripted
    channel: UUID
    conversations: dict[str, UUID] = field(default_factory=dict)

    def says(self, words: str, *, to: str = "tom", at: datetime = cast.AT, **more: Any) -> UUID:
        """Words for somebody, in the conversation with them."""
        with tenancy.brand(self.brand_id):
            address = Address(IdentityKind.EMAIL, f"{to}@example.org")
            (seen,) = recognising.recognise(sightings=[cast.seen(address)], at=at)
            told: dict[str, Any] = {"key": str(new_id()), "purpose": Purpose.SERVICE, "subject": "s", "channel_id": self.channel}
            conversation = self.conversations.get(to)
            speech = Speech(text=words, to_identity_id=seen.identity_id, conversation_id=conversation, **{**told, **more})  # type: ignore[arg-type]
            said = outbox.queue(speech=speech, by=SYSTEM, at=at)
            self.conversations[to] = models.Message.objects.values_list("conversation_id", flat=True).get(id=said)
            return said

    def carries(self, at: datetime = cast.AT) -> None:
        consumer = jobs.known()["deliver"]
        while draining.drain(self.brand_id, consumer, at=at, most=500):
            if not self._due(at):
                break

    def lets_pauses_pass(self) -> None:
        """Pauses and shut channels are over: a test does not wait for the database's clock. Leases stay."""
        with tenancy.brand(self.brand_id), connection.cursor() as cursor:
            cursor.execute("UPDATE platform_work SET leased_until = NULL WHERE lease IS NULL")
            cursor.execute("UPDATE channels_outlet SET shut_until = clock_timestamp(), recent = '{}' WHERE true")
            cursor.execute("UPDATE channels_outlet SET shut_until = NULL WHERE failures < 2")

    def lets_workers_die(self) -> None:
        """The leases of dead workers are over."""
        with tenancy.brand(self.brand_id), connection.cursor() as cursor:
            cursor.execute("UPDATE platform_work SET leased_until = clock_timestamp() - interval '1 s' WHERE lease IS NOT NULL")

    def state(self, outgoing_id: UUID) -> str:
        return self.row(outgoing_id).state

    def row(self, outgoing_id: UUID) -> models.Outgoing:
        with tenancy.brand(self.brand_id):
            return models.Outgoing.objects.get(id=outgoing_id)

    def states(self) -> set[str]:
        with tenancy.brand(self.brand_id):
            return set(models.Outgoing.objects.values_list("state", flat=True))

    def open_count(self) -> int:
        open_states: Sequence[str] = (OutgoingState.QUEUED, OutgoingState.HELD, OutgoingState.LEAVING)
        with tenancy.brand(self.brand_id):
            return models.Outgoing.objects.filter(state__in=open_states).count()

    def parked(self) -> int:
        with tenancy.brand(self.brand_id):
            return len(work.parked())

    def _due(self, at: datetime) -> bool:
        return (self.brand_id, "deliver") in work.due(at=at, kinds=["deliver"])


@contextmanager
def opened(brand_id: UUID, monkeypatch: Any) -> Iterator[Post]:
    """A post office for a committed brand: every channel of it speaks through one scripted adapter."""
    when.connect()
    adapter = Scripted()
    monkeypatch.setattr(registry, "adapter", lambda kind: adapter)
    with tenancy.brand(brand_id):
        channel = connecting.add_channel(kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=cast.AT)
    yield Post(brand_id, adapter, channel)


def busy(words: str = "It is busy.", *, retry_after_s: float | None = None) -> Trouble:
    return Trouble(words, retry_after_s=retry_after_s)


def refused(words: str = "550 5.1.1 No such user") -> Trouble:
    return Trouble(words, lasting=True)
