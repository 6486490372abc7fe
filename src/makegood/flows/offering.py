"""Declining well, across packages: what a member sees before they offer other ways, the letter through the one gate, and what the person chooses.

Only a member declines. The person chooses on their own page, in an answer, or by telling a member; the case is our turn then. An answer that is
not plain chooses nothing: a person reads it, as any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases.actions import working as cases
from makegood.cases.types import Case
from makegood.channels.messages import Message
from makegood.choices import actions, queries
from makegood.choices.rules import answering, checking, drafting
from makegood.choices.types import AlternativeIn, How, Offer, OfferState, Suggestion, Went
from makegood.flows import colleagues, own_page_links, speaking
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.makegoods.rules import letters
from makegood.own_pages import actions as own_pages
from makegood.people import queries as people
from makegood.people.types import IdentityKind
from makegood.touchpoints import queries as touchpoints
from makegood.understanding import queries as understanding

WORDS = 400  # of what they wrote, to begin with


@dataclass(frozen=True, slots=True)
class Place:
    """A touchpoint and what we promise there."""

    key: str
    name: str
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferPage:
    """What a member sees: the case, whose it is, what they wrote last, the places with their standards, where it happened as far as we know
    ('' where we do not), the case's offer, what was offered before, and words in the letter that sound stiff."""

    case: Case
    person_id: UUID
    name: str
    their_words: str
    places: tuple[Place, ...]
    here: str
    offer: Offer | None
    suggestions: tuple[Suggestion, ...]
    stiff: tuple[str, ...]
    seen: str = ""  # the last that a member said to them


@dataclass(frozen=True, slots=True)
class Answered:
    """Words that came in a case that was there, and all addresses of whoever wrote them."""

    message: Message
    case_id: UUID | None
    identity_ids: tuple[UUID, ...]


def page(*, number: int, request: str = "", touchpoint: str = "") -> OfferPage:
    """The page of one case; `request` and `touchpoint` as they are being typed, where they are. Refuses a case that there is not."""
    case = case_queries.by_number(number=number)
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    said = speaking.their_messages(case)
    offer = queries.of_case(case_id=case.id)
    contact = touchpoints.contact(case_id=case.id)
    here = touchpoint or (offer.touchpoint if offer else "") or (contact.where.key if contact else "")
    wanted = request or (offer.request if offer else "") or _one_line(said)
    places = tuple(Place(one.key, one.name, tuple(s.words for s in one.standards)) for one in touchpoints.touchpoints())
    return OfferPage(
        case=case,
        person_id=person.id,
        name=person.name,
        their_words=_one_line(said),
        places=places,
        here=here,
        offer=offer,
        suggestions=queries.suggestions(touchpoint=here, request=wanted) if here else (),
        stiff=checking.stiff(offer.text) if offer and offer.state is OfferState.DRAFT else (),
        seen=str(last.id) if (last := colleagues.last_answer(case)) else "",
    )


def draft(
    *,
    number: int,
    touchpoint: str,
    request: str,
    standard: str,
    alternatives: Sequence[AlternativeIn],
    member: Member,
    at: datetime,
) -> Offer:
    """Keeps the draft, with its letter written anew in their language. Refuses a touchpoint that there is not, and what is no choice."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    if touchpoint not in touchpoints.names():
        raise Refusal("offer_malformed", "touchpoint: choose the place that this is about.", {"touchpoint": "choose one"})
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    brand, said = brands.current(), speaking.their_messages(case)
    language = _language(said) or brand.language
    text = drafting.letter(
        language=language,
        greeting=letters.greeting(language, person.name),
        request=request,
        standard=standard,
        alternatives=alternatives,
        signature=letters.signature(brand=brand.name, member=member.name),
    )
    subject = speaking.answer_subject(said[-1].subject) if said and said[-1].subject else drafting.subject(language)
    return actions.draft(
        case_id=case.id, identity_id=case.identity_id, touchpoint=touchpoint, request=request, standard=standard,
        alternatives=alternatives, language=language, subject=subject, text=text, by=actors.member(member.id), at=at,
    )  # fmt: skip


def send(*, number: int, offer_id: UUID, text: str, member: Member, at: datetime, seen: str | None = None) -> Offer:
    """The letter leaves through the gate, to the person in private, with the link to their page; then it is their turn. Clicked twice, it is
    one letter. Refuses an offer of another case, a letter that begins with a policy, `no_private_way`, and whatever the gate refuses. `seen` as in
    `desk_work.answer`."""
    brand_rules.require(member.role, Permission.ANSWER)
    case, by = case_queries.by_number(number=number), actors.member(member.id)
    offer = _of(case, offer_id)
    if offer.state is OfferState.OFFERED:
        return offer
    checking.check_letter(subject=offer.subject, text=text)
    way, outgoing_id = speaking.say_in_private(case, text, key=f"offer:{offer.id}", member_id=member.id, by=by, at=at)
    colleagues.let_one_answer(case, seen=seen, member=member, at=at, own=outgoing_id)
    made = actions.offer(offer_id=offer.id, subject=way.subject, text=text.strip(), outgoing_id=outgoing_id, by=by, at=at)
    if own_page_links.channel() and people.identity(identity_id=way.identity_id).kind is IdentityKind.EMAIL:
        own_pages.enclose(outgoing_id=outgoing_id, identity_id=way.identity_id, at=at)
    cases.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=by, at=at, automatic=False)
    if case.owner_id is None:
        cases.assign(case_id=case.id, member_id=member.id, by=by, at=at)
    return made


def chosen_on_page(
    *, offer_id: UUID, identity_id: UUID, identity_ids: Sequence[UUID], position: int | None, at: datetime
) -> None:
    """They chose on their own page. An offer of somebody else is not there ("no_such_offer"). May be repeated."""
    offer = queries.offer(offer_id=offer_id)
    if offer.identity_id not in identity_ids or offer.state is OfferState.DRAFT:
        raise queries.no_such_offer()
    by = actors.person(identity_id)
    cases.take_turn(case_id=offer.case_id)
    if actions.choose(offer_id=offer.id, position=position, how=How.PAGE, by=by, at=at):
        cases.reopen(case_id=offer.case_id, by=by, at=at)


def answered(said: Sequence[Answered], at: datetime) -> int:
    """Of those who were offered something and choose plainly, what they chose is kept. → how many did. The case is our turn already, because they
    wrote. One query where nothing is offered, whatever the number."""
    waiting = queries.open_in_cases(case_ids=[one.case_id for one in said if one.case_id]) if said else {}
    kept = 0
    for one in said:
        offer = waiting.get(one.case_id) if one.case_id else None
        if offer is None or offer.identity_id not in one.identity_ids or one.message.automatic is not None:
            continue
        found = answering.which(one.message.said, [way.title for way in offer.alternatives])
        if found.position is not None or found.none:
            by, message_id = actors.person(offer.identity_id), one.message.id
            kept += actions.choose(
                offer_id=offer.id, position=found.position, how=How.MESSAGE, by=by, at=at, message_id=message_id
            )
    return kept


def told_us(*, number: int, offer_id: UUID, position: int | None, member: Member, at: datetime) -> None:
    """A member heard from them, or read in an answer, what they choose."""
    brand_rules.require(member.role, Permission.ANSWER)
    offer = _of(case_queries.by_number(number=number), offer_id)
    actions.choose(offer_id=offer.id, position=position, how=How.MEMBER, by=actors.member(member.id), at=at)


def take_back(*, number: int, offer_id: UUID, member: Member, at: datetime) -> None:
    """A draft goes, or an offer stands no more; the case is ours again."""
    brand_rules.require(member.role, Permission.ANSWER)
    case, by = case_queries.by_number(number=number), actors.member(member.id)
    offer = _of(case, offer_id)
    actions.withdraw(offer_id=offer.id, by=by, at=at)
    if offer.state is OfferState.OFFERED and case.resolved_at is None:
        cases.reopen(case_id=case.id, by=by, at=at)


def went(*, number: int, offer_id: UUID, how: Went, member: Member, at: datetime) -> None:
    """How it went, for whoever gets a request like this next."""
    brand_rules.require(member.role, Permission.ANSWER)
    offer = _of(case_queries.by_number(number=number), offer_id)
    actions.note_went(offer_id=offer.id, went=how, by=actors.member(member.id), at=at)


def followed_up(*, case_id: UUID, well: bool, by: Actor, at: datetime) -> None:
    """They said whether it was put right: that is how it went with what they chose, unless a member noted it already."""
    offer = queries.of_case(case_id=case_id)
    if offer is not None and offer.state is OfferState.CHOSEN and offer.went is None:
        actions.note_went(offer_id=offer.id, went=Went.WELL if well else Went.NOT_WELL, by=by, at=at)


def _of(case: Case, offer_id: UUID) -> Offer:
    offer = queries.offer(offer_id=offer_id)
    if offer.case_id != case.id:
        raise queries.no_such_offer()
    return offer


def _one_line(said: Sequence[Message]) -> str:
    return " ".join((said[-1].visible or said[-1].text).split())[:WORDS] if said else ""


def _language(said: Sequence[Message]) -> str:
    """As their latest words were read."""
    if not said:
        return ""
    found = understanding.ask_readings(message_ids=[said[-1].id]).answer.get(said[-1].id)
    return found.language if found else ""
