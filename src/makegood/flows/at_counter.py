"""Somebody stands in front of one of us: who it is, what to know of them here, and what was done, noted with one touch.

Shows what the counter may see and nothing else: needs that somebody let the counter see, nobody who may not be shown there (a candidate), no interview.
A name, a number or an address finds somebody; so does the code on their own page. The code only finds: it opens nothing for whoever is no member.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Brand, Member, Permission
from makegood.cases import queries as cases
from makegood.cases.types import Case, CaseState, Turn
from makegood.config import environment
from makegood.counter import actions, rules
from makegood.counter import queries as counter
from makegood.counter.types import AUDIENCE, TOUCHPOINT, Done, Touch, TouchIn
from makegood.flows import by_hand, touched
from makegood.gestures import queries as gestures
from makegood.gestures.actions import shelf
from makegood.gestures.types import CatalogueItem, GestureKind
from makegood.guests import queries as guests
from makegood.guests.types import Place
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.letters import actions as letters
from makegood.letters import queries as letter_queries
from makegood.letters.types import LetterState
from makegood.needs import queries as needs
from makegood.needs.types import Need
from makegood.people import queries as people
from makegood.people.types import Identity, Person, PersonId
from makegood.promises import queries as promises
from makegood.promises.types import RUNNING, Promise, PromiseState
from makegood.relationships import queries as relationships
from makegood.relationships.actions import occasions as settling
from makegood.relationships.actions import planning
from makegood.relationships.actions.occasions import Ended
from makegood.relationships.types import OCCASION, OPEN, Occasion, OccasionState
from makegood.visits import queries as visits
from makegood.visits.types import Visit, VisitKind, VisitState

LASTS_S = 240  # so long a page about somebody stays while nobody touches it, and so long its address is good
WRITES_S = 900  # so much longer what was being written there is still taken: whoever types is not cut off
_CODE, _PAGE = "makegood.counter.code", "makegood.counter.page"
_SHOWN = 5
_OF_A_VISIT = 50  # touches of one visit that are looked through
_FRESH = timedelta(days=30)  # a promise that broke longer ago is no news at the counter
_CARDS = (GestureKind.SURPRISE, GestureKind.PRODUCT)


@dataclass(frozen=True, slots=True)
class InFront:
    """Whoever stands there. `needs` are those that the counter may see, `cards` what lies in the drawer and fits them; `waits` are cases in which
    it is our turn, `open_cases` the others; `broken` and `running` are promises; `today` what was done here today; `drives`: an odometer says something here,
    because a programme of the brand goes by it or they told one before."""

    person: Person
    occasions: tuple[Occasion, ...]
    needs: tuple[Need, ...]
    cards: tuple[CatalogueItem, ...]
    waits: tuple[Case, ...]
    open_cases: tuple[Case, ...]
    running: tuple[Promise, ...]
    broken: tuple[Promise, ...]
    visits: tuple[Visit, ...]
    before: tuple[Touch, ...]
    drives: bool


def find(*, who: str, at: datetime) -> tuple[by_hand.Candidate, ...]:
    """Who might be meant, as far as the counter may see them. Writes nothing."""
    found = by_hand.candidates(who=who, at=at)
    of_each = {UUID(str(one.person_id)): _ids(people.person(person_id=one.person_id)) for one in found}
    hidden = guests.hidden(identity_ids=of_each, place=Place.COUNTER, member_id=None)
    return tuple(one for one in found if one.person_id not in hidden)


def in_front(*, person_id: UUID, at: datetime) -> InFront:
    """What to know of somebody who stands here. Refuses ("no_person") an unknown one, and whoever may not be shown here."""
    person = _shown(person_id)
    ids, zone = _ids(person), ZoneInfo(brands.current().zone)
    today = at.astimezone(zone).date()
    known = needs.for_audience(identity_ids=ids, audience=AUDIENCE, at=at, touchpoint=TOUCHPOINT)
    labels = {label for one in known for label in one.means}
    theirs = [one for one in cases.cases_of(identity_ids=ids) if one.state is not CaseState.RESOLVED]
    promised = promises.ask_of_person(identity_ids=ids, limit=20).answer
    booked = [
        one for one in visits.of_people(identity_ids=ids) if _is_shown(one) and one.from_at.astimezone(zone).date() == today
    ]
    return InFront(
        person=person,
        occasions=tuple(one for one in relationships.occasions_for(identity_ids=ids, on=today) if _counts(one)),
        needs=known,
        cards=tuple(one for one in gestures.catalogue() if _in_drawer(one) and not labels & set(one.unfit_for)),
        waits=tuple(one for one in theirs if one.turn is Turn.OURS)[:_SHOWN],
        open_cases=tuple(one for one in theirs if one.turn is not Turn.OURS)[:_SHOWN],
        running=tuple(one for one in promised if one.state in RUNNING)[:_SHOWN],
        broken=tuple(one for one in promised if _is_owed(one, at))[:_SHOWN],
        visits=tuple(booked),
        before=counter.of_identities(identity_ids=ids, limit=_SHOWN),
        drives=relationships.counts_kilometres() or bool(relationships.readings_of(identity_ids=ids)),
    )


def done(*, person_id: UUID, touch: Done, key: str, member: Member, at: datetime, words: str = "", number: int | None = None,
         item_id: UUID | None = None, occasion_id: UUID | None = None) -> Touch:  # fmt: skip
    """Notes what was done, and that they were here. A card handed over leaves the drawer, ends its occasion, and calls off the one on paper. May be
    repeated: a `key` is one visit, and each deed of it is noted once. Refuses "none_left" where the drawer is empty."""
    brand_rules.require(member.role, Permission.ANSWER)
    person, by = _shown(person_id), actors.member(member.id)
    ids = _ids(person)
    occasion = next((one for one in _today_of(ids, at) if one.id == occasion_id), None) if occasion_id else None
    here = counter.of_identities(identity_ids=ids, since=at - timedelta(hours=rules.VISIT_HOURS), limit=_OF_A_VISIT)
    came = next((one for one in here if one.done is Done.CAME_IN), None)
    if touch is Done.CAME_IN and came is not None:
        return came  # one visit is one visit, whoever pressed it
    if not here and touch is not Done.CAME_IN:
        first, _ = actions.note(touch=TouchIn(ids[0], Done.CAME_IN, f"{key} {Done.CAME_IN}"), by=by, at=at)
        _was_there(first, ids, at)
    item = _card(item_id) if touch is Done.CARD_GIVEN else None
    told = TouchIn(
        identity_id=occasion.identity_id if occasion else ids[0],
        done=touch,
        key=f"{key} {touch} {_digest(words, number, item_id, occasion_id)}" if touch is not Done.CAME_IN else f"{key} {touch}",
        words=words,
        what=item.name if item else "",
        item_id=item.id if item else None,
        number=number,
        occasion_kind=OCCASION if occasion else "",
        occasion_id=occasion.id if occasion else None,
    )
    kept, is_new = actions.note(touch=told, by=by, at=at)
    if is_new:
        _follow(kept, item, by, at)
    if kept.done is Done.CAME_IN:
        _was_there(kept, ids, at)
    return kept


def code(*, identity_id: UUID, brand: Brand) -> str:
    """The address in the code on somebody's own page: it finds them at this brand's counter, for a member who is signed in."""
    told = base64.urlsafe_b64encode(identity_id.bytes).decode().rstrip("=")
    token = signing.Signer(salt=f"{_CODE} {brand.id}", sep=".").sign(told)
    return f"{environment.settings().base_url}/b/{brand.slug}/counter/code/{token}/"


def picture(*, identity: Identity, identity_ids: Sequence[UUID], brand: Brand) -> str | None:
    """The code as a picture for a page (a data address, SVG); None where the brand has no counter at which anybody was received yet, and where they may
    not be shown there. At most four queries."""
    if not counter.has_begun() or not guests.may_see(identity_ids=identity_ids, place=Place.COUNTER):
        return None
    import segno  # only this page needs it

    made = segno.make(code(identity_id=identity.id, brand=brand), error="m", micro=False)
    return str(made.svg_data_uri(scale=4, border=4, dark="#000000", light="#ffffff"))


def behind_code(token: str) -> PersonId:
    """Whom a code finds. Refuses ("no_person") one that we never made, and one of another brand."""
    try:
        told = signing.Signer(salt=f"{_CODE} {brands.current().id}", sep=".").unsign(token)
        identity_id = UUID(bytes=base64.urlsafe_b64decode(f"{told}=="))
    except (signing.BadSignature, ValueError, binascii.Error) as wrong:
        raise _nobody() from wrong
    return people.identity(identity_id=identity_id).person_id


def page_token(person_id: UUID) -> str:
    """What stands in the address of somebody's page at the counter: good for a few minutes, so that going back shows nobody."""
    return signing.TimestampSigner(salt=f"{_PAGE} {brands.current().id}", sep=".").sign(person_id.hex)


def behind_page(token: str, *, writes: bool = False) -> UUID | None:
    """Whose page it is; None where its minutes are over, for what was written there (`writes`) a quarter of an hour later. Refuses ("no_person") an address that we never made."""
    signer = signing.TimestampSigner(salt=f"{_PAGE} {brands.current().id}", sep=".")
    try:
        return UUID(hex=signer.unsign(token, max_age=LASTS_S + (WRITES_S if writes else 60)))
    except signing.SignatureExpired:
        return None
    except (signing.BadSignature, ValueError) as wrong:
        raise _nobody() from wrong


# ---------------------------------------------------------------------------------------------------------------------


def _follow(touch: Touch, item: CatalogueItem | None, by: actors.Actor, at: datetime) -> None:
    if item is not None and item.stock is not None and not shelf.move_stock(item_id=item.id, by_how_many=-1):
        raise Refusal("none_left", f"No “{item.name}” is left in the drawer.", {"item": "none left"})
    if touch.done is Done.CARD_GIVEN and touch.occasion_id:
        _end(touch, item, by, at)
    if touch.done is Done.ODOMETER:
        planning.replan(identity_ids=[touch.identity_id], at=at)


def _was_there(touch: Touch, ids: Sequence[UUID], at: datetime) -> None:
    """Counted at the touchpoint, but for whoever is booked for today: of them the promise of the visit tells. May be repeated."""
    zone = ZoneInfo(brands.current().zone)
    theirs = [one for one in visits.of_people(identity_ids=ids) if one.state in (VisitState.BOOKED, VisitState.DONE)]
    if not any(one.from_at.astimezone(zone).date() == at.astimezone(zone).date() for one in theirs):
        touched.came_in(
            identity_id=touch.identity_id, identity_ids=ids, source=f"counter:{touch.id}", key=TOUCHPOINT, at=touch.at
        )


def _end(touch: Touch, item: CatalogueItem | None, by: actors.Actor, at: datetime) -> None:
    """The occasion is done, and no card follows by post."""
    for one in letter_queries.of_identities(identity_ids=[touch.identity_id]):
        if one.occasion_id == touch.occasion_id and one.state is LetterState.ASKED:
            letters.cancel(letter_id=one.id, because="handed over at the counter", by=by, at=at)
    held = settling.lock(occasion_ids=[touch.occasion_id] if touch.occasion_id else [], states=OPEN)
    what = item.name if item else ""
    settling.settle(ended=[Ended(one, OccasionState.DONE, what=what) for one in held], by=by, at=at)


def _shown(person_id: UUID) -> Person:
    person = people.person(person_id=person_id)
    if not guests.may_see(identity_ids=_ids(person), place=Place.COUNTER):
        raise _nobody()
    return person


def _ids(person: Person) -> list[UUID]:
    return [one.id for one in person.identities]


def _today_of(ids: Sequence[UUID], at: datetime) -> tuple[Occasion, ...]:
    return relationships.occasions_for(identity_ids=ids, on=brands.local_day(at))


def _is_owed(promise: Promise, at: datetime) -> bool:
    """Broken not long ago, and nobody said a word about it yet."""
    return promise.state is PromiseState.BROKEN and promise.told_at is None and at - promise.state_at <= _FRESH


def _is_shown(visit: Visit) -> bool:
    return visit.kind is not VisitKind.INTERVIEW and visit.state is VisitState.BOOKED


def _counts(occasion: Occasion) -> bool:
    return occasion.state not in (OccasionState.SKIPPED, OccasionState.HELD_OUT)


def _in_drawer(item: CatalogueItem) -> bool:
    return item.active and item.kind in _CARDS and item.stock != 0


def _card(item_id: UUID | None) -> CatalogueItem:
    found = next((one for one in gestures.catalogue() if one.id == item_id and one.active), None)
    if found is None:
        raise Refusal("no_such_item", "item: choose one of those in the drawer.", {"item": "unknown"})
    return found


def _digest(*told: object) -> str:
    return sha256(repr(told).encode()).hexdigest()[:16]


def _nobody() -> Refusal:
    return Refusal("no_person", "Nobody is known here by this.", {"person": "unknown"})
