"""Holds the lines over which providers say at once that something came, and lets the channel be looked into then. Each line has a thread of its
own in one worker of all.

What a line says is never kept: the look reads from its own place, so whatever a line loses, repeats or invents, each message comes once. While a
line is open one looks once a minute besides, and at the usual pace again as soon as it breaks. Decides nothing about messages.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import connection, transaction

from makegood.channels import carried, registry
from makegood.channels import queries as channels
from makegood.channels.actions import lines
from makegood.channels.seam import TellsAtOnce
from makegood.channels.types import ChannelConfig
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import clock, resting, tenancy, work

log = logging.getLogger("makegood.flows")

LOOKS = "hear"  # the kind of work that looks into a channel; its key is the channel's id
WHILE_OPEN = timedelta(seconds=60)  # between two looks while the line says at once what comes
MOST = 100  # lines of one process; whoever has no line is looked into at the usual pace
SIGN_EVERY_S = 10.0  # so often the holder says that it lives, and looks whether the channel is as it was
_APART_S = 1.0  # between two looks of one channel that its line asks for
_LAST_TRIES = 60  # to ask for the last one: then the channel's own pace finds it


class _Lines:
    """The lines of this process. None are held where nobody said that they may be: only a worker has the time."""

    def __init__(self) -> None:
        self.may_hold = False
        self.held: dict[UUID, threading.Thread] = {}
        self.changed = threading.Lock()


_lines = _Lines()


def be_held_here(yes: bool) -> None:
    """From now on this process holds lines, or opens no further ones and hangs up."""
    _lines.may_hold = yes


def pace(channel: ChannelConfig, *, usual: timedelta) -> timedelta:
    """When to look into a channel again: at the usual pace, or less often while its line is open and tells all. Where nobody holds its line,
    this process takes it after the commit. Inside the brand's transaction."""
    adapter = registry.adapter(channel.kind)
    if not isinstance(adapter, TellsAtOnce):
        return usual
    line = carried.line(channel_id=channel.id)
    if line is not None and line.open_since is not None:
        return max(usual, WHILE_OPEN) if adapter.tells_all(channel=channel) else usual
    if _lines.may_hold and len(_lines.held) < MOST and channel.id not in _lines.held:
        holder = uuid4()
        if lines.take(channel_id=channel.id, holder=holder):
            transaction.on_commit(partial(_begin, adapter, channel, holder))
    return usual


def _begin(adapter: TellsAtOnce, channel: ChannelConfig, holder: UUID) -> None:
    thread = threading.Thread(target=_hold, args=(adapter, channel, holder), name=f"line {channel.kind}", daemon=True)
    with _lines.changed:
        _lines.held[channel.id] = thread
    thread.start()


def _hold(adapter: TellsAtOnce, channel: ChannelConfig, holder: UUID) -> None:
    """One line, from the opening to its end. What came between the last look and the opening, and between the last word and the end, is found
    by a look at either."""
    because, none_there, bell = "", False, _Bell(channel)
    try:
        with closing(adapter.listen(channel=channel)) as told:
            _listen(told, channel, holder, bell)
    except Trouble as trouble:
        because, none_there = trouble.sentence, trouble.lasting
    except Refusal as refusal:
        because, none_there = refusal.sentence, True
    except Exception as bug:
        log.error("The line of %s broke: %s", channel.id, work.without_words(bug))
        because = "A mistake in our own program stopped it while it listened; its log says where."
    try:
        with _open(channel):
            lines.let_go(channel_id=channel.id, holder=holder, because=because, none_there=none_there)
    except Exception as bug:
        log.warning("The line of %s could not be let go: %s", channel.id, work.without_words(bug))
    finally:
        bell.end()
        with _lines.changed:
            _lines.held.pop(channel.id, None)


def _listen(told: Iterator[bool], channel: ChannelConfig, holder: UUID, bell: "_Bell") -> None:
    """Until the line ends, or is no longer ours, or the channel is not what it was: then it is hung up."""
    seen: float | None = None
    for came in told:
        if seen is None or time.monotonic() - seen >= SIGN_EVERY_S:
            first, seen = seen is None, time.monotonic()
            if not (_lines.may_hold and _is_as_it_was(channel, holder)):
                return
            came = came or first
        if came:
            bell.ring()
    raise Trouble("The other side ended the line.")


def _is_as_it_was(channel: ChannelConfig, holder: UUID) -> bool:
    with _open(channel):
        same = not carried.is_paused(channel_id=channel.id) and channels.channel(channel_id=channel.id) == channel
        return same and lines.note_alive(channel_id=channel.id, holder=holder)


@contextmanager
def _open(channel: ChannelConfig) -> Iterator[None]:
    """The channel's brand, open for a moment: these threads wait for hours, and keep no connection meanwhile."""
    try:
        with tenancy.brand(channel.brand_id):
            yield
    finally:
        connection.close()


class _Bell:
    """Asks for a look into one channel, at most once a second, and again where a worker was just at it: that look may have begun before what
    came. A thread of its own, so that the line itself never waits for the database."""

    def __init__(self, channel: ChannelConfig) -> None:
        self._channel, self._wished, self._tries_left = channel, threading.Event(), -1
        threading.Thread(target=self._live, name="line bell", daemon=True).start()

    def ring(self) -> None:
        """Somebody looks soon."""
        self._wished.set()

    def end(self) -> None:
        """Somebody looks soon, for the last time."""
        self._tries_left = _LAST_TRIES
        self._wished.set()

    def _live(self) -> None:
        while self._tries_left:
            self._wished.wait()
            self._wished.clear()
            if self._ask() and self._tries_left > 0:
                return
            if self._tries_left > 0:
                self._tries_left -= 1
            time.sleep(_APART_S)

    def _ask(self) -> bool:
        """False where it could not be asked for just now: then it is wished again."""
        try:
            with _open(self._channel):
                called = resting.call(kind=LOOKS, keys=[str(self._channel.id)], at=clock.now()) > 0
        except Exception as trouble:
            log.warning("A look into %s could not be asked for: %s", self._channel.id, work.without_words(trouble))
            called = False
        if not called:
            self._wished.set()
        return called
