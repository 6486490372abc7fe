"""Which touchpoint it was: by what was read, the order, the way it came and the hour; and a member's word above all."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.touchpoints import queries
from makegood.touchpoints.actions import recording
from makegood.touchpoints.rules import reasons, where
from makegood.touchpoints.rules.where import Circumstance
from makegood.touchpoints.types import Alike, Contact, Counted, Where
from tests import cast


@pytest.mark.parametrize(
    ("one", "key", "because"),
    [
        (
            Circumstance("No copies. Ordering ahead is pointless.", ("late",), order="4711", delivery="pre-order delivery"),
            "pre-order-delivery",
            "Late or lost, and the delivery of order 4711 was promised there.",
        ),
        (Circumstance("Where is it?", ("lost",), order="7", delivery="replacement delivery"), "replacement-delivery", None),
        (Circumstance("Where is my parcel?", ("late",)), "delivery", "It was read as: late."),
        (Circumstance("Order 1007 has not come.", order="1007", delivery="delivery"), "delivery", "They write of “has not come”."),
        (Circumstance("Order 1007 has not come.", ("other",), order="1007", delivery="pre-order delivery"), "pre-order-delivery", None),
        (Circumstance("Mein Paket ist nicht angekommen"), "delivery", "They write of “nicht angekommen”."),
        (Circumstance("The torch does not switch on", ("faulty",), order="1007", delivery="delivery"), "goods", None),
        (Circumstance("I returned it three weeks ago. Where is my money?", ("billing",)), "returns", "They write of “returned it”."),
        (Circumstance("You charged me twice", ("billing",)), "bill", "It was read as: billing."),
        (Circumstance("Eine Frage zur Rechnung"), "bill", "They write of “rechnung”."),
        (Circumstance("I applied for the job in March and heard nothing", ("staff",)), "job-interview", None),
        (Circumstance("Ihr Vorstellungsgespräch am Montag"), "job-interview", None),
        (Circumstance("Nobody replied to my two letters", ("staff",)), "answering", "They write of “nobody replied”."),
        (Circumstance("The man was rude", ("staff",), spoken="counter"), "visit", "It was read as: how we behaved."),
        (Circumstance("In your shop nobody looked up", ()), "visit", "They write of “in your shop”."),
        (Circumstance("The site is down", ("outage",)), "browse", "It was read as: an outage."),
        (Circumstance("Stuck at the till, payment fails every time", ("outage",)), "browse", "It was read as: an outage."),
        (Circumstance("An der Kasse kommt immer Fehler 503", ("outage",)), "browse", "It was read as: an outage."),
        (Circumstance("An der Kasse war niemand"), "visit", "They write of “an der kasse”."),
        (Circumstance("Stuck at the till, the card reader fails", ("outage",), spoken="counter"), "visit", "They write of “at the till”."),
        (Circumstance("I lost my gloves at your counter, and the site is down", ("outage",)), "visit", "They write of “at your counter”."),
        (Circumstance("Is the LED-60 warm white?", act="question"), "browse", "They ask before they buy."),
        (Circumstance("Can I add a bulb?", act="request", order="1007"), "order", "It is about order 1007."),
        (Circumstance("Hello", act="unsure"), "answering", "Nothing says more of where it was."),
        (Circumstance("Hello", act="unsure", spoken="counter"), "visit", "They said it at the counter."),
    ],
)  # fmt: skip
def test_where_it_was_and_why(one: Circumstance, key: str, because: str | None) -> None:
    found = where.where(one)
    assert found.key == key
    if because:
        assert reasons.sentence(found) == because


def test_the_hour_matters_only_where_nothing_else_speaks() -> None:
    asks = Circumstance("Is it warm white?", act="question")
    assert where.needs_hour(where.where(asks))
    assert where.needs_hour(where.where(Circumstance("Hello", act="unsure")))
    assert not where.needs_hour(where.where(Circumstance("Where is it?", ("late",))))
    assert not where.needs_hour(where.where(Circumstance("Can I add a bulb?", order="1007")))
    assert not where.needs_hour(where.where(Circumstance("Hello", spoken="counter")))
    assert reasons.sentence(where.by_night()) == "They wrote while nobody was here."


def contact(case_id: UUID, key: str = "delivery", *, complaint: bool = True, days: int = 0, harm: str = "late") -> Contact:
    return Contact(case_id, Where(key, "read", {"harm": harm}), cast.later(days=-days), complaint, harm if complaint else "")


def test_a_case_has_one_place_and_a_complaint_that_comes_later_counts(brightside: Brand) -> None:
    case = uuid4()
    recording.record(contacts=[contact(case, "order", complaint=False), contact(uuid4(), "bill")])
    recording.record(contacts=[contact(case, "delivery", harm="lost"), contact(case, "bill")])
    found = queries.contact(case_id=case)
    assert found is not None
    assert (found.where.key, found.complaint, found.harm) == ("order", True, "lost")


def test_a_member_sets_it_right_once_and_what_we_took_it_for_stays_known(brightside: Brand, mara: Member) -> None:
    case, by = uuid4(), actors.member(mara.id)
    recording.record(contacts=[contact(case)])
    for _ in range(2):
        recording.set_right(case_id=case, key="pre-order-delivery", by=by, at=cast.AT)
    found = queries.contact(case_id=case)
    assert found is not None
    assert (found.where, found.first_key, found.by_member_id) == (Where("pre-order-delivery", "member"), "delivery", mara.id)
    assert reasons.sentence(found.where) == "A member said so."
    told = [(entry.case_id, entry.data) for entry in journal.latest(limit=5) if entry.kind == "touchpoints.PlaceSetRight"]
    assert told == [(case, {"was": "delivery", "now": "pre-order-delivery"})]
    recording.record(contacts=[contact(case)])
    assert queries.contact(case_id=case) == found


@pytest.mark.parametrize(("key", "known", "field"), [("moon", True, "touchpoint"), ("delivery", False, "case_id")])
def test_a_place_and_a_case_that_are_not_there_are_refused(
    brightside: Brand, mara: Member, key: str, known: bool, field: str
) -> None:
    case = uuid4()
    recording.record(contacts=[contact(case, "bill")])
    with pytest.raises(Refusal) as refused:
        recording.set_right(case_id=case if known else uuid4(), key=key, by=actors.member(mara.id), at=cast.AT)
    assert refused.value.fields == {field: "unknown"}


def test_contacts_are_counted_by_weeks_back_and_alike_ones_by_harm(brightside: Brand) -> None:
    late = [contact(uuid4(), days=day) for day in (0, 1, 8)]
    calm = [contact(uuid4(), complaint=False), replace(contact(uuid4(), days=40))]
    recording.record(contacts=[*late, *calm])
    assert sorted(queries.counted(since=cast.later(days=-30), until=cast.AT), key=lambda one: one.weeks_ago) == [
        Counted("delivery", 0, 3, 2),
        Counted("delivery", 1, 1, 1),
    ]
    (found,) = queries.alike(key="delivery", since=cast.later(days=-30), least=3, limit=2)
    assert found == Alike("delivery", "late", 3, (late[0].case_id, late[1].case_id))
    assert queries.alike(key="delivery", since=cast.later(days=-30), least=4) == ()
