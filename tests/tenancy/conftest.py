"""Two brands: Brightside, full of a real story's rows, and Pageturner, who must never see one of them."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from makegood.kernel.actors import Actor
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import TOM, House, house

__all__ = ["house"]


@dataclass
class TwoBrands:
    """Their ids, their slugs, and an account that belongs to each team."""

    full: UUID
    full_slug: str
    other: UUID
    other_slug: str
    insider: int
    stranger: int


@pytest.fixture
def two(house: House) -> TwoBrands:
    """Brightside has an order, a case with a letter, a note, a running makegood and praise, a machine that told of an event, and history
    with something that came back; Pageturner has its team only."""
    from django.contrib.auth.models import User

    from makegood.brands import actions as brands
    from makegood.brands import queries as brand_queries
    from makegood.brands.types import Role
    from makegood.flows import desk_pages, desk_work
    from makegood.kernel.actors import SYSTEM

    chosen = 1_000 + uuid4().int % 1_000_000_000  # away from the cast's own accounts
    insider = User.objects.create_user(f"in-{chosen}", f"in-{chosen}@brightside.example", id=chosen)
    stranger = User.objects.create_user(f"out-{chosen}", f"out-{chosen}@pageturner.example", id=chosen + 1)
    house.shop.place_order(customer=TOM, items=[("DIM-04", 2), ("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    with tenancy.brand(house.brand_id):
        mara = next(m for m in brand_queries.members() if m.name == "Mara Lindqvist")
        brands.add_member(user_id=insider.id, name="Ina", email="ina@brightside.example", role=Role.OWNER, by=SYSTEM, at=cast.AT)
        page = desk_pages.case_page(number=1, at=cast.AT)
        desk_work.note(number=1, text="A patient man.", member=mara, at=cast.AT)
        assert page.makegood is not None
        desk_work.approve(number=1, makegood_id=page.makegood.id, member=mara, at=cast.AT)
        slug = brand_queries.current().slug
    house.turn_to(cast.later(minutes=1))
    house.hears(cast.TOM_PRAISE, by=cast.TOM_BY_HANDLE, at=cast.later(hours=1), channel=house.posts, public=True)
    _let_a_machine_tell(house)
    _take_history(house)
    _use_the_desk(house)
    _work_as_machines_do(house)
    other_slug = f"pageturner-{uuid4().hex[:8]}"
    other = brands.found(**{**cast.PAGETURNER, "slug": other_slug}, at=cast.AT)
    with tenancy.brand(other):
        brands.add_member(
            user_id=stranger.id, name="Otto", email="otto@pageturner.example", role=Role.OWNER, by=SYSTEM, at=cast.AT
        )
    return TwoBrands(house.brand_id, slug, other, other_slug, insider.id, stranger.id)


def _let_a_machine_tell(house: House) -> None:
    """Through the API, under a key, so that its answer is kept."""
    from makegood.api import tokens
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    with tenancy.brand(house.brand_id):
        till = tokens.make(name="Till", scopes=["people:write"], by=SYSTEM, at=clock.now())
    person = {"email": "till@example.org"}
    headers = {"HTTP_AUTHORIZATION": f"Bearer {till.token}", "HTTP_IDEMPOTENCY_KEY": "till-1"}
    answer = Client().generic("POST", "/api/v1/people", json.dumps(person), content_type="application/json", **headers)
    assert answer.status_code == 201


def _take_history(house: House) -> None:
    """As the import does: where the file stands, and what came back."""
    from makegood.kernel.money import Money
    from makegood.orders.actions import history
    from makegood.orders.types import CustomerIn, LineIn, ReturnIn, ReturnKind
    from makegood.platform import taken_files

    back = ReturnIn(
        number="R-7",
        at=cast.later(days=-30),
        kind=ReturnKind.RETURN,
        customer=CustomerIn(name="Rita Return", email="rita@example.org"),
        lines=(LineIn(sku="DIM-04", title="Dimmer", quantity=1, unit_price=Money(1_499, "GBP")),),
        refund=Money(1_499, "GBP"),
    )
    with tenancy.brand(house.brand_id):
        taken_files.begin(what="returns", file_digest="0" * 64, mapping_digest="0" * 64, at=cast.AT)
        history.take_past_returns(returns=[back])


def _use_the_desk(house: House) -> None:
    """As a team does: a call promised, somebody noted at the counter and put away, a sender blocked, acknowledgements on."""
    from makegood.brands import queries as brand_queries
    from makegood.channels.actions import acknowledging
    from makegood.channels.adapters.counter.adapter import How
    from makegood.flows import by_hand, out_of_sight
    from makegood.kernel import actors

    with tenancy.brand(house.brand_id):
        mara = next(m for m in brand_queries.members() if m.name == "Mara Lindqvist")
        due = cast.later(days=1)
        at = cast.later(hours=1)
        by_hand.plan_call(
            number=1, phone="+44 20 7946 0991", due_at=due, about="the torch", mine=True, key="c", member=mara, at=at
        )
        told = by_hand.note(who="Ana", person_id=None, how=How.PHONE, words="Hello.", happened_at=at, key="n", member=mara, at=at)
        out_of_sight.put_message_away(message_id=told, why="trash", member=mara, at=at)
        out_of_sight.block(sender="seller@offers.example", member=mara, at=at)
        acknowledging.switch(on=True, by=actors.member(mara.id), at=at)
        _find_out(actors.member(mara.id), at)


def _find_out(by: Actor, at: datetime) -> None:
    """As whoever sees to a touchpoint does: a standard worded anew, a finding in somebody's words, and a word to them that waits."""
    from makegood.cases import queries as cases
    from makegood.channels import queries as channels
    from makegood.flows import findings
    from makegood.touchpoints.actions import places, telling
    from makegood.touchpoints.types import Telling, ToldState, Watched

    places.set_standard(key="goods", number=1, words="It is tried before it is packed.", by=by, at=at)
    case = cases.by_number(number=1)
    said = channels.messages(message_ids=cases.messages_of_cases(case_ids=[case.id])[case.id])[0]
    quotes = [findings.Quote(said.id, said.visible[:30])]
    watched = Watched.COMPLAINTS
    finding = findings.file(
        key="goods", sentence="Try every torch.", quotes=quotes, owner_id=None, due_on=None, watched=watched, by=by, at=at
    )
    telling.approve(tellings=[Telling(finding, case.identity_id, case.id, ToldState.READY, "Dear Tom", "", by.id, at)])


def _work_as_machines_do(house: House) -> None:
    """As the night and a worker do: the roads learned from the parcels, and the line held over which a channel's provider tells us at once."""
    from makegood.channels.actions import lines
    from makegood.flows import promise_keeping

    with tenancy.brand(house.brand_id):
        assert promise_keeping.learn_roads(at=cast.later(hours=1)) == 1
        assert lines.take(channel_id=house.posts, holder=uuid4())
