"""The one protocol that every channel speaks. An adapter parses, fetches and sends; it never stores.

Adapters are pure towards our database: bytes in, values out. They are called outside transactions, with a timeout, and raise
`Trouble` (passing or lasting) when the outside fails and `Refusal` when what they were given can never be sent.
"""

from collections.abc import Generator, Sequence
from typing import ClassVar, Protocol, runtime_checkable

from makegood.channels.types import (
    Abilities,
    Announcement,
    Call,
    CallAnswer,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
    WasTaken,
)
from makegood.people.types import Address


class LookUpFirst(Exception):
    """Said by `parse` of what can only be read after the outside was asked (`LooksUp`)."""


class Adapter(Protocol):
    """One kind of channel."""

    kind: ClassVar[str]
    name: ClassVar[str]  # for people: "E-mail"
    abilities: ClassVar[Abilities]
    form: ClassVar[tuple[Setting, ...]]  # what its settings form asks for, in this order

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings, cleaned. Refuses with `fields` naming each setting that is missing or malformed; needs no network."""
        ...

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """What the raw bytes say; several envelopes where one raw item carries several messages. Pure, deterministic, no network.

        Raises ValueError where the bytes are no message of this channel; the raw bytes are then kept and parked.
        """
        ...

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:
        """At most `limit` raw items after `cursor` ('' at the first time). Changes nothing outside. Channels that are told by
        webhook answer with nothing."""
        ...

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Says it. Sending the same `message_key` twice carries the same external id, so that the other side sees one message."""
        ...


@runtime_checkable
class Greets(Protocol):
    """An adapter that can try the way out without saying anything to anybody: for whoever sets a channel up."""

    def greet(self, *, channel: ChannelConfig) -> str:
        """Enters the outgoing server and leaves again; a sentence that says what it saw. Raises Trouble."""
        ...


@runtime_checkable
class HasWaysIn(Protocol):
    """An adapter at which addresses of ours may carry a token: what is written to one comes with it (`Envelope.addressed`)."""

    def way_in(self, token: str, *, channel: ChannelConfig) -> str:
        """Our address with this token in it. Refuses an address that has no room for one."""
        ...


@runtime_checkable
class KnowsItsTokens(Protocol):
    """An adapter that can tell whether a token in an address of ours was made here for somebody (`Envelope.addressed`)."""

    def is_for(self, token: str, whom: str, *, channel: ChannelConfig) -> bool:
        """Whether this is the reply address of a letter that went to `whom`. Pure; takes the same time whatever is wrong with it."""
        ...


@runtime_checkable
class ConsentedAs(Protocol):
    """An adapter of a channel on which people agree to hear from us, or not, as on another: mail is mail, whoever carries it."""

    consented_as: ClassVar[str]  # the kind of the other


@runtime_checkable
class TakesCalls(Protocol):
    """An adapter whose provider calls us (webhooks), at an address of the channel's own that holds an unguessable token."""

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """What is to be kept of a call, once its signature was checked, and the answer. Pure: no network, nothing stored.

        The items are stored before the answer leaves; a provider that repeats itself repeats their keys. Raises Refusal
        `bad_signature` where the provider did not sign it; a body that is signed and odd is kept all the same, for `parse` to refuse.
        """
        ...


@runtime_checkable
class AnsweredByMail(Protocol):
    """An adapter that only hears: what came by it is answered through the brand's mailbox, to the address that they gave."""

    answered_by_mail: ClassVar[bool]


@runtime_checkable
class Announces(Protocol):
    """An adapter that can post for everybody (`Abilities.announces`)."""

    def announce(self, said: Announcement, *, channel: ChannelConfig) -> SendReceipt:
        """Posts it; the receipt's external id is the thread key of whatever is answered to it. The same key twice is one post. Raises Trouble, and
        Refusal for what can never be posted."""
        ...


@runtime_checkable
class FitsSettings(Protocol):
    """An adapter that can more, or less, by what its settings say: a template for closed reply windows, a server's own length."""

    def abilities_of(self, *, channel: ChannelConfig) -> Abilities:
        """What this very channel can. Pure."""
        ...


@runtime_checkable
class Measures(Protocol):
    """An adapter whose network counts the length of a text in its own way, not in characters."""

    def length(self, text: str) -> int:
        """How long the network says this is, to be held against `max_length`. Pure."""
        ...


@runtime_checkable
class LooksUp(Protocol):
    """An adapter for whose raw items the outside must be asked before they say anything (a page that is said to mention us)."""

    def look_up(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[tuple[str, bytes]]:
        """Further raw items (external key, bytes), which `parse` can read, in place of one for which it said LookUpFirst; none where there is
        nothing to it. Called outside transactions, and again after Trouble. Raises Trouble, and Refusal for what may never be asked."""
        ...


@runtime_checkable
class TellsAtOnce(Protocol):
    """An adapter whose provider says over a line that stays open that something came. The line carries nothing that is kept: it only makes
    us look earlier, so that a line that breaks, repeats itself or skips something loses and doubles nothing."""

    def tells_all(self, *, channel: ChannelConfig) -> bool:
        """Whether all that a look would find is told there; else looks go on at their usual pace beside it. Pure."""
        ...

    def listen(self, *, channel: ChannelConfig) -> Generator[bool]:
        """Opens the line and goes on for as long as it holds: True where something came that a look would find, False for a sign of life, the
        first once it is open, at least one a minute. Closing the iterator hangs up. Raises Trouble where it cannot be opened or breaks,
        lasting where the provider has none; called outside transactions, in a thread of its own."""
        ...


@runtime_checkable
class ListsFollowers(Protocol):
    """An adapter of a network that tells who follows our account."""

    def followers(self, *, channel: ChannelConfig, cursor: str) -> tuple[Sequence[Address], str]:
        """A page of them from `cursor` on ('' at the first time), each as `parse` would name them as an author, and where the next page begins, ''
        after the last. Changes nothing there. Raises Trouble; called outside transactions."""
        ...


@runtime_checkable
class TellsWhatItTook(Protocol):
    """An adapter whose provider takes no key for repeats and shows nobody what was sent, but calls us with our key soon after it took a letter.
    Where it is not known whether one was taken, that call is waited for before it is said again."""

    calls_within_s: ClassVar[float]

    def taken(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[WasTaken]:
        """Which letters of ours these bytes, which `parse` could read, say were taken. Pure."""
        ...
