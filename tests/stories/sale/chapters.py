"""What the team and the shop do in the story, chapter by chapter, by the flows that the desk's pages call. In this process, on a play.

Every chapter says what it saw; none of them decides what is right. The truth is the simulator's (`evening`, `days_after`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands.types import Member
from makegood.incidents.types import Affected
from tests.stories.sale import calendar, measures, voices
from tests.stories.sale.days_after import Reply
from tests.stories.sale.evening import Did, Evening, Said, Shopping
from tests.stories.sale.house import POSTS
from tests.stories.sale.play import Play, post
from tests.stories.sale.till import CODE

TITLE = "The shop was down on Wednesday evening"
HOST = "Northrack Hosting"
CAUSE = "A switch at our hosting company failed, and the spare one did not take over."
MONITOR = ("uptime", "shop")


@dataclass
class Team:
    """Whoever sits at the desk: `lead` answers for the incident, `owner` is the second to say yes."""

    play: Play
    lead: Member
    owner: Member

    @property
    def brand_id(self) -> UUID:
        return self.play.founded.brand_id


@dataclass(frozen=True, slots=True)
class Noticed:
    """When the watch raised it, how many people of the outage had written by then, and as what."""

    number: int
    title: str
    minutes: float
    people: int


def team(play: Play) -> Team:
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    with tenancy.brand(play.founded.brand_id):
        by_name = {one.name: one for one in brands.members()}
    return Team(play, lead=by_name["Mara Lindqvist"], owner=by_name["Priya Raman"])


def the_sale_is_announced(team: Team) -> UUID:
    """Until 11:59:59 pm CST on Sunday."""
    from makegood.kernel import actors
    from makegood.platform import tenancy
    from makegood.sales.actions import announcing
    from makegood.sales.types import End, SaleIn, Scope

    sale = SaleIn(
        name="Spring Cleaning",
        scope=Scope(words="All shirts"),
        starts_at=calendar.SALE_FROM,
        ends=End(datetime(2008, 3, 23, 23, 59, 59), "CST"),  # noqa: DTZ001 - a local time, as it is said
        reference="spring-cleaning",
    )
    with tenancy.brand(team.brand_id):
        return announcing.announce(sale=sale, by=actors.member(team.lead.id), at=calendar.SALE_FROM - timedelta(days=2)).id


def the_evening_until_it_is_noticed(team: Team, world: Evening) -> tuple[float | None, Noticed | None]:
    """Minute by minute from the outage on; the monitoring says its word after four minutes, the shop tells what its checkout saw. → the minutes
    until anything was raised, machines' counts too, and what was raised of people's words."""
    play, begun, first = team.play, calendar.OUTAGE_FROM, None
    while play.now < calendar.OUTAGE_UNTIL:
        _a_minute(team, world, play.now + timedelta(minutes=1))
        minutes = (play.now - begun).total_seconds() / 60
        found = _candidates(team)
        first = minutes if found and first is None else first
        for number, title, has_voices in found:
            if has_voices:
                people = {one.visitor.number for one in world.complaints if one.at < play.now}
                return first, Noticed(number, title, minutes, len(people))
    return first, None


def somebody_says_that_it_is_one(team: Team, number: int) -> int:
    from makegood.flows import incident_work
    from makegood.platform import tenancy

    with tenancy.brand(team.brand_id):
        return incident_work.confirm(number=number, member=team.lead, at=team.play.now)


def somebody_writes_it_down(team: Team) -> int:
    """Where no machine noticed anything. → its number."""
    from makegood.flows import incident_work
    from makegood.platform import tenancy

    with tenancy.brand(team.brand_id):
        at = team.play.now
        made = incident_work.write_down(title=TITLE, began_at=calendar.OUTAGE_FROM, ended_at=None, member=team.lead, at=at)
        return made.number


def the_rest_of_the_evening(team: Team, world: Evening, *, until: datetime, every: timedelta = timedelta(minutes=5)) -> None:
    while team.play.now < until:
        _a_minute(team, world, min(team.play.now + every, until))


def who_belongs(team: Team, number: int, world: Evening) -> measures.Grasp:
    """The members that the product has, by the truth."""
    from makegood.channels import queries as channels
    from makegood.incidents import queries as incidents
    from makegood.platform import tenancy

    with tenancy.brand(team.brand_id):
        one = incidents.by_number(number=number)
        members = incidents.members(incident_id=one.id, limit=5_000)
        said = channels.messages(message_ids=[member.message_id for member in members])
    heard = [(message.author.name, message.visible or message.text) for message in said]
    return measures.grasp(voices.known_again(heard, world.said), [one for one in world.said if one.at < team.play.now])


def they_say_what_it_was(team: Team, number: int) -> UUID:
    """Its name, its cause, whose fault, and its span as the machines propose it. → the incident."""
    from makegood.flows import incident_work, signals_heard
    from makegood.incidents import queries as incidents
    from makegood.incidents.types import Fault
    from makegood.platform import tenancy

    at = team.play.now
    with tenancy.brand(team.brand_id):
        one = incidents.by_number(number=number)
        told = {"title": TITLE, "cause": CAUSE, "fault": Fault.SUPPLIER, "supplier": HOST}
        incident_work.describe(number=number, **told, member=team.lead, at=at)  # type: ignore[arg-type]
        signals_heard.take_span(incident_id=one.id, member=team.lead, at=at)
    return one.id


def a_pool_of_coupons(team: Team, incident_id: UUID, *, coupons: int) -> UUID:
    """$5 on orders of $50 or more, on top of the sale's prices, code spring08, paid by the hosting company."""
    from makegood.coupons.actions import pools
    from makegood.coupons.types import Occasion, Sponsor, Terms
    from makegood.kernel import actors
    from makegood.kernel.money import Money
    from makegood.platform import tenancy

    terms = Terms(
        worth=Money(500, "USD"),
        minimum_order=Money(5_000, "USD"),
        valid_until=calendar.LATER_END,
        zone="UTC-6",
        cap_uses=coupons,
        one_code=CODE,
    )
    sponsor, by = Sponsor(HOST, 10_000, "1 Rack Road, Omaha"), actors.member(team.owner.id)
    with tenancy.brand(team.brand_id):
        occasion = Occasion("incident", incident_id)
        return pools.open_pool(name="Spring coupons", terms=terms, sponsor=sponsor, occasion=occasion, by=by, at=team.play.now)


def whom_it_affected(team: Team, number: int, pool_id: UUID) -> UUID:
    """Who wrote about it, had a basket or was refused; frozen. → the cohort."""
    from makegood.flows import incident_work
    from makegood.incidents.types import Gives, Part, PartKind, Rule
    from makegood.platform import tenancy

    rule = Rule(any_of=(Part(PartKind.MEMBER), Part(PartKind.BASKET), Part(PartKind.REFUSED)))
    with tenancy.brand(team.brand_id):
        gives = Gives("$5 off an order of $50 or more", pool_id)
        return incident_work.freeze(number=number, rule=rule, gives=gives, member=team.lead, at=team.play.now)


def the_statement(team: Team, incident_id: UUID, people: int) -> UUID:
    """Drafted from what is known, agreed to by two, and published: on the status page and in public. → the statement."""
    from makegood.flows import publishing
    from makegood.gestures.types import Occasion
    from makegood.kernel import actors
    from makegood.platform import tenancy
    from makegood.statements import queries as statements
    from makegood.statements.actions import writing
    from makegood.statements.types import CouponFact, FactsForDraft, SaleFact

    at, zone = team.play.now, calendar.ZONE
    facts = FactsForDraft(
        what=TITLE,
        began_at=calendar.OUTAGE_FROM,
        ended_at=calendar.OUTAGE_UNTIL,
        zone=zone,
        people=people,
        cause=CAUSE,
        coupon=CouponFact("$5.00 off an order of $50.00 or more", calendar.LATER_END, zone),
        sale=SaleFact("Spring Cleaning", calendar.LATER_END, zone),
    )
    with tenancy.brand(team.brand_id):
        occasion = Occasion("incident", incident_id)
        made = writing.draft(occasion=occasion, facts=facts, by=actors.member(team.lead.id), at=at)
        for one in (team.lead, team.owner):
            version = statements.statement(statement_id=made).version
            writing.approve(statement_id=made, version=version, by=actors.member(one.id), at=at)
        publishing.publish(statement_id=made, channel_ids=[team.play.founded.channels[POSTS]], member=team.lead, at=at)
    return made


def everybody_is_told(team: Team, statement_id: UUID, cohort_id: UUID) -> int:
    """→ how many people are to be told."""
    from makegood.flows import telling_statement
    from makegood.platform import tenancy
    from makegood.statements.types import Recipient

    with tenancy.brand(team.brand_id):
        found = [Recipient(one.identity_id, one.person_id) for one in _affected(cohort_id)]
        telling_statement.begin(statement_id=statement_id, cohort=found, member=team.lead, at=team.play.now)
    return len(found)


def the_sale_goes_on(team: Team, sale_id: UUID, incident_id: UUID) -> str:
    """Until Wednesday, and Monday's new shirts are on sale too. → the end as it is printed."""
    from makegood.kernel import actors
    from makegood.platform import tenancy
    from makegood.sales.actions import announcing
    from makegood.sales.types import Because, End, Scope

    by, because = actors.member(team.lead.id), Because("The shop was down on Wednesday evening.", "incident", incident_id)
    with tenancy.brand(team.brand_id):
        ends = End(datetime(2008, 3, 26, 23, 59, 59), "CST")  # noqa: DTZ001 - a local time, as it is said
        announcing.move_end(sale_id=sale_id, ends=ends, because=because, by=by, at=team.play.now)
        scope = Scope(words="All shirts, Monday’s new shirts too")
        return announcing.widen(sale_id=sale_id, scope=scope, because=because, by=by, at=team.play.now).said_as


def they_answer_under_it(team: Team, statement_id: UUID, replies: Sequence[Reply]) -> None:
    """People speak under the public post, as the hours go by."""
    from makegood.platform import tenancy
    from makegood.statements import queries as statements

    with tenancy.brand(team.brand_id):
        (notice,) = statements.notices(statement_id=statement_id)
    ours = next(uri for uri in reversed(list(team.play.network.posts)) if uri == notice.external_id)
    for one in replies:
        team.play.network.now = one.at
        post(team.play.network, one.visitor, one.text, at=one.at, answers=ours)


def shop_tells(team: Team, events: Iterable[Shopping]) -> None:
    """What the checkout saw, by the flow of the API's door, at most 1,000 at once."""
    from makegood.flows import checkout_heard
    from makegood.flows.checkout_heard import Happened
    from makegood.kernel.actors import SYSTEM
    from makegood.people.types import Address, IdentityKind
    from makegood.platform import tenancy
    from makegood.signals.types import CheckoutIn, CheckoutKind

    kinds = {
        Did.BASKET: CheckoutKind.BASKET_HELD,
        Did.REFUSED: CheckoutKind.CHECKOUT_REFUSED,
        Did.ORDERED: CheckoutKind.ORDER_PLACED,
    }
    told = [
        Happened(
            CheckoutIn(one.key, one.visitor.session, kinds[one.did], one.at, None, one.cents, "USD"),
            Address(IdentityKind.EMAIL, one.visitor.email, one.visitor.name) if one.named else None,
        )
        for one in events
    ]
    for begin in range(0, len(told), 1_000):
        with tenancy.brand(team.brand_id):
            checkout_heard.take(happened=told[begin : begin + 1_000], source="shop", by=SYSTEM, at=team.play.now)


def the_monitor_says(team: Team, *, began: bool, at: datetime) -> None:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from makegood.signals.actions import hearing
    from makegood.signals.types import Word

    source, reference = MONITOR
    with tenancy.brand(team.brand_id):
        hearing.hear(words=[Word(source, reference, began, at, "The shop does not answer")], by=SYSTEM, at=team.play.now)


# ---------------------------------------------------------------------------------------------------------------------


def _a_minute(team: Team, world: Evening, until: datetime) -> None:
    """What is said and done until then, and then the worker's turn."""
    since = team.play.now
    heard: list[Said] = [one for one in world.said if since <= one.at < until]
    seen = [one for one in world.shopping if since <= one.at < until]
    team.play.says(heard)
    team.play.now = until
    shop_tells(team, seen)
    for began, at in ((True, calendar.OUTAGE_FROM), (False, calendar.OUTAGE_UNTIL)):
        if since <= at + timedelta(minutes=4) < until:
            the_monitor_says(team, began=began, at=at)
    team.play.turn_to(until)


def _candidates(team: Team) -> list[tuple[int, str, bool]]:
    """Number, title, and whether anybody's words belong to it, the latest first."""
    from makegood.bursts import queries as bursts
    from makegood.incidents import queries as incidents
    from makegood.incidents.types import State
    from makegood.platform import tenancy

    with tenancy.brand(team.brand_id):
        found = incidents.incidents(state=State.CANDIDATE)
        said = {one.id: bursts.said_in(topic_ids=one.topic_ids, since=one.began_at, until=team.play.now) for one in found}
    return [(one.number, one.title, bool(said[one.id])) for one in found]


def _affected(cohort_id: UUID) -> Iterator[Affected]:
    from makegood.incidents import queries as incidents

    after = None
    while page := incidents.cohort(cohort_id=cohort_id, after=after, most=500):
        yield from page
        after = page[-1].person_id
