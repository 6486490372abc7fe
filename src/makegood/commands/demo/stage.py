"""Where the demonstration's past is played: everything goes the way that it goes in life (the channels' intake, the worker's consumers, the
desk's doings, the shop's seam), only with a clock that the story hands down. Writes no row itself.
"""

import tomllib
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.types import Automatic, Envelope
from makegood.commands.demo import house
from makegood.commands.demo.people import PEOPLE, SAM, TEAM
from makegood.flows import desk_work, inbox_rows
from makegood.gestures import queries as gestures
from makegood.gestures.actions import policies, purses
from makegood.gestures.types import Occasion
from makegood.kernel import actors
from makegood.kernel.money import Money
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState
from makegood.orders.actions import ordering, parcels
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.types import Address
from makegood.platform import draining, jobs, tenancy, work
from reference_shop.shop import Customer, ReferenceShop

_NOT_NOW = frozenset({"hear"})  # these channels are told; the worker looks after them from the first start on
_AT_THE_END = frozenset({"inbox_row", "alike"})  # nobody looks at the lists, or for what is alike, before


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """What people write, by key."""
    return tomllib.loads(resources.files("makegood.commands.demo").joinpath("words.toml").read_text(encoding="utf-8"))


class Stage:
    """One brand with its shop. `now` is the story's clock, and only ever goes forward."""

    def __init__(self, brand_id: UUID, now: datetime) -> None:
        self.brand_id = brand_id
        self.now = now
        self.shop: ReferenceShop  # set by whoever opens it: the shop needs our `take_news` and we need the shop
        self._bought: dict[str, str] = {}  # person → number of their latest order
        self._wrote: dict[str, str] = {}  # person → external id of their latest mail
        with tenancy.brand(brand_id):
            self._channels = {channel.name: channel.id for channel in channels.channels()}
            by_mail = {member.email: member for member in brands.members()}
        self.team: dict[str, Member] = {key: by_mail[one.email] for key, one in TEAM.items()}

    def turn_to(self, at: datetime, *, last: bool = False) -> None:
        """Does everything that is due by then, what it causes included, as the worker would; the desk's lists only with the `last` turn."""
        self.now = at
        kinds = [kind for kind in jobs.known() if kind not in _NOT_NOW and (last or kind not in _AT_THE_END)]
        for _ in range(50):
            heard = self.shop.tell_now()
            due = {kind for brand_id, kind in work.due(at=at, kinds=kinds) if brand_id == self.brand_id}
            if not heard and not due:
                return
            for kind in kinds:
                if kind in due:
                    with inbox_rows.put_off():
                        draining.drain(self.brand_id, jobs.known()[kind], at=at)

    def take_news(self, door: str, headers: dict[str, str], body: bytes) -> int:  # noqa: ARG002 - the shop hands all three
        """What the shop tells, heard at the story's instant."""
        with tenancy.brand(self.brand_id):
            if door == "orders":
                ordering.take_orders(orders=import_string(settings.READ_ORDERS)(body), at=self.now)
            else:
                parcels.take_parcel_events(events=import_string(settings.READ_PARCEL_EVENTS)(body), at=self.now)
        return 202

    # What people do ---------------------------------------------------------------------------------------------------

    def buys(self, who: str, items: tuple[tuple[str, int], ...], promised: datetime | None) -> None:
        """`promised` is when a slot of one hour begins; the shop's own promise where none is given."""
        one = PEOPLE[who]
        until = promised + timedelta(hours=1) if promised else None
        customer = Customer(one.name, one.email, one.phone, one.number)
        self._bought[who] = self.shop.place_order(
            customer=customer, items=items, at=self.now, promised_from=promised, promised_until=until
        )

    def writes(self, who: str, key: str, *, again: bool = False, machine: bool = False, spam: bool = False) -> None:
        """By mail; `again` in the conversation of their last one."""
        text = words()[key]["text"].strip().format(order=self._bought.get(who, ""))
        earlier = self._wrote.get(who, "")
        self._wrote[who] = f"{key}.{who}@mail"
        envelope = Envelope(
            external_id=self._wrote[who],
            author=PEOPLE[who].by_mail,
            text=text,
            visible=text,
            sent_at=self.now,
            subject=words()[key]["subject"],
            thread_key=self._wrote[who],
            thread_keys=(earlier,) if again else (),
            automatic=Automatic.AUTO_REPLY if machine else None,
            spam_likely=spam,
        )
        self.hears(house.MAIL, envelope)

    def posts(self, who: str, key: str, *, reach: int) -> None:
        """In public."""
        text = words()[key]["text"].strip()
        link = f"https://social.example/{PEOPLE[who].account.partition(':')[2]}/{key}"
        envelope = Envelope(
            external_id=f"{key}.{who}@posts",
            author=PEOPLE[who].by_account,
            text=text,
            visible=text,
            sent_at=self.now,
            thread_key=f"{key}.{who}@posts",
            public=True,
            link=link,
            reach=reach,
        )
        self.hears(house.POSTS, envelope)

    def sends_nonsense(self, content: bytes) -> None:
        """Something arrives that nobody can read."""
        with tenancy.brand(self.brand_id):
            intake.store_raw(channel_id=self._channels[house.MAIL], items=[("nonsense", content)], cursor="", at=self.now)

    # What the shop and its courier do ---------------------------------------------------------------------------------

    def moves(self, who: str, state: str, *, courier: str = "", replacement: bool = False) -> None:
        """The parcel of somebody's latest order, or of what replaces it."""
        number = self._bought[who]
        if replacement:
            number = self.shop.replacement_of(number) or number
        self.shop.move_parcel(number, state, at=self.now, courier=courier or (SAM if state == "delivered" else ""))

    # What the team does -----------------------------------------------------------------------------------------------

    def approves(self, member: str, who: str, *, instead: str = "") -> None:
        """Puts it right for somebody; `instead` begins the name of the alternative that is taken."""
        by = self.team[member]
        with tenancy.brand(self.brand_id):
            case, makegood = self._proposal(who)
            if instead:
                name = next(other.name for other in makegood.alternatives if other.name.startswith(instead))
                desk_work.choose(number=case.number, makegood_id=makegood.id, name=name, member=by, at=self.now)
                _, makegood = self._proposal(who)
            desk_work.approve(number=case.number, makegood_id=makegood.id, member=by, at=self.now)

    def answers(self, member: str, who: str, text: str, *, resolve: bool = False) -> None:
        by = self.team[member]
        with tenancy.brand(self.brand_id):
            desk_work.answer(
                number=self._case(who).number, text=text, member=by, at=self.now, resolve=resolve, key=f"{self.now:%s}"
            )

    def notes(self, member: str, who: str, text: str) -> None:
        with tenancy.brand(self.brand_id):
            desk_work.note(number=self._case(who).number, text=text, member=self.team[member], at=self.now)

    def takes(self, member: str, who: str) -> None:
        by = self.team[member]
        with tenancy.brand(self.brand_id):
            desk_work.assign(number=self._case(who).number, member_id=by.id, member=by, at=self.now)

    def confirms(self, member: str, who: str) -> None:
        """The account that is suggested for somebody is theirs; nothing where nobody was asked."""
        with tenancy.brand(self.brand_id):
            identity = people.find_identity(address=PEOPLE[who].by_account)
            asked = linked.suggestions_for(identity_ids=[identity.id]) if identity else ()
            theirs = people.find_identity(address=PEOPLE[who].by_mail)
            for link in asked:
                if theirs is not None and link.known_person == theirs.person_id:
                    desk_work.confirm_link(link_id=link.id, member=self.team[member], at=self.now)

    def sets_policy(self, member: str, *, follow_up: str) -> None:
        """So long after a delivery we ask whether all is well."""
        with tenancy.brand(self.brand_id):
            policies.set_policy(text=house.policy(follow_up=follow_up), by=actors.member(self.team[member].id), at=self.now)

    def refills(self, member: str, pence: int) -> None:
        """Puts money into the purse."""
        with tenancy.brand(self.brand_id):
            budget = gestures.budget()
            if budget is not None:
                by = actors.member(self.team[member].id)
                purses.refill(budget_id=budget.id, amount=Money(pence, "GBP"), key=f"{self.now:%Y-%m-%d}", by=by, at=self.now)

    # -------------------------------------------------------------------------------------------------------------------

    def hears(self, channel: str, envelope: Envelope) -> None:
        """A message comes in on the channel of this name."""
        with tenancy.brand(self.brand_id):
            intake.store_messages(channel_id=self._channels[channel], envelopes=[envelope], at=self.now)

    def case_of(self, address: Address) -> tuple[Case, Makegood | None] | None:
        """The latest case of whoever has this address, unless it is closed, with what is proposed for it. In an open brand."""
        identity = people.find_identity(address=address)
        found = [one for one in cases.cases_of(identity_ids=[identity.id]) if one.resolved_at is None] if identity else []
        if not found:
            return None
        case = max(found, key=lambda one: one.number)
        makegood = makegoods.for_occasion(occasion=Occasion("case", case.id))
        return case, makegood if makegood is not None and makegood.state is MakegoodState.PROPOSED else None

    def case_of_somebody(self, who: str) -> Case:
        """The latest case of somebody of the story. In an open brand."""
        return self._case(who)

    def _case(self, who: str) -> Case:
        """Their latest case."""
        one = PEOPLE[who]
        identity = people.find_identity(address=one.by_mail if one.email else one.by_account)
        person = people.persons_of(identity_ids=[identity.id])[identity.id] if identity else None
        found = cases.cases_of(identity_ids=[each.id for each in person.identities]) if person else ()
        return max(found, key=lambda case: case.number)

    def _proposal(self, who: str) -> tuple[Case, Makegood]:
        case = self._case(who)
        makegood = makegoods.for_occasion(occasion=Occasion("case", case.id))
        if makegood is None:
            raise LookupError(f"{who}: nothing is proposed for case {case.number}")
        return case, makegood
