"""How far an account was read: the cursor, as text. Pure.

The network shows notifications newest first. After an outage a look walks back page by page to what it knows (`pages` holds where each page
begins), and then reads from the oldest page on. Everything up to `since` is read; what lies within `OVERLAP` of it is looked at again, because
the network sorts by the date that a post claims, and known by its key (`seen`).
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from makegood.channels.providers import reading

OVERLAP = timedelta(minutes=15)
FIRST_LOOK = timedelta(days=1)  # so far back an account is read when it is connected
MOST_SEEN = 2_000
MOST_PAGES = 500  # of 50 notifications: a walk back ends there, and says so


@dataclass(slots=True)
class Place:
    """`done` is the page that was read last on the way from the oldest to the newest."""

    since: datetime
    seen: dict[str, str] = field(default_factory=dict)  # key → instant, of what lies within the overlap
    pages: list[str] = field(default_factory=list)
    done: str = ""
    searched: datetime | None = None  # up to where searches were read; None: as far as `since`
    chat: str = ""

    def knows(self, uri: str) -> bool:
        return _key(uri) in self.seen

    def note(self, uri: str, at: datetime) -> None:
        """It is read, whatever came of it."""
        self.seen[_key(uri)] = at.isoformat()
        self.since = max(self.since, at)

    def note_found(self, uri: str, at: datetime) -> None:
        """A search found it, and it is read."""
        self.seen[_key(uri)] = at.isoformat()
        self.searched = max(self.searched or at, at)

    def write(self) -> str:
        """The cursor. Keys that lie before the overlap are let go."""
        edge = (min(self.since, self.searched or self.since) - OVERLAP).isoformat()
        kept = sorted(((at, key) for key, at in self.seen.items() if at >= edge), reverse=True)[:MOST_SEEN]
        told = {
            "since": self.since.isoformat(),
            "seen": {key: at for at, key in kept},
            "pages": self.pages,
            "done": self.done,
            "searched": self.searched.isoformat() if self.searched else "",
            "chat": self.chat,
        }
        return json.dumps(told, separators=(",", ":"))


def read(cursor: str, *, now: datetime) -> Place:
    """The place in a cursor; at the first look, and where a cursor is none of ours, a day back."""
    try:
        told = json.loads(cursor)
        return Place(
            since=reading.instant(told["since"]),
            seen={str(key): str(at) for key, at in told["seen"].items()},
            pages=[str(page) for page in told["pages"]],
            done=str(told["done"]),
            searched=reading.instant(told["searched"]) if told["searched"] else None,
            chat=str(told["chat"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Place(since=now.astimezone(UTC) - FIRST_LOOK)


def _key(uri: str) -> str:
    return hashlib.blake2s(uri.encode(), digest_size=6).hexdigest()
