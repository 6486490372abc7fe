"""Brightside with a receiver of its own; the brand is founded and not open, as it is for the worker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.brands import actions as brands
from makegood.brands import events as brand_events
from makegood.kernel.actors import SYSTEM
from makegood.platform import draining, feed, jobs, journal, tenancy
from makegood.webhooks import queries
from makegood.webhooks.actions import subscribing
from makegood.webhooks.types import Delivery, Webhook
from tests import cast
from tests.webhooks.receiver import Receiver, receiving


@dataclass
class House:
    """What a test does with the brand, at the instants that it names."""

    brand_id: UUID

    def subscribe(
        self, receiver: Receiver, *, kinds: Sequence[str] = ("brands.*",), name: str = "Warehouse"
    ) -> tuple[Webhook, str]:
        with tenancy.brand(self.brand_id):
            return subscribing.add(name=name, url=receiver.url, kinds=kinds, by=SYSTEM, at=cast.AT)

    def happen(self, *names: str, at: datetime = cast.AT) -> None:
        """Something that the journal tells: a machine of each name joined."""
        with tenancy.brand(self.brand_id):
            for name in names:
                brands.add_machine(name=name, rights="all", by=SYSTEM, at=at)

    def work(self, at: datetime = cast.AT, *kinds: str) -> None:
        """What is due, as a worker does it: the journal read, then every lane."""
        for kind in kinds or (subscribing.FACTS, subscribing.DELIVER):
            draining.drain(self.brand_id, jobs.known()[kind], at=at)

    def log(self, webhook: Webhook) -> list[Delivery]:
        """Oldest first."""
        with tenancy.brand(self.brand_id):
            return list(reversed(queries.deliveries(webhook_id=webhook.id, limit=100)))

    def now(self, webhook: Webhook) -> Webhook:
        with tenancy.brand(self.brand_id):
            return queries.webhook(webhook_id=webhook.id)

    def facts(self) -> list[journal.Entry]:
        with tenancy.brand(self.brand_id):
            return list(journal.latest(limit=50))


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    """The feed shows at once what was written."""
    monkeypatch.setattr(feed, "SKEW", timedelta(seconds=-5))
    return House(brands.found(**cast.BRIGHTSIDE, at=cast.later(days=-365)))


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving(monkeypatch) as one:
        yield one


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> Iterator[Receiver]:
    with receiving(monkeypatch) as one:
        yield one


Say = Callable[[str], None]
MACHINE_ADDED = brand_events.MachineAdded.kind()
