"""A channel is looked after by work of its own: counted, watched for silence, remembered in its troubles; paused, it hears nothing and loses nothing."""

from datetime import datetime, timedelta

import pytest

from makegood.brands.types import Brand
from makegood.channels import queries as channels
from makegood.channels import stuck
from makegood.channels.actions import connecting, intake
from makegood.channels.types import ChannelId, Envelope
from makegood.flows import channel_health
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Address, IdentityKind
from makegood.platform import draining, jobs, journal, tenancy
from makegood.watch import actions as watching
from makegood.watch import queries as watch
from tests.cast import AT

TOM = Address(IdentityKind.EMAIL, "tom.arden@example.org", "Tom Arden")


@pytest.fixture
def mailbox(brightside: Brand) -> ChannelId:
    return connecting.add_channel(kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=AT - timedelta(days=60))


def wrote(channel_id: ChannelId, *at: datetime, lag: timedelta = timedelta(seconds=4)) -> None:
    for instant in at:
        envelope = Envelope(f"m-{instant.isoformat()}", TOM, "Hello", "Hello", instant - lag)
        intake.store_messages(channel_id=channel_id, envelopes=[envelope], at=instant)


def daily(days: int, *, until: datetime = AT) -> list[datetime]:
    """Three a day, at 9, 12 and 15, up to `until`."""
    midnight = until.replace(hour=0, minute=0)
    every = [midnight - timedelta(days=d) + timedelta(hours=h) for d in range(days, -1, -1) for h in (9, 12, 15)]
    return [instant for instant in every if instant <= until]


def test_what_it_carried_is_counted_by_the_day(mailbox: ChannelId) -> None:
    wrote(mailbox, *daily(3))
    watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT)
    found = watch.days(channel_id=mailbox, zone="Europe/London", count=5, at=AT)
    assert [one.heard for one in found] == [0, 3, 3, 3, 1]
    state = watch.watched(channel_ids=[mailbox])[mailbox]
    assert (state.last_heard_at, state.lag_s) == (AT - timedelta(hours=1), 4.0)


def test_counting_again_changes_nothing(mailbox: ChannelId) -> None:
    wrote(mailbox, *daily(3))
    for _ in range(3):
        watching.look_after(channel_id=mailbox, zone="Europe/London", all_anew=True, at=AT)
    assert sum(one.heard for one in watch.days(channel_id=mailbox, zone="Europe/London", count=5, at=AT)) == 10


def test_what_came_since_is_added(mailbox: ChannelId) -> None:
    wrote(mailbox, *daily(3))
    watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT)
    wrote(mailbox, AT + timedelta(minutes=1))
    watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT + timedelta(minutes=10))
    assert watch.days(channel_id=mailbox, zone="Europe/London", count=1, at=AT)[0].heard == 2


def test_with_too_little_past_it_says_how_little(mailbox: ChannelId) -> None:
    wrote(mailbox, *daily(3))
    found = watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT + timedelta(days=5))
    assert found is not None
    assert (found.silent_since, found.a_week, found.past_messages) == (None, None, 10)


def test_a_silence_is_said_once_and_so_is_its_end(mailbox: ChannelId) -> None:
    wrote(mailbox, *daily(50))
    for hours in (0, 24, 96, 97):
        found = watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT + timedelta(hours=hours))
    assert found is not None
    assert found.silent_since == AT - timedelta(hours=1)
    assert watch.ask_silent().answer == 1
    wrote(mailbox, AT + timedelta(hours=98))
    watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT + timedelta(hours=98))
    assert watch.ask_silent().answer == 0
    said = [one.kind for one in reversed(journal.latest(limit=400)) if one.kind.startswith("watch.")]
    assert said == ["watch.ChannelFellSilent", "watch.ChannelSpokeAgain"]


def test_a_paused_channel_is_not_silent_and_begins_anew_when_it_goes_on(mailbox: ChannelId) -> None:
    wrote(mailbox, *daily(50))
    connecting.pause(channel_id=mailbox, by=SYSTEM, at=AT)
    watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT + timedelta(days=6))
    assert watch.ask_silent().answer == 0
    connecting.resume(channel_id=mailbox, by=SYSTEM, at=AT + timedelta(days=6))
    for hours in (0, 24):
        watching.look_after(channel_id=mailbox, zone="Europe/London", at=AT + timedelta(days=6, hours=hours))
    assert watch.ask_silent().answer == 0


def test_troubles_are_remembered_with_their_beginning_and_end(mailbox: ChannelId) -> None:
    for minutes, trouble in ((0, "It is shut."), (5, "It is shut."), (9, "It is gone."), (30, "")):
        watching.note_trouble(channel_id=mailbox, trouble=trouble, at=AT + timedelta(minutes=minutes))
    spells = [(one.what, one.began_at, one.ended_at) for one in watch.spells(channel_id=mailbox)]
    assert spells == [
        ("It is gone.", AT + timedelta(minutes=9), AT + timedelta(minutes=30)),
        ("It is shut.", AT, AT + timedelta(minutes=9)),
    ]


def test_it_is_looked_after_by_work_and_not_twice_within_ten_minutes(brightside: Brand, mailbox: ChannelId) -> None:
    wrote(mailbox, *daily(3))
    channel_health.ask_if_due(channel_id=mailbox, at=AT)
    assert draining.drain(brightside.id, jobs.known()[channel_health.WORK], at=AT) == 1
    channel_health.ask_if_due(channel_id=mailbox, at=AT + timedelta(minutes=9))
    assert draining.drain(brightside.id, jobs.known()[channel_health.WORK], at=AT + timedelta(minutes=9)) == 0
    assert watch.watched(channel_ids=[mailbox])[mailbox].checked_at == AT


def test_what_is_brought_while_it_is_paused_is_read_when_it_goes_on(brightside: Brand, mailbox: ChannelId) -> None:
    connecting.pause(channel_id=mailbox, by=SYSTEM, at=AT)
    letter = b'{"messages": [{"id": "p-1", "author": {"email": "tom.arden@example.org"}, "text": "Hello", "sent_at": "2026-03-02T09:59:00Z"}]}'
    intake.store_raw(channel_id=mailbox, items=[("p-1", letter)], cursor=None, at=AT)
    draining.drain(brightside.id, jobs.known()["read_raw"], at=AT)
    assert channels.page(before=None, since=None, limit=5) == ()
    assert stuck.parked_raw() == ()
    connecting.resume(channel_id=mailbox, by=SYSTEM, at=AT + timedelta(hours=1))
    draining.drain(brightside.id, jobs.known()["read_raw"], at=AT + timedelta(hours=1))
    (read,) = channels.page(before=None, since=None, limit=5)
    assert read.text == "Hello"
    assert tenancy.current_brand() == brightside.id
