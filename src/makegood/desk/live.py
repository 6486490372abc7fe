"""Live news for open pages of the desk: the streams that a member's ticket opens, with all topics of one brand."""

import os
from urllib.parse import urlsplit

from makegood.config import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from makegood.desk import tickets  # signing reads Django's settings
from makegood.platform import streams
from makegood.platform.live import CHANNEL
from makegood.platform.streams import MOST_WAITING, Listening, Stream, Switchboard

__all__ = ["CHANNEL", "MOST_WAITING", "LiveApp", "Stream", "Switchboard", "own_origin"]


class LiveApp(streams.StreamsApp):
    """`GET /live/<slug>?ticket=…` as an event stream; everything else is 404."""

    def __init__(self, switchboard: Switchboard, *, heartbeat_s: float = streams.HEARTBEAT_S) -> None:
        super().__init__(switchboard, prefix="/live/", read=_read, origin=own_origin, heartbeat_s=heartbeat_s)


def own_origin() -> str:
    """Only our own pages may read a stream."""
    base = urlsplit(environment.settings().base_url)
    return f"{base.scheme}://{base.netloc}"


def _read(ticket: str) -> Listening | None:
    found = tickets.read_ticket(ticket)
    return None if found is None else Listening(found[0], whose=found[1])
