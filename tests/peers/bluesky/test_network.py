"""Bluesky against a real network on loopback: from a mention to a case and back, three parties, repeats, an outage. `make test-bluesky`.

That network has no direct messages (its makers run them as a service of their own): what is heard of them is in tests/channels/bluesky,
on a stand-in by the published lexicons.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from makegood.cases import queries as cases
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels.actions import connecting
from makegood.channels.adapters.bluesky.adapter import BlueskyAdapter
from makegood.channels.types import ChannelConfig, OutgoingLetter
from makegood.config import environment
from makegood.flows import desk_pages, desk_work
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.platform import jobs, tenancy
from tests.flows.test_message_arrived import mara
from tests.peers.bluesky.network import PASSWORD, Account, Network, wait_for, why_not

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(300)]


@dataclass
class Street:
    """The network with the parties of the story, and the brand that listens there."""

    network: Network
    brand_id: UUID
    channel_id: UUID
    us: Account
    tom: Account
    ana: Account
    carrier: Account
    now: datetime

    def work(self) -> None:
        """What the worker does, until nothing is due, with the next look a quarter of a minute later."""
        self.now = max(self.now + timedelta(seconds=16), datetime.now(UTC))
        for _ in range(3):
            jobs.do_all_due(self.brand_id, at=self.now)

    def cases(self) -> list[Case]:
        with tenancy.brand(self.brand_id):
            return list(reversed(cases.page(before=None, since=None, limit=50)))

    def wait_for_cases(self, count: int) -> list[Case]:
        def look() -> list[Case] | None:
            self.work()
            found = self.cases()
            return found if len(found) == count else None

        return wait_for(look, what=f"{count} cases")

    def talk(self, number: int) -> list[tuple[str, str, str]]:
        with tenancy.brand(self.brand_id):
            page = desk_pages.case_page(number=number, at=self.now)
        return [(line.party, line.name, line.message.visible) for line in page.said if line.message]


@pytest.fixture(scope="module")
def network() -> Iterator[tuple[Network, tuple[Account, Account, Account, Account]]]:
    if why := why_not():
        pytest.skip(why)
    with Network() as running:
        names = (("brightside", "Brightside Lights"), ("tom", "Tom Arden"), ("ana", "Ana Reyes"), ("swiftvan", "Swift Van"))
        us, tom, ana, carrier = (running.join(name, called=called) for name, called in names)
        yield running, (us, tom, ana, carrier)


@pytest.fixture
def street(
    network: tuple[Network, tuple[Account, Account, Account, Account]],
    committed_brightside: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> Street:
    running, (us, tom, ana, carrier) = network
    told = dataclasses.replace(environment.settings(), http_allow=frozenset({running.host}))
    monkeypatch.setattr(environment, "settings", lambda: told)
    now = datetime.now(UTC)
    settings = {"handle": us.handle, "app_password": PASSWORD, "service": running.pds, "words": "moonlamp"}
    with tenancy.brand(committed_brightside):
        channel_id = connecting.add_channel(
            kind="bluesky", name="Bluesky", address=us.handle, settings=settings, by=SYSTEM, at=now - timedelta(days=1)
        )
        from makegood.channels import models
        from makegood.channels.adapters.bluesky.place import Place

        models.Channel.objects.filter(id=channel_id).update(
            cursor=Place(since=now + timedelta(minutes=15)).write()
        )  # what other tests said
    return Street(running, committed_brightside, channel_id, us, tom, ana, carrier, now)


def config(street: Street) -> ChannelConfig:
    with tenancy.brand(street.brand_id):
        return channels.channel(channel_id=street.channel_id)


def complains(street: Street, what: str = "my torch arrived broken, it does not switch on. I am really angry.") -> str:
    return street.tom.post(f"@{street.us.handle} {what}", mentions=[street.us])


def test_a_mention_becomes_a_case_and_our_answer_stands_in_the_thread_once(street: Street) -> None:
    root = complains(street)
    (case,) = street.wait_for_cases(1)
    assert street.talk(case.number)[0][:2] == ("person", "Tom Arden")
    with tenancy.brand(street.brand_id):
        desk_work.answer(number=case.number, text="We are sorry, Tom 🙏 We look into it today.", member=mara(), at=street.now)
    street.work()
    said = wait_for(lambda: street.tom.thread(root), what="our answer in the thread")
    assert said == ["We are sorry, Tom 🙏 We look into it today."]
    street.ana.post(
        f"@{street.us.handle} well done!", answers=root, mentions=[street.us]
    )  # so that the thread is read again, with our words

    def seen() -> bool:
        street.work()
        return any(name == "Ana Reyes" for _, name, _ in street.talk(case.number))

    wait_for(seen, what="Ana's word in the talk")
    assert [words for party, _, words in street.talk(case.number) if party == "team"] == said


def test_a_repeat_is_one_record_on_the_network(street: Street) -> None:
    root = complains(street, "is broken, too")
    wait_for(lambda: street.us.see(root), what="the post")
    letter = OutgoingLetter(str(new_id()), None, "", "Once and only once.", in_reply_to=root, public=True)  # type: ignore[arg-type]
    receipts = {BlueskyAdapter().send(letter, channel=config(street)).external_id for _ in range(3)}
    assert len(receipts) == 1
    wait_for(lambda: street.tom.thread(root), what="our answer")
    assert street.tom.thread(root) == ["Once and only once."]


def test_three_parties_are_kept_apart(street: Street) -> None:
    root = complains(street)
    street.ana.post("Poor you, how sad! Mine is lovely.", answers=root)
    street.carrier.post("We handed the parcel over on Monday.", answers=root)
    named = street.ana.post(f"@{street.us.handle} how do I get another one?", answers=root, mentions=[street.us])
    wait_for(lambda: street.us.see(named), what="the last post")
    toms, anas = street.wait_for_cases(2)
    assert toms.conversation_ids == anas.conversation_ids
    parties = [(party, name) for party, name, _ in street.talk(toms.number)]
    assert sorted(parties) == [("other", "Ana Reyes"), ("other", "Ana Reyes"), ("other", "Swift Van"), ("person", "Tom Arden")]


def test_an_outage_is_caught_up_with_and_nothing_is_heard_twice(street: Street) -> None:
    complains(street, "my torch arrived broken number 0")
    street.wait_for_cases(1)
    missed = [complains(street, f"my torch arrived broken number {n}") for n in range(1, 131)]  # three pages of notifications
    wait_for(lambda: street.us.see(missed[-1]), what="the last post")

    def caught_up() -> bool:
        street.work()
        with tenancy.brand(street.brand_id):
            from makegood.channels import models

            return models.Message.objects.filter(external_id__in=missed).count() == len(missed)

    wait_for(caught_up, what="all that was missed", patience_s=90)
    with tenancy.brand(street.brand_id):
        from makegood.channels import models

        ids = list(models.Message.objects.filter(direction="in").values_list("external_id", flat=True))
    assert len(ids) == len(set(ids)) == 131


def test_a_deleted_post_is_not_heard_and_what_a_search_finds_is(street: Street) -> None:
    gone = complains(street, "my torch arrived broken, no, it works")
    street.tom.delete(gone)
    found = street.ana.post("My moonlamp arrived broken and nobody helps me. It does not switch on.")
    wait_for(lambda: street.us.see(found), what="the post")
    (case,) = street.wait_for_cases(1)
    assert [name for _, name, _ in street.talk(case.number)] == ["Ana Reyes"]


def test_greeting_says_what_this_network_can(street: Street) -> None:
    assert BlueskyAdapter().greet(channel=config(street)) == "Signed in as @brightside.test. It can search."
