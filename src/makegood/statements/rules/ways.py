"""By which ways somebody may be told, the best first: what they chose, where they wrote last in private, by mail, by a direct message, and where
they only ever wrote in public, there. Pure; whether a way is open to these words, the gate says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Way:
    """One way: a channel of ours and an identity of theirs; the conversation and the message that it answers where there is one."""

    channel_id: UUID
    kind: str
    identity_id: UUID
    conversation_id: UUID | None = None
    in_reply_to: UUID | None = None
    public: bool = False

    @property
    def name(self) -> str:
        """How a way that failed is remembered."""
        return f"{self.channel_id} {self.identity_id}{' public' if self.public else ''}"


@dataclass(frozen=True, slots=True)
class Heard:
    """When somebody was heard last on a channel, in private or in public, and by which message."""

    channel_id: UUID
    kind: str  # of the channel
    identity_id: UUID
    conversation_id: UUID
    message_id: UUID
    at: datetime
    public: bool
    by_mail: bool = False  # it came from a mail address
    answers_by_mail: bool = False  # what came there is answered through the mailbox
    unanswered: bool = False  # nothing can be said there


@dataclass(frozen=True, slots=True)
class Mailbox:
    channel_id: UUID
    kind: str


def ways(
    *,
    heard: Sequence[Heard],
    addresses: Sequence[UUID],
    mailbox: Mailbox | None,
    begins: Mapping[UUID, UUID],
    chosen: frozenset[str],
    refused: frozenset[str],
    active: frozenset[UUID],
    tried: frozenset[str] = frozenset(),
) -> tuple[Way, ...]:
    """The ways to one person, the best first.

    `heard` is what they wrote last on each channel; `addresses` are their mail addresses, the surest first, without those that take nothing;
    `begins` maps a channel that can begin a private talk to the identity to begin it with; `chosen` are the kinds of channels that
    they chose; `refused` are kinds on which they want no word of ours; `active` our channels that are not paused; `tried` ways that failed.
    """
    found = [*_in_private(heard), *_by_mail(addresses, mailbox), *_direct(heard, begins)]
    found.sort(key=lambda way: way.kind not in chosen)  # a stable sort: the rest keeps its order
    whole = [*found, *_in_public(heard)]
    seen: set[str] = set()
    kept = []
    for way in whole:
        is_open = way.channel_id in active and way.kind not in refused and way.name not in tried and way.name not in seen
        seen.add(way.name)
        if is_open:
            kept.append(way)
    return tuple(kept)


def _in_private(heard: Sequence[Heard]) -> Iterator[Way]:
    """Where they wrote to us last first. A mail begins a talk of its own: it answers nothing they wrote."""
    private = [one for one in heard if not one.public and not one.answers_by_mail and not one.unanswered]
    for one in sorted(private, key=lambda each: each.at, reverse=True):
        if one.by_mail:
            yield Way(one.channel_id, one.kind, one.identity_id)
        else:
            yield Way(one.channel_id, one.kind, one.identity_id, one.conversation_id, one.message_id)


def _by_mail(addresses: Sequence[UUID], mailbox: Mailbox | None) -> Iterator[Way]:
    if mailbox is not None:
        yield from (Way(mailbox.channel_id, mailbox.kind, address) for address in addresses)


def _direct(heard: Sequence[Heard], begins: Mapping[UUID, UUID]) -> Iterator[Way]:
    for one in heard:
        if one.public and one.channel_id in begins:
            yield Way(one.channel_id, one.kind, begins[one.channel_id])


def _in_public(heard: Sequence[Heard]) -> Iterator[Way]:
    for one in sorted(heard, key=lambda each: each.at, reverse=True):
        if one.public and not one.unanswered:
            yield Way(one.channel_id, one.kind, one.identity_id, one.conversation_id, one.message_id, public=True)
