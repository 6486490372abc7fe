"""What the desk's pages show where it takes several packages: looks only, each with a fixed number of queries. Never writes."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand, Member
from makegood.cases import queries as cases
from makegood.cases import rules as case_rules
from makegood.cases.types import Case, CaseId, Note
from makegood.channels import queries as channels
from makegood.channels import registry, stuck
from makegood.channels.messages import Message
from makegood.channels.rules import failures
from makegood.channels.types import Authenticity, Automatic, ChannelState, Direction
from makegood.flows import case_looks, chatting, colleagues, newcomers, public_talks, speaking
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
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
from makegood.gestures.rules import lint
from makegood.kernel.money import zero
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState, StepState
from makegood.outcomes import queries as outcomes
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import asking, work
from makegood.questions import queries as questions
from makegood.questions.types import QuestionKind
from makegood.understanding.types import Reading
from makegood.views import rules as view_rules
from makegood.watch import queries as watch
from makegood.webhooks import queries as webhooks

ASKED_WITHIN = timedelta(days=90)
MESSAGES_SHOWN = 30  # and so many more by each "earlier"
_LOOKED_BACK = 200  # messages in which somebody is looked for whom we can answer


def case_page(*, number: int, before: str = "", brand: Brand | None = None, at: datetime) -> CasePage:
    """All about one case, with the latest stretch of what was said, or the stretch `before` a place. `brand` is the open one, for whoever
    has it at hand. Refuses a number that the brand does not have, and a place that is none."""
    brand, place = brand or brands.current(), _place(before)
    found = case_looks.OfCase(number=number, brand=brand)
    case, person = found.case, found.person
    ids = [identity.id for identity in person.identities]
    talk = case_looks.Talk(case, person, limit=MESSAGES_SHOWN + 1, before=place)
    about = case_looks.AboutPerson(ids, order_number=case.order_number, at=at)
    last = colleagues.ask_last_answer(case, ids)
    asking.together(talk.stretch, last, *about.questions)
    talk.rest()
    more, messages = len(talk.messages) > MESSAGES_SHOWN, talk.messages[-MESSAGES_SHOWN:]
    notes = _between(case.notes, messages[0].at if more else None, place[0] if place else None)
    members, makegood = found.members.answer, found.makegood.answer
    return CasePage(
        case=case,
        clock=case_rules.read_clock(case.segments[-1], at),
        owner_name=_name(members, case.owner_id),
        members=members,
        said=_said(messages, notes, person, talk.others, members, talk.readings, brand),
        reply=_reply(
            case,
            _answerable(case, messages, set(ids), more=more, latest=place is None),
            person,
            found.heard.answer,
            slug=brand.slug,
            others=talk.others,
            at=at,
        ),
        makegood=makegood,
        approved_by_name=_name(members, makegood.approved_by_member if makegood else None),
        budget=found.budget.answer,
        person=_summary(person, about, brand),
        orders=about.orders.answer,
        suggestions=about.suggestions.answer,
        earlier=view_rules.cursor_of(messages[0].at, messages[0].id) if more else "",
        stops_before=place is not None,
        newcomers=newcomers.among(messages),
        both_ways=len({message.public for message in messages}) == 2,
        unconfirmed=_unconfirmed(messages, set(ids)),
        promises=about.promises.answer,
        questions=found.asked.answer,
        offer=found.offer.answer,
        incident=found.incident.answer,
        woken=found.woken.answer,
        beside=found.beside.answer,
        asked_before=found.asked_before.answer,
        calls=found.calls.answer,
        where=found.where.answer,
        away=found.away.answer,
        seen=str(last.answer.id) if last.answer else "",
    )


def stretch_with(case: Case, *, message_id: UUID | None) -> str:
    """The place `before` which the stretch of a case lies that ends with this message; '' where the message is not in the case."""
    found = channels.messages(message_ids=[message_id]) if message_id else ()
    inside = [one for one in found if one.conversation_id in case.conversation_ids]
    return view_rules.cursor_of(inside[0].at, UUID(int=inside[0].id.int + 1)) if inside else ""


def praise_page(*, member: Member, limit: int = 100, at: datetime) -> PraisePage:
    """Kind words, newest first, the thanks for the member who looks, and what people said when asked whether it was put right."""
    found = outcomes.praise_list(limit=limit)
    who = people.persons_of(identity_ids=[praise.identity_id for praise in found])
    about = {case.id: case for case in cases.cases(case_ids=[praise.case_id for praise in found if praise.case_id])}
    given = {item.code: item.name for item in gestures.catalogue()}
    asked = {suggestion.unknown.id for suggestion in linked.suggestions()}
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
    return PraisePage(
        praise=shown,
        thanks=outcomes.thanks_for(member_id=member.id),
        put_right=questions.responses(kind=QuestionKind.PUT_RIGHT, since=at - ASKED_WITHIN, until=at),
    )


def policy_page(*, ledger_rows: int = 50) -> PolicyPage:
    """What may be given, by whom, and what is left."""
    budget = gestures.budget()
    names: dict[UUID, str] = {member.id: member.name for member in brands.members(former_too=True)}
    versions = tuple((version, names.get(version.set_by, "") if version.set_by else "") for version in gestures.policy_versions())
    policy = gestures.policy()
    return PolicyPage(
        policy=policy,
        findings=lint.look_over(policy),
        versions=versions,
        catalogue=gestures.catalogue(),
        budget=budget,
        ledger=gestures.ledger(budget_id=budget.id, limit=ledger_rows) if budget else (),
    )


def troubles_page(*, away: OutOfSight = EVERYBODY_SEEN) -> TroublesPage:
    """What waits for a person because a machine could not go on, but for what is of people who are `away` for whoever looks."""
    told = channels.acknowledgements()
    there, quiet = channels.channels(), watch.silent()
    return TroublesPage(
        parked=tuple(
            ParkedMail(raw_id=raw.id, channel_name=raw.channel_name, arrived_at=raw.received_at, reason=raw.reason, size=raw.size)
            for raw in stuck.parked_raw()
        ),
        failed=_failed(away),
        stuck=_stuck(away),
        set_aside=tuple(
            SetAside(
                m.id,
                m.author.name or m.author.value,
                m.author.value,
                m.subject,
                m.visible[:300],
                m.at,
                m.authentic is Authenticity.FORGED,
            )
            for m in away.without(channels.set_aside(limit=100), lambda m: m.identity_id)
        ),
        given_up=tuple(GivenUp(row.id, row.kind, row.last_trouble, row.parked_at) for row in work.parked()),
        channels=tuple(channel for channel in there if channel.last_trouble),
        silent=tuple((channel, quiet[channel.id]) for channel in there if channel.id in quiet),
        webhooks=webhooks.troubled(),
        acknowledgements_capped_at=told.capped_at if told else None,
    )


# ---------------------------------------------------------------------------------------------------------------------


def _place(before: str) -> tuple[datetime, UUID] | None:
    place = view_rules.read_cursor(before, [datetime, UUID])
    return (place[0], place[1]) if place else None


def _between(notes: Sequence[Note], first: datetime | None, end: datetime | None) -> list[Note]:
    """The notes that belong to a stretch of the conversation: from its first message on, up to the first of the next stretch."""
    return [note for note in notes if (first is None or note.at >= first) and (end is None or note.at < end)]


def _answerable(case: Case, shown: Sequence[Message], ids: Set[UUID], *, more: bool, latest: bool) -> list[Message]:
    """What the person whose case it is wrote, out of what is shown; or of what came before, where that is not the latest or holds nothing
    of theirs."""
    theirs = [message for message in shown if speaking.may_be_answered(message, ids)]
    if latest and (not more or theirs):
        return theirs
    said = channels.conversations(conversation_ids=case.conversation_ids, limit=_LOOKED_BACK)
    return [message for message in said if speaking.may_be_answered(message, ids)]


def _unconfirmed(messages: Sequence[Message], ids: Set[UUID]) -> bool:
    """Whether somebody typed these words under the name of the person, and nothing else is there of theirs."""
    theirs = {m.authentic for m in messages if m.direction is Direction.IN and m.identity_id in ids and m.automatic is None}
    return theirs == {Authenticity.CLAIMED}


def _said(
    messages: Sequence[Message],
    notes: Sequence[Note],
    person: Person,
    others: Mapping[UUID, Person],
    members: Sequence[Member],
    readings: Mapping[UUID, Reading],
    brand: Brand,
) -> tuple[Said, ...]:
    names: dict[UUID | None, str] = {member.id: member.name for member in members}
    lines = [
        _heard(message, person, others, readings, brand)
        if message.direction is Direction.IN
        else Said(
            at=message.at,
            party="team",
            name=names.get(message.by_member_id, brand.name),
            message=message,
            to_shown=_shown(person, message.identity_id),
        )
        for message in messages
    ]
    lines += [Said(at=note.at, party="team", name=_name(members, note.member_id), note=note) for note in notes]
    return tuple(sorted(lines, key=lambda line: line.at))


def _heard(
    message: Message, person: Person, others: Mapping[UUID, Person], readings: Mapping[UUID, Reading], brand: Brand
) -> Said:
    """A line that came in: by the person whose case it is, by ourselves from the app of the network, or by somebody who is also there."""
    if message.automatic is Automatic.OWN:
        return Said(at=message.at, party="team", name=brand.name, message=message)
    reading = readings.get(message.id)
    if message.identity_id in {identity.id for identity in person.identities}:
        return Said(at=message.at, party="person", name=person.name, message=message, reading=reading)
    other = others.get(message.identity_id) if message.identity_id else None
    name = other.name if other else message.author.name or message.author.value
    company = other is not None and other.is_company
    return Said(at=message.at, party="other", name=name, message=message, reading=reading, company=company)


def _reply(
    case: Case,
    messages: Sequence[Message],
    person: Person,
    heard: Sequence[ChannelState],
    *,
    slug: str,
    others: Mapping[UUID, Person],
    at: datetime,
) -> ReplyWay | None:
    if not messages:
        return None
    last = _last_answerable(messages)
    names = {channel.id: channel.name for channel in heard}
    if registry.unanswered(last.channel_kind):
        return _by_mail_instead(case, last, person, heard)
    kind = "email" if registry.answers_by_mail(last.channel_kind) else last.channel_kind
    can = registry.adapter(kind).abilities
    return ReplyWay(
        channel_kind=kind,
        channel_name=names.get(last.channel_id, ""),
        to_shown=_shown(person, last.identity_id) or last.author.value,
        subject=answer_subject(last.subject or case.title),
        max_length=registry.longest_typed(last.channel_kind),
        public=last.public,
        invitation=public_talks.invitation(last, last.author.name, case_id=case.id, slug=slug, at=at),
        to_name=others[last.identity_id].name if last.identity_id and last.identity_id in others else "",
        unconfirmed=last.authentic is Authenticity.CLAIMED,
        nameless=not last.author.name,
        copies=registry.adapter(last.channel_kind).abilities.copies,
        files=can.attachments and (can.pictures is None or can.pictures.private or last.public),
        pictures=can.pictures,
        here=chatting.is_here(last),
    )


def _last_answerable(messages: Sequence[Message]) -> Message:
    """What an answer goes to: their last word; said to one of us, the last before it that they wrote in private."""
    last = messages[-1]
    if last.public or not registry.unanswered(last.channel_kind):
        return last
    written = [one for one in messages if not one.public and not registry.unanswered(one.channel_kind)]
    return written[-1] if written else last


def _by_mail_instead(case: Case, said: Message, person: Person, heard: Sequence[ChannelState]) -> ReplyWay:
    """Where nothing can be said: by e-mail to whoever spoke to one of us, if we know an address; else why not, and what to do."""
    to, mailbox = speaking.mail_address(person), speaking.mailbox_among(heard)
    if said.public or to is None or mailbox is None:
        because = registry.unanswered(said.channel_kind)
        return ReplyWay(channel_kind=said.channel_kind, channel_name="", to_shown="", closed_because=because)
    can = registry.adapter("email").abilities
    return ReplyWay("email", "", to.shown, subject=case.title, copies=can.copies, files=can.attachments)


def _summary(person: Person, about: case_looks.AboutPerson, brand: Brand) -> PersonSummary:
    sales = [sale for of_one in about.sales.answer.values() for sale in of_one]
    spent = sum((sale.total for sale in sales if sale.total.currency == brand.currency), zero(brand.currency))
    return PersonSummary(
        person_id=person.id,
        name=person.name,
        addresses=tuple((identity.kind.value, identity.shown) for identity in person.identities),
        standing=about.standing.answer,
        first_seen_at=min([person.first_seen_at, *(sale.first_at for sale in sales)]),
        orders_count=sum(sale.orders for sale in sales),
        spent=str(spent),
        cases_count=about.cases.answer,
        needs=about.needs.answer,
    )


def _failed(away: OutOfSight) -> tuple[FailedSend, ...]:
    failed = stuck.outgoing_failed()
    if away.any:
        theirs: dict[UUID, UUID | None] = {
            one.id: one.identity_id for one in channels.messages(message_ids=[one.id for one in failed])
        }
        failed = tuple(away.without(failed, lambda one: theirs.get(one.id)))
    held = cases.case_ids_of_conversations(conversation_ids=[one.conversation_id for one in failed])
    case_of = {one.id: held[one.conversation_id][0] for one in failed if one.conversation_id in held}
    case_of |= cases.case_ids_of_replies(outgoing_ids=[one.id for one in failed])
    numbers = {case.id: case.number for case in cases.cases(case_ids=list(case_of.values()))}
    return tuple(
        FailedSend(
            outgoing_id=one.id,
            to_name=one.to,
            subject=one.subject,
            at=one.queued_at,
            reason=failures.what_failed(one.failure) or one.because,
            case_number=numbers.get(case_of[one.id]) if one.id in case_of else None,
            way_out=failures.way_out(one.failure),
        )
        for one in failed
    )


def _stuck(away: OutOfSight) -> tuple[StuckMakegood, ...]:
    stuck = away.without(makegoods.in_state(state=MakegoodState.STUCK), lambda one: one.identity_id)
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
