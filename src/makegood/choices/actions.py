"""Declines a request and offers better, keeps what was chosen and how it went. Works inside an open brand transaction; all may be repeated.

Only a member declines, and only the person, or a member who heard it from them, chooses. Sends nothing: the letter's id is handed in.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.choices import events, models, queries
from makegood.choices.rules import checking
from makegood.choices.types import OPEN, AlternativeIn, How, Offer, OfferState, Went
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy, turns

_WHICH = ("first", "second", "third")
_TOUCHPOINT_LENGTH = 100


def draft(
    *,
    case_id: UUID,
    identity_id: UUID,
    touchpoint: str,
    request: str,
    standard: str,
    alternatives: Sequence[AlternativeIn],
    language: str,
    subject: str,
    text: str,
    by: Actor,
    at: datetime,
) -> Offer:
    """Keeps a member's draft; a case has one, and what is said now replaces it. Refuses ("offer_malformed") what lacks the request, the
    standard or two ways, whoever is no member, and while an offer waits for the person ("offer_open")."""
    member_id = _member(by)
    checking.check(request=request, standard=standard, alternatives=alternatives)
    turns.take(f"offers of {tenancy.current_brand().hex}", {case_id.hex})
    row = models.Offer.objects.filter(case_id=case_id, state__in=OPEN).first() or models.Offer(case_id=case_id)
    if row.state == OfferState.OFFERED:
        raise Refusal("offer_open", "They have not chosen yet. Take that offer back first.", {"case_id": "waits for them"})
    row.identity_id, row.touchpoint, row.member_id = identity_id, touchpoint.strip()[:_TOUCHPOINT_LENGTH], member_id
    row.request, row.standard, row.language = request.strip(), standard.strip(), language
    row.subject, row.text, row.state, row.drafted_at = subject, text, OfferState.DRAFT, at
    row.save()
    models.Alternative.objects.filter(offer_id=row.id).delete()
    models.Alternative.objects.bulk_create(_alternative(row.id, n, one) for n, one in enumerate(alternatives, 1))
    return queries.offer(offer_id=row.id)


def offer(*, offer_id: UUID, subject: str, text: str, outgoing_id: UUID, by: Actor, at: datetime) -> Offer:
    """The letter is on its way: from now on it is for them to choose. A repeat with the same letter changes nothing. Refuses a letter that
    begins with a policy, and what is no draft any more ("offer_over")."""
    member_id = _member(by)
    row = _locked(offer_id)
    if row.outgoing_id == outgoing_id:
        return queries.offer(offer_id=row.id)
    _refuse_unless(row, OfferState.DRAFT)
    checking.check_letter(subject=subject, text=text)
    row.subject, row.text, row.outgoing_id, row.member_id = subject, text, outgoing_id, member_id
    row.state, row.offered_at = OfferState.OFFERED, at
    row.save()
    made = queries.offer(offer_id=row.id)
    fact = events.AlternativesOffered(
        identity_id=row.identity_id, case_id=row.case_id, offer_id=row.id, count=len(made.alternatives), outgoing_id=outgoing_id
    )
    journal.record(fact, by=by, at=at)
    return made


def choose(*, offer_id: UUID, position: int | None, how: How, by: Actor, at: datetime, message_id: UUID | None = None) -> bool:
    """What they chose, or that they want none of it (`position` None). → whether that is new. They may change their mind until how it went is
    noted. Refuses a way that there is not ("no_such_way"), what was not offered or taken back ("offer_over"), and, of members,
    anything but what they heard."""
    row = _locked(offer_id)
    if row.state in (OfferState.DRAFT, OfferState.WITHDRAWN) or row.went:
        raise _over()
    if (by.kind is ActorKind.MEMBER) is not (how is How.MEMBER):
        raise Refusal("not_their_choice", "Only they choose. Note what they told you.", {"how": "not so"})
    if position is not None and not models.Alternative.objects.filter(offer_id=row.id, position=position).exists():
        raise Refusal(
            "no_such_way", "choice: there is no such way. Choose one of those offered.", {"choice": "none of those offered"}
        )
    state = OfferState.CHOSEN if position is not None else OfferState.NONE
    if (row.state, row.chosen) == (state, position):
        return False
    row.state, row.chosen, row.chosen_at, row.chosen_how, row.message_id = state, position, at, how, message_id
    row.save()
    about = {"identity_id": row.identity_id, "case_id": row.case_id, "offer_id": row.id}
    if position is None:
        journal.record(events.NoneChosen(**about, how=how.value), by=by, at=at)
    else:
        journal.record(events.AlternativeChosen(**about, which=_WHICH[position - 1], how=how.value), by=by, at=at)
    return True


def withdraw(*, offer_id: UUID, by: Actor, at: datetime) -> None:
    """Takes a draft or an offer back; what was chosen stays. A repeat changes nothing."""
    _member(by)
    row = _locked(offer_id)
    if row.state == OfferState.WITHDRAWN:
        return
    if row.state not in OPEN:
        raise _over()
    was_offered = row.state == OfferState.OFFERED
    row.state = OfferState.WITHDRAWN
    row.save(update_fields=["state"])
    if was_offered:
        fact = events.OfferWithdrawn(identity_id=row.identity_id, case_id=row.case_id, offer_id=row.id)
        journal.record(fact, by=by, at=at)


def note_went(*, offer_id: UUID, went: Went, by: Actor, at: datetime) -> None:
    """How it went with what they chose, as a member or they themselves say; a later word replaces an earlier one. Refuses what was not chosen
    ("offer_over")."""
    row = _locked(offer_id)
    _refuse_unless(row, OfferState.CHOSEN)
    if row.went == went:
        return
    row.went, row.went_at = went, at
    row.save(update_fields=["went", "went_at"])
    words = "well" if went is Went.WELL else "not so well"
    fact = events.ChoiceWent(identity_id=row.identity_id, case_id=row.case_id, offer_id=row.id, went=words)
    journal.record(fact, by=by, at=at)


def _alternative(offer_id: UUID, position: int, one: AlternativeIn) -> models.Alternative:
    made_id = new_id()
    return models.Alternative(
        id=made_id,
        offer_id=offer_id,
        position=position,
        title=" ".join(one.title.split()),
        keeps_wish=" ".join(one.keeps_wish.split()),
        keeps_standard=" ".join(one.keeps_standard.split()),
        cost_minor=one.cost.minor if one.cost else None,
        currency=one.cost.currency if one.cost else "",
        origin_id=one.origin_id or made_id,
    )


def _member(by: Actor) -> UUID:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_a_member", "Only a member of the team declines a request.", {"by": "not a member"})
    return by.id


def _refuse_unless(row: models.Offer, state: OfferState) -> None:
    if row.state != state:
        raise _over()


def _over() -> Refusal:
    return Refusal("offer_over", "This offer stands no more as it was. Look at it again.", {"offer_id": "over"})


def _locked(offer_id: UUID) -> models.Offer:
    row = models.Offer.objects.select_for_update().filter(id=offer_id).first()
    if row is None:
        raise queries.no_such_offer()
    return row
