"""What the desk's pages show where it takes several packages: looks only, each with a fixed number of queries. Never writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases import rules as case_rules
from makegood.cases.types import Case, CaseId, Note
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.types import Direction, Message
from makegood.flows.speaking import answer_subject
from makegood.flows.types import (
    CasePage,
    FailedSend,
    GivenUp,
    ParkedMail,
    PersonSummary,
    PolicyPage,
    PraisePage,
    PraiseShown,
    ReplyWay,
    Said,
    SetAside,
    StuckMakegood,
    TroublesPage,
)
from makegood.gestures import queries as gestures
from makegood.gestures.types import Occasion
from makegood.kernel.money import zero
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState, StepState
from makegood.orders import queries as orders
from makegood.orders.types import Order
from makegood.outcomes import queries as outcomes
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import work
from makegood.understanding import queries as understanding
from makegood.understanding.types import Reading

ORDERS_SHOWN = 12
MESSAGES_SHOWN = 200


def case_page(*, number: int, at: datetime) -> CasePage:
    """All about one case. Refuses a number that the brand does not have."""
    case = cases.by_number(number=number)
    members = brands.members()
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    ids = [identity.id for identity in person.identities]
    messages = channels.conversations(conversation_ids=case.conversation_ids, limit=MESSAGES_SHOWN)
    bought = orders.orders_of(identity_ids=ids, limit=500)
    makegood = makegoods.for_occasion(occasion=Occasion("case", case.id))
    return CasePage(
        case=case,
        clock=case_rules.read_clock(case.segments[-1], at),
        owner_name=_name(members, case.owner_id),
        members=members,
        said=_said(messages, case.notes, person, members),
        reply=_reply(case, messages, person),
        makegood=makegood,
        approved_by_name=_name(members, makegood.approved_by_member if makegood else None),
        budget=gestures.budget(),
        person=_summary(person, bought, at),
        orders=bought[:ORDERS_SHOWN],
        suggestions=people.suggestions_for(identity_ids=ids),
    )


def praise_page(*, member: Member, limit: int = 100) -> PraisePage:
    """Kind words, newest first, and the thanks for the member who looks."""
    found = outcomes.praise_list(limit=limit)
    who = people.persons_of(identity_ids=[praise.identity_id for praise in found])
    about = {case.id: case for case in cases.cases(case_ids=[praise.case_id for praise in found if praise.case_id])}
    given = {item.code: item.name for item in gestures.catalogue()}
    asked = {suggestion.unknown.id for suggestion in people.suggestions()}
    shown = tuple(
        PraiseShown(
            praise=praise,
            person_id=who[praise.identity_id].id,
            name=who[praise.identity_id].name,
            shown=_shown(who[praise.identity_id], praise.identity_id),
            case_number=about[CaseId(praise.case_id)].number if praise.case_id else None,
            case_title=about[CaseId(praise.case_id)].title if praise.case_id else "",
            gesture_name=given.get(praise.gesture, praise.gesture),
            asked=praise.identity_id in asked,
        )
        for praise in found
    )
    return PraisePage(praise=shown, thanks=outcomes.thanks_for(member_id=member.id))


def policy_page(*, ledger_rows: int = 50) -> PolicyPage:
    """What may be given, by whom, and what is left."""
    budget = gestures.budget()
    names: dict[UUID, str] = {member.id: member.name for member in brands.members(former_too=True)}
    versions = tuple((version, names.get(version.set_by, "") if version.set_by else "") for version in gestures.policy_versions())
    return PolicyPage(
        policy=gestures.policy(),
        versions=versions,
        catalogue=gestures.catalogue(),
        budget=budget,
        ledger=gestures.ledger(budget_id=budget.id, limit=ledger_rows) if budget else (),
    )


def troubles_page() -> TroublesPage:
    """What waits for a person because a machine could not go on."""
    return TroublesPage(
        parked=tuple(
            ParkedMail(raw_id=raw.id, channel_name=raw.channel_name, arrived_at=raw.received_at, reason=raw.reason, size=raw.size)
            for raw in channels.parked_raw()
        ),
        failed=_failed(),
        stuck=_stuck(),
        set_aside=tuple(
            SetAside(m.id, m.author.name or m.author.value, m.author.value, m.subject, m.visible[:300], m.at)
            for m in channels.set_aside(limit=100)
        ),
        given_up=tuple(GivenUp(row.id, row.kind, row.last_trouble, row.parked_at) for row in work.parked()),
        channels=tuple(channel for channel in channels.channels() if channel.last_trouble),
    )


# ---------------------------------------------------------------------------------------------------------------------


def _said(messages: Sequence[Message], notes: Sequence[Note], person: Person, members: Sequence[Member]) -> tuple[Said, ...]:
    readings = understanding.readings(message_ids=[m.id for m in messages if m.direction is Direction.IN])
    names: dict[UUID | None, str] = {member.id: member.name for member in members}
    us = brands.current().name
    lines = [
        _theirs(message, person, readings)
        if message.direction is Direction.IN
        else Said(at=message.at, party="team", name=names.get(message.by_member_id, us), message=message)
        for message in messages
    ]
    lines += [Said(at=note.at, party="team", name=_name(members, note.member_id), note=note) for note in notes]
    return tuple(sorted(lines, key=lambda line: line.at))


def _theirs(message: Message, person: Person, readings: dict[UUID, Reading]) -> Said:
    theirs = message.identity_id in {identity.id for identity in person.identities}
    name = person.name if theirs else message.author.name or message.author.value
    return Said(
        at=message.at, party="person" if theirs else "other", name=name, message=message, reading=readings.get(message.id)
    )


def _reply(case: Case, messages: Sequence[Message], person: Person) -> ReplyWay | None:
    theirs = [m for m in messages if m.direction is Direction.IN and m.automatic is None]
    if not theirs:
        return None
    last = theirs[-1]
    names = {channel.id: channel.name for channel in channels.channels()}
    return ReplyWay(
        channel_kind=last.channel_kind,
        channel_name=names.get(last.channel_id, ""),
        to_shown=_shown(person, last.identity_id) or last.author.value,
        subject=answer_subject(last.subject or case.title),
        max_length=registry.adapter(last.channel_kind).abilities.max_length,
        public=last.public,
    )


def _summary(person: Person, bought: Sequence[Order], at: datetime) -> PersonSummary:
    ids = [identity.id for identity in person.identities]
    sales = [order for order in bought if order.reason == "sale"]
    currency = brands.current().currency
    spent = sum((order.total for order in sales if order.total.currency == currency), zero(currency))
    return PersonSummary(
        person_id=person.id,
        name=person.name,
        addresses=tuple((identity.kind.value, identity.shown) for identity in person.identities),
        standing=outcomes.standing(identity_ids=ids),
        first_seen_at=min([person.first_seen_at, *(order.placed_at for order in bought)]),
        orders_count=len(sales),
        spent=str(spent),
        cases_count=len(cases.case_ids_of(identity_ids=ids)),
        needs=tuple(need.what for need in people.needs_of(identity_ids=ids, at=at)),
    )


def _failed() -> tuple[FailedSend, ...]:
    failed = channels.outgoing_failed()
    case_of = cases.case_ids_of_conversations(conversation_ids=[one.conversation_id for one in failed])
    numbers = {case.id: case.number for case in cases.cases(case_ids=list(case_of.values()))}
    return tuple(
        FailedSend(one.id, one.to, one.subject, one.queued_at, one.because, numbers.get(case_of.get(one.conversation_id)))  # type: ignore[arg-type]
        for one in failed
    )


def _stuck() -> tuple[StuckMakegood, ...]:
    stuck = makegoods.in_state(state=MakegoodState.STUCK)
    numbers = {case.id: case.number for case in cases.cases(case_ids=[m.occasion.id for m in stuck if m.occasion.kind == "case"])}
    return tuple(_stuck_line(makegood, numbers) for makegood in stuck)


def _stuck_line(makegood: Makegood, numbers: Mapping[CaseId, int]) -> StuckMakegood:
    step = next(step for step in makegood.steps if step.state is StepState.FAILED)
    return StuckMakegood(
        case_number=numbers.get(CaseId(makegood.occasion.id)),
        title=makegood.title,
        step_title=step.title,
        trouble=step.trouble,
        since=makegood.approved_at or makegood.proposed_at,
    )


def _name(members: Sequence[Member], member_id: UUID | None) -> str:
    return next((member.name for member in members if member.id == member_id), "")


def _shown(person: Person, identity_id: UUID | None) -> str:
    return next((identity.shown for identity in person.identities if identity.id == identity_id), "")
