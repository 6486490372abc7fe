"""Live news for people who are no members: for chat windows a stream that a visitor's ticket opens, with the one topic of their own talk, for
pages of one origin; for live discussions one that every reader of the page has.

A ticket is made by the door (of a chat after the visitor's secret was checked), is signed, and lasts an hour. It holds no secret and opens nothing
else.
"""

import json
import os
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from django.core import signing

from makegood.platform import streams
from makegood.platform.streams import Listening, Switchboard

LIFE_S = 3600
PREFIX = "/live/chat/"
DISCUSSIONS = "/live/talks/"
PACE_S = 0.5  # of a discussion's stream: votes come faster than anybody reads
MOST_READERS = 3_000  # so that strangers never take the last of platform/streams' 5,000 from members
_SALT = "makegood.portal.live"


class ChatApp(streams.StreamsApp):
    """`GET /live/chat/?ticket=…` as an event stream; everything else is 404."""

    def __init__(self, switchboard: Switchboard, *, heartbeat_s: float = streams.HEARTBEAT_S) -> None:
        super().__init__(switchboard, prefix=PREFIX, read=_read_chat_ticket, origin=lambda: "null", heartbeat_s=heartbeat_s)


class DiscussionApp(streams.StreamsApp):
    """`GET /live/talks/?ticket=…` as an event stream; everything else is 404."""

    def __init__(
        self,
        switchboard: Switchboard,
        *,
        heartbeat_s: float = streams.HEARTBEAT_S,
        pace_s: float = PACE_S,
        most: int = MOST_READERS,
    ) -> None:
        super().__init__(
            switchboard,
            prefix=DISCUSSIONS,
            read=_read_discussion_ticket,
            origin=lambda: "null",
            heartbeat_s=heartbeat_s,
            pace_s=pace_s,
            most=most,
        )


def _read_chat_ticket(ticket: str) -> Listening | None:
    found = read_ticket(ticket)
    return found if found is not None and not found.topic.startswith("discussion:") else None


def _read_discussion_ticket(ticket: str) -> Listening | None:
    """As `read_ticket`; a ticket of a chat opens nothing here."""
    found = read_ticket(ticket)
    return found if found is not None and found.topic.startswith("discussion:") else None


def make_ticket(*, brand_id: UUID, topic: str, origin: str) -> str:
    """A ticket for one topic of a brand, for pages of this origin."""
    return signing.TimestampSigner(salt=_SALT).sign_object([brand_id.hex, topic, origin])


def read_ticket(ticket: str) -> Listening | None:
    """What a good ticket opens; None for one that is forged, malformed or too old."""
    try:
        brand, topic, origin = signing.TimestampSigner(salt=_SALT).unsign_object(ticket, max_age=LIFE_S)
        return Listening(UUID(brand), str(topic), str(origin)) if topic and origin else None
    except (signing.BadSignature, ValueError, TypeError, json.JSONDecodeError):
        return None
