"""One letter answers the cases of an incident together, each in person: on their own channel, with their own name and order, through the gate.

Whoever was also let down otherwise is held back for a member. Nothing leaves before ten seconds have passed, and until then it can be taken back.
A case that the letter cannot reach says why, and stays ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member as Colleague
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import Case, CaseHead, CaseState, Turn
from makegood.channels import registry
from makegood.channels.actions import outbox
from makegood.channels.messages import Message, Speech
from makegood.flows import incident_joining, meaning, speaking
from makegood.flows.incident_work import JUDGES
from makegood.incidents import queries, writing
from makegood.incidents.rules import letters, together
from makegood.incidents.rules.together import Standing
from makegood.incidents.types import Incident, Letter
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.rules.letters import first_name
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.people.types import Purpose
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.understanding import queries as understanding

WORK = "answering_together"
AT_ONCE = 20  # cases of one transaction
PREVIEWS = 3
LIKELY = 0.5  # that they were let down otherwise: likelier than not
_PUT_RIGHT = ("approved", "running", "stuck")  # states of a makegood in which a member is just at it


@dataclass(frozen=True, slots=True)
class Back:
    """A case that is held back, and why."""

    case: CaseHead
    name: str
    why: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The letter as one person would read it, and where. `trouble`: why it does not reach them, or ''."""

    number: int
    name: str
    channel: str
    public: bool
    text: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a letter would do now."""

    answers: tuple[UUID, ...]
    back: tuple[Back, ...]
    previews: tuple[Shown, ...]


def plan(one: Incident, *, text: str = "") -> Plan:
    """Which cases a letter would answer, which are held back and why, and, with a text, how three people would read it: of as many different
    channels as there are."""
    standings, heads = _standings(one)
    answers = together.to_answer(standings)
    apart = {standing.case_id for standing in standings if standing.apart}
    back = together.held_back(standings)
    who = people.persons_of(identity_ids=[heads[case_id].identity_id for case_id in back])
    return Plan(
        answers=answers,
        back=tuple(
            Back(heads[case_id], who[heads[case_id].identity_id].name, why, case_id in apart) for case_id, why in back.items()
        ),
        previews=_previews(answers, text) if text.strip() else (),
    )


def send(*, number: int, key: str, subject: str, text: str, resolves: bool, member: Colleague, at: datetime) -> Letter:
    """The letter goes to all who are not held back, in ten seconds. Clicked twice, it is one letter. Refuses what no letter is, an incident that
    nobody confirmed, and where there is nobody to answer."""
    brand_rules.require(member.role, JUDGES)
    one = queries.by_number(number=number)
    letter = writing.write_letter(
        incident_id=one.id, key=key, subject=subject, text=text, case_ids=plan(one).answers,
        resolves=together.resolves(one.state, asked_for=resolves), by=actors.member(member.id), at=at,
    )  # fmt: skip
    work.leave(WORK, [Item(key=str(letter.id), due_at=letter.leaves_at)])
    incident_joining.tell(())
    return letter


def take_back(*, letter_id: UUID, member: Colleague, at: datetime) -> None:
    """Nobody gets it. Refuses ("already_said") once the ten seconds have passed."""
    brand_rules.require(member.role, JUDGES)
    writing.take_letter_back(letter_id=letter_id, by=actors.member(member.id), at=at)
    incident_joining.tell(())


def say(items: Sequence[Taken], at: datetime) -> None:
    """Says a letter to its next cases, some at a time, so that others have their turn in between."""
    for item in items:
        letter = queries.letter(letter_id=UUID(item.key))
        taken = writing.take_next(letter_id=letter.id, most=AT_ONCE)
        for case_id in taken:
            _say(letter, case_id, at)
        incident_joining.tell(taken)
        if len(taken) == AT_ONCE:
            work.leave(WORK, [Item(key=item.key, due_at=at)])


# ---------------------------------------------------------------------------------------------------------------------


def _standings(one: Incident) -> tuple[list[Standing], Mapping[UUID, CaseHead]]:
    attached = queries.attached_cases(incident_id=one.id)
    heads: dict[UUID, CaseHead] = {head.id: head for head in cases.heads(case_ids=list(attached))}
    held = cases.messages_of_cases(case_ids=list(heads))
    readings = understanding.readings(message_ids=list(chain.from_iterable(held.values())))
    answered, plans = queries.answered_cases(incident_id=one.id), makegoods.states_for(kind="case", ids=list(heads))
    return [
        Standing(
            case_id=case_id,
            harms=frozenset(
                harm for said in held.get(case_id, ()) if said in readings for harm in meaning.harms(readings[said], least=LIKELY)
            ),
            resolved=heads[case_id].state == CaseState.RESOLVED,
            being_put_right=plans.get(case_id, "") in _PUT_RIGHT,
            apart=next((member.apart for member in members if member.apart is not None), None),
            answered=case_id in answered and heads[case_id].turn != Turn.OURS,
        )
        for case_id, members in attached.items()
        if case_id in heads
    ], heads


def _previews(case_ids: Sequence[UUID], text: str) -> tuple[Shown, ...]:
    clean = letters.check(text)
    found: dict[tuple[str, bool, bool], list[Shown]] = {}
    for case in cases.cases(case_ids=case_ids[: 10 * PREVIEWS]):
        shown = _preview(case, clean)
        found.setdefault((shown.channel, shown.public, bool(case.order_number)), []).append(shown)
    each = [kind[n] for n in range(PREVIEWS) for kind in found.values() if n < len(kind)]
    return tuple(each[:PREVIEWS])


def _preview(case: Case, text: str) -> Shown:
    name = people.persons_of(identity_ids=[case.identity_id])[case.identity_id].name
    said = speaking.answerable(case)
    if not said:
        return Shown(case.number, name, "", False, "", "Nobody wrote in this case yet: there is no address to answer to.")
    last = said[-1]
    return Shown(case.number, name, last.channel_kind, last.public, letters.fill(text, _values(case, name), public=last.public))


def _say(letter: Letter, case_id: UUID, at: datetime) -> None:
    """To one of them; what refuses is written down beside the case, and stops nobody else's."""
    by = actors.member(letter.by_member_id)
    try:
        with transaction.atomic():
            case = cases.case(case_id=case_id)
            outgoing_id = _queue(letter, case, at)
            working.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=by, at=at, automatic=False)
            if letter.resolves:
                number = queries.incident(incident_id=letter.incident_id).number
                working.resolve(case_id=case.id, how=f"Answered with all others of incident {number}.", by=by, at=at)
    except Refusal as refusal:
        writing.note_said(letter_id=letter.id, case_id=case_id, outgoing_id=None, trouble=refusal.sentence, at=at)
    else:
        writing.note_said(letter_id=letter.id, case_id=case_id, outgoing_id=outgoing_id, trouble="", at=at)


def _queue(letter: Letter, case: Case, at: datetime) -> UUID:
    said = speaking.answerable(case)
    if not said:
        raise Refusal("nobody_to_answer", "Nobody wrote in this case yet: there is no address to answer to.")
    last = said[-1]
    by = actors.member(letter.by_member_id)
    speech = speaking.where_it_is_read(_speech(letter, case, last), last, case)
    outgoing_id = outbox.queue(speech=speech, by=by, at=at)
    speaking.keep_if_apart(case, last, speech, outgoing_id, by=by, at=at)
    return outgoing_id


def _speech(letter: Letter, case: Case, said: Message, /) -> Speech:
    name = people.persons_of(identity_ids=[case.identity_id])[case.identity_id].name
    text = letters.fill(letter.text, _values(case, name), public=said.public)
    member = brands.member(member_id=letter.by_member_id)
    mail = registry.answers_by_mail(said.channel_kind)
    return Speech(
        key=f"together:{letter.id}:{case.id}",
        channel_id=said.channel_id,
        to_identity_id=said.identity_id or case.identity_id,
        purpose=Purpose.SERVICE,
        subject=letter.subject if mail else speaking.answer_subject(said.subject or letter.subject),
        text=speaking.signed(text, said, member),
        conversation_id=said.conversation_id,
        in_reply_to=said.id,
        public=said.public,
        by_member_id=letter.by_member_id,
    )


def _values(case: Case, name: str) -> dict[str, str]:
    """What the letter may say of somebody: of an order only where it is known to be theirs."""
    order = orders.order_by_number(number=case.order_number) if case.order_number else None
    whose = {one.id for one in people.persons_of(identity_ids=[case.identity_id])[case.identity_id].identities}
    theirs = order if order is not None and order.identity_id in whose else None
    called = "" if "@" in name or name.startswith("+") else first_name(name)
    return {"name": called, "order": theirs.number if theirs else "", "amount": str(theirs.total) if theirs else ""}
