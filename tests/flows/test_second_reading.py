"""A crowd of messages is only glanced at first, and read again when there is time; what was concluded follows."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.channels.types import Envelope
from makegood.flows import leisure, message_arrived, rereading, second_reading
from makegood.people.types import Address, IdentityKind
from makegood.platform import draining, jobs, tenancy
from makegood.platform.work import Taken
from makegood.understanding import registry
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.rules import guards
from makegood.understanding.types import Act, Finding, Reading, TextIn
from tests.flows.conftest import House
from tests.flows.test_rereading import mara_of, messages

WORDS = "My torch arrived broken."


class Hasty(FirstReader):
    """Takes every complaint for a question as long as it only glances, and counts how it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.whole, self.glanced = 0, 0

    def read(self, texts: list[TextIn]) -> list[Reading]:
        self.whole += len(texts)
        return super().read(texts)

    def glance(self, texts: list[TextIn]) -> list[Reading]:
        self.glanced += len(texts)
        asked = Finding(str(Act.QUESTION), str(Act.QUESTION), 0.6)
        return [replace(one, act=asked, happened=(), tier=guards.BY_GLANCE) for one in super().read(texts)]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Hasty:
    reader = Hasty()
    monkeypatch.setattr(registry, "reader", lambda: reader)
    return reader


def stored(house: House) -> list[tuple[str, str]]:
    from makegood.understanding import queries
    from makegood.understanding.models import StoredReading

    with tenancy.brand(house.brand_id):
        ids = list(StoredReading.objects.order_by("id").values_list("message_id", flat=True))
        return sorted((one.act.label, one.tier) for one in queries.readings(message_ids=ids).values())


def titles(house: House) -> list[tuple[str, str]]:
    from makegood.views import queries as views

    do(house, "inbox_row")
    with tenancy.brand(house.brand_id):
        return [(row.title, row.harm) for row in views.inbox(which="all", owner_id=None, at=house.now).rows]


def crowd(house: House, many: int) -> None:
    """So many people write before anybody looks."""
    from makegood.channels.actions import intake

    with tenancy.brand(house.brand_id):
        intake.store_messages(channel_id=house.mail, envelopes=[letter(house, n) for n in range(many)], at=house.now)


def letter(house: House, number: int, *, thread: str = "") -> Envelope:
    author = Address(IdentityKind.EMAIL, f"nell{number}@example.net", f"Nell {number}")
    return Envelope(
        external_id=f"m-{number}",
        author=author,
        text=WORDS,
        visible=WORDS,
        sent_at=house.now,
        thread_key=thread or f"m-{number}",
        subject="Torch",
    )


def do(house: House, kind: str) -> int:
    return draining.drain(house.brand_id, jobs.known()[kind], at=house.now)


def read_again(house: House, messages: list[UUID]) -> int:
    """How many statements it takes."""
    again = [Taken(one, house.brand_id, message_arrived.SECOND_READING, str(one), {}, 1, one) for one in messages]
    with tenancy.brand(house.brand_id), CaptureQueriesContext(connection) as asked:
        second_reading.read(again, house.now)
    return len(asked)


def test_few_messages_are_read_whole_at_once(house: House, hasty: Hasty) -> None:
    crowd(house, leisure.MANY - 1)
    do(house, "message_arrived")
    assert (hasty.whole, hasty.glanced) == (24, 0)
    assert set(stored(house)) == {("complaint", "first")}
    assert do(house, message_arrived.SECOND_READING) == 0


def test_of_many_the_quick_answer_stands_until_there_is_time(house: House, hasty: Hasty) -> None:
    crowd(house, leisure.MANY)
    do(house, "message_arrived")
    assert hasty.glanced == 25
    assert set(stored(house)) == {("question", "glance")}
    assert titles(house)[0] == ("Nell asks: Torch", "")
    assert do(house, message_arrived.SECOND_READING) == 25
    assert set(stored(house)) == {("complaint", "first")}
    assert {harm for _, harm in titles(house)} == {"faulty"}
    assert titles(house)[0] == ("Nell got something faulty", "faulty")
    assert do(house, message_arrived.SECOND_READING) == 0, "each is read again once"


def test_what_a_member_set_right_meanwhile_is_not_read_again(house: House, hasty: Hasty) -> None:
    from makegood.flows import desk_work

    crowd(house, leisure.MANY)
    do(house, "message_arrived")
    first = messages(house)[0]
    with tenancy.brand(house.brand_id):
        desk_work.correct_reading(message_id=first, field="act", now="praise", member=mara_of(house), at=house.now)
    do(house, message_arrived.SECOND_READING)
    assert hasty.whole == 24, "all but the one"
    assert sorted(stored(house)) == sorted([("praise", "member"), *[("complaint", "first")] * 24])


def test_what_means_the_same_is_only_kept(house: House, hasty: Hasty, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[object] = []
    monkeypatch.setattr(hasty, "glance", lambda texts: [replace(one, tier=guards.BY_GLANCE) for one in hasty.read(texts)])
    monkeypatch.setattr(rereading, "follow_all", lambda *, before, by, at: followed.extend(before))
    crowd(house, leisure.MANY)
    do(house, "message_arrived")
    assert set(stored(house)) == {("complaint", "glance")}
    assert do(house, message_arrived.SECOND_READING) == 25
    assert set(stored(house)) == {("complaint", "first")}
    assert followed == []


@pytest.mark.usefixtures("hasty")
def test_what_is_concluded_anew_of_many_costs_no_more_statements_than_of_few(house: House) -> None:
    crowd(house, leisure.MANY)
    do(house, "message_arrived")
    ids = messages(house)
    read_again(house, ids[:2])
    few, lots = read_again(house, ids[2:5]), read_again(house, ids[5:])
    assert lots == few
    assert set(stored(house)) == {("complaint", "first")}
    assert titles(house) == [("Nell got something faulty", "faulty")] * 25


@pytest.mark.usefixtures("hasty")
def test_two_messages_of_one_case_that_were_glanced_at_say_together_what_it_is(house: House) -> None:
    """Each is read anew while the case still says what both of them were taken for."""
    from makegood.channels.actions import intake

    with tenancy.brand(house.brand_id):
        both = [letter(house, 1, thread="m-1"), replace(letter(house, 2, thread="m-1"), author=letter(house, 1).author)]
        rest = [letter(house, n) for n in range(3, 3 + leisure.MANY)]
        intake.store_messages(channel_id=house.mail, envelopes=[*both, *rest], at=house.now)
    do(house, "message_arrived")
    assert len(titles(house)) == 1 + leisure.MANY
    assert set(titles(house)) == {("Nell asks: Torch", "")}
    do(house, message_arrived.SECOND_READING)
    assert set(titles(house)) == {("Nell got something faulty", "faulty")}
