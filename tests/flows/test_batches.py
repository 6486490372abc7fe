"""Messages by the hundred: as many queries as for ten, and for each person what they would have got alone."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand, Member
from makegood.channels.actions import connecting, intake
from makegood.channels.types import Envelope
from makegood.flows import message_arrived, praise, proposing, standing, whose_account
from makegood.gestures import queries as gestures
from makegood.gestures.actions import policies, purses, shelf
from makegood.gestures.types import GestureKind
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState, StepKind
from makegood.orders.actions import ordering
from makegood.orders.types import CustomerIn, LineIn, OrderIn
from makegood.outcomes import queries as outcomes
from makegood.outcomes.types import Standing
from makegood.people.actions import recognising
from makegood.people.rules import weighing
from makegood.people.types import Address, Evidence, EvidenceKind, IdentityKind, Sighting
from makegood.platform.work import Taken
from tests import cast

LAMP = LineIn("LAMP-1", "Desk lamp", 1, Money(400, "GBP"))
BROKEN = "My desk lamp arrived broken. Please send a new one."
KIND = "Thank you so much, the desk lamp is wonderful, I love it!"


def customers(count: int, kind: str) -> list[Address]:
    """So many people who bought one desk lamp each."""
    found = [Address(IdentityKind.EMAIL, f"{kind}{n}@example.org", f"{kind.title()} {n}") for n in range(count)]
    orders = [
        OrderIn(f"{kind}-{n}", cast.later(days=-20), CustomerIn(one.name, one.value), (LAMP,)) for n, one in enumerate(found)
    ]
    ordering.take_orders(orders=orders, at=cast.later(days=-20))
    return found


def wrote(said: list[tuple[Address, str]], *, public: bool = False) -> list[Taken]:
    """The work that these words leave."""
    channel_id = connecting.add_channel(kind="webhook", name="Mail", address=uuid4().hex, settings={}, by=SYSTEM, at=cast.AT)
    envelopes = [
        Envelope(external_id=f"m{n}", author=author, text=text, visible=text, sent_at=cast.AT, public=public)
        for n, (author, text) in enumerate(said)
    ]
    ids = intake.store_messages(channel_id=channel_id, envelopes=envelopes, at=cast.AT)
    return [Taken(uuid4(), uuid4(), "message_arrived", str(one), {}, 1, uuid4()) for one in ids]


def queries_of(what: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        what()
    return len(seen)


def take_in(items: list[Taken]) -> int:
    return queries_of(lambda: message_arrived.arrived(items, cast.AT))


def proposed() -> tuple[Makegood, ...]:
    return makegoods.page(before=None, since=None, limit=1_000)


def test_two_hundred_complaints_need_as_many_queries_as_ten(brightside: Brand) -> None:
    few = wrote([(who, BROKEN) for who in customers(10, "few")])
    many = wrote([(who, BROKEN) for who in customers(200, "many")])
    assert take_in(few) == take_in(many)
    assert [m.title for m in proposed()] == ["Replace the desk lamp, no return"] * 210
    again = take_in(many)
    assert (len(proposed()), again < 60) == (210, True)


def test_a_hundred_kind_words_need_as_many_queries_as_ten(brightside: Brand) -> None:
    few = wrote([(who, KIND) for who in customers(10, "few")], public=True)
    many = wrote([(who, KIND) for who in customers(100, "many")], public=True)
    assert take_in(few) == take_in(many)
    assert [p.credited for p in outcomes.praise_list(limit=200)] == [True] * 110


def test_a_hundred_strangers_who_praise_need_as_many_queries_as_ten(brightside: Brand) -> None:
    strangers = [Address(IdentityKind.HANDLE, f"bluesky:stranger{n}.example", f"Stranger {n}") for n in range(110)]
    assert take_in(wrote([(who, KIND) for who in strangers[:10]], public=True)) == take_in(
        wrote([(who, KIND) for who in strangers[10:]], public=True)
    )
    assert [p.credited for p in outcomes.praise_list(limit=200)] == [False] * 110


def test_standing_is_settled_for_many_by_as_many_queries_as_for_two(brightside: Brand) -> None:
    looks = [standing.Look(person) for person in persons_of(customers(52, "buyer"))]
    assert queries_of(lambda: standing.settle_all(looks[:2], at=cast.AT)) == queries_of(
        lambda: standing.settle_all(looks[2:], at=cast.AT)
    )
    ids = [look.person.identities[0].id for look in looks]
    assert {step.standing for step in outcomes.latest_steps(groups=[[one] for one in ids])} == {Standing.PASSIVE}
    assert [len(outcomes.history(identity_ids=[one])) for one in ids] == [1] * 52


def test_a_person_who_is_named_twice_is_settled_once_for_the_first_reason(brightside: Brand) -> None:
    (person,) = persons_of(customers(1, "buyer"))
    praise_ids = wrote([(Address(IdentityKind.EMAIL, "buyer0@example.org"), KIND)], public=True)
    message_arrived.arrived(praise_ids, cast.AT)
    looks = [standing.Look(person, "They praised us."), standing.Look(person, "They praised us again.")]
    standing.settle_all(looks, at=cast.AT)
    told = outcomes.history(identity_ids=[person.identities[0].id])
    assert [(step.standing, step.because) for step in told][-1] == (Standing.ADVOCATE, "They praised us.")
    assert len(told) == 2


def test_of_two_messages_about_one_case_in_a_batch_one_is_proposed_for(brightside: Brand) -> None:
    (who,) = customers(1, "buyer")
    message_arrived.arrived(wrote([(who, BROKEN), (who, "The desk lamp is broken, I said.")]), cast.AT)
    assert len(proposed()) == 1


def test_what_runs_by_itself_in_a_batch_surprises_nobody_twice(brightside: Brand, mara: Member) -> None:
    sweets(automatic=mara)
    (who,) = customers(1, "buyer")
    torch = LineIn("TORCH-1", "Torch", 1, Money(400, "GBP"))
    second = OrderIn("second", cast.later(days=-9), CustomerIn(who.name, who.value), (torch,))
    ordering.take_orders(orders=[second], at=cast.later(days=-9))
    said = [
        (who, "Order buyer-0: my desk lamp arrived broken. Please send a new one."),
        (who, "Order second: my torch never came. Where is it? Please send it again."),
    ]
    message_arrived.arrived(wrote(said), cast.AT)
    plans = proposed()
    assert [plan.state for plan in plans] == [MakegoodState.RUNNING, MakegoodState.RUNNING]
    assert sorted(any(step.kind is StepKind.GIVE for step in plan.steps) for plan in plans) == [False, True]


def test_a_similar_name_at_the_right_time_is_never_enough_to_ask(brightside: Brand) -> None:
    """What whose_account leaves out unweighed: without a shared thing only the very same name can matter."""
    similar = Evidence(EvidenceKind.SIMILAR_NAME, weighing.SIMILAR_NAME_BITS, "Similar.")
    in_time = Evidence(EvidenceKind.RIGHT_TIME, 2.0, "Soon after.")
    assert not weighing.is_worth_asking([similar, in_time])
    assert queries_of(lambda: whose_account.ask_later([], whose_account.About.DONE, at=cast.AT)) == 0
    assert queries_of(lambda: praise.heard([], at=cast.AT)) == 0
    assert queries_of(lambda: proposing.propose_all([], at=cast.AT)) == 0


def persons_of(addresses: list[Address]) -> list[standing.Person]:
    from makegood.people import queries as people

    seen = recognising.recognise(sightings=[Sighting((one,)) for one in addresses], at=cast.AT)
    found = people.persons_of(identity_ids=[one.identity_id for one in seen])
    return [found[one.identity_id] for one in seen]


def sweets(*, automatic: Member) -> UUID:
    """Sweets on the shelf, money in the purse, and a policy by which small things run by themselves."""
    text = gestures.default_policy().replace('# by_itself_up_to = "5.00"', 'by_itself_up_to = "5.00"')
    text = text.replace("[[rule]]\n", "[[rule]]\nby_itself = true\n", 1)
    policies.set_policy(text=text, by=actors.member(automatic.id), at=cast.AT)
    purses.open_budget(name="Kindness", limit=Money(5_000, "GBP"), by=SYSTEM, at=cast.AT)
    item = shelf.add_item(
        code="sweets",
        kind=GestureKind.SURPRISE,
        name="A small bag of sweets",
        face_value=Money(150, "GBP"),
        real_cost=Money(60, "GBP"),
        stock=20,
        by=SYSTEM,
        at=cast.AT,
    )
    return item.id
