"""The sale played in this process at an instant handed down: people speak by their doors, and the worker's own consumers do what follows.

What is public goes over a social network on loopback (the suite's stand-in), what leaves by mail into an SMTP server in this process. For the
benchmark and for tests that count; the story itself runs against real processes.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.channels.bluesky.standin import PASSWORD, StandIn
from tests.peers.mailserver import Sink
from tests.stories.sale import house
from tests.stories.sale.evening import Said
from tests.stories.sale.house import HANDLE, NAME, Founded
from tests.stories.sale.people import Visitor


@dataclass
class Play:
    """`now` only ever goes forward."""

    founded: Founded
    network: StandIn
    sink: Sink
    now: datetime
    uris: dict[str, str] = field(default_factory=dict)  # of posts, by the key of what was said

    def says(self, said: Iterable[Said]) -> None:
        """Each by their door; nothing is taken in before the clock is turned."""
        for one in said:
            if one.door == "posts":
                self.uris[one.key] = post(self.network, one.visitor, one.words.text, at=one.at)
            else:
                house.hears(self.founded, [one])

    def turn_to(self, at: datetime) -> None:
        """Does all that is due by then, with the business's clock turned too. Nobody listens to the mailbox: mails are put in as its adapter
        reads them."""
        self.now = self.network.now = at
        set_clock(at)
        house.turn_to(self.founded.brand_id, at, leaving_out=frozenset())

    def lives(
        self,
        said: Iterable[Said],
        *,
        until: datetime,
        every: timedelta = timedelta(minutes=1),
        seen: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Lets time go by in steps, each with what was said in it, until the end or until something is seen. Returns whether it was."""
        waiting = sorted((one for one in said if self.now <= one.at < until), key=lambda one: one.at)
        while self.now < until:
            step = min(self.now + every, until)
            self.says([one for one in waiting if one.at < step])
            waiting = [one for one in waiting if one.at >= step]
            self.turn_to(step)
            if seen():
                return True
        return False


@contextmanager
def outside() -> Iterator[tuple[StandIn, Sink, dict[str, Any]]]:
    """The network and where mail leaves to, and what the founding of the house is told of them."""
    sink = Sink()
    try:
        with StandIn() as network:
            network.join(HANDLE, name=NAME)
            mailbox = {
                "imap_host": "127.0.0.1",
                "imap_port": "9",
                "imap_tls": "none",
                "imap_user": house.HELP_EMAIL,
                "imap_password": PASSWORD,
                "smtp_host": "127.0.0.1",
                "smtp_port": str(sink.port),
                "smtp_tls": "none",
            }
            yield network, sink, {"network": network.url, "password": PASSWORD, "mailbox": mailbox}
    finally:
        sink.close()


def set_clock(at: datetime) -> None:
    """The business's clock shows this instant from now on, whichever it showed before."""
    from makegood.config import environment

    ahead = at - datetime.now(UTC)
    (environment.settings().home / "clock-offset").write_text(str(ahead.total_seconds()))


def post(network: StandIn, visitor: Visitor, text: str, *, at: datetime, answers: str = "") -> str:
    """Says it in public to the house, or under a post of its; joins the network with their first word."""
    if visitor.handle not in network.handles.values():
        network.join(visitor.handle, name=visitor.name, followers=visitor.number % 400)
    mentions = (HANDLE,) if f"@{HANDLE}" in text else ()
    return network.post(visitor.handle, text, at=at.replace(microsecond=0), answers=answers, mentions=mentions)
