"""Who is held out of extras, by lot, and what is kept of those for whom the lot decided something: so that it can be told whether extras do good.

Every extra that the product gives goes through here, each as a trial of its own: the surprise of a makegood, the gift of a programme, the next step of a
contest. Some of everybody (the policy says how many) are held out of all of them for good. The fix, the apology and what compensates are never drawn. A
person draws the same for ever, also when two turn out to be one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands.types import Brand
from makegood.experiments import actions as experiments
from makegood.experiments import queries as trials
from makegood.experiments.types import CONTEST, HORIZONS, PROGRAMME, SURPRISES, Entering, EntryId, Extra, Lot, Trial
from makegood.kernel.windows import Window
from makegood.makegoods.types import Which
from makegood.orders import queries as orders
from makegood.outcomes import queries as outcomes
from makegood.people.types import Person, PersonId
from makegood.platform import work

WORK = "what_followed"
LEARN = "which_fits"  # the work of counting anew, at night, which of the things that fit does most good
BEFORE = timedelta(days=84)
ARM, NO_ARM = "surprise", "no_surprise"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lots of some people, and the trial they count for; None where nobody is held out."""

    trial: Trial | None
    lots: Mapping[UUID, Lot]
    places: Mapping[UUID, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)

    def which(self, person: Person) -> Which | None:
        """How the lot chooses among the things that fit them; None where it does not."""
        return Which(self.places[person.id], self.shares) if person.id in self.places else None

    def of(self, person: Person) -> tuple[str, float]:
        """The arm as the proposer knows it, and its chance."""
        lot = self.lots[person.id]
        return NO_ARM if lot.held_out else ARM, lot.propensity


@dataclass(frozen=True, slots=True)
class Decided:
    """An occasion on which the lot decided about `drawn`, given or held back. `identity_id` is whose case, day or entry it is; `harm` what had happened
    to them, '' for nothing. `among` is what it was drawn from, with chances, where the lot chose which."""

    person: Person
    identity_id: UUID
    kind: str
    occasion_id: UUID
    drawn: str
    harm: str = ""
    among: tuple[tuple[str, float], ...] = ()


def gift_of_programme(programme_id: UUID, name: str, own_share: int) -> Extra:
    """What a programme gives, as a trial; `own_share` (basis points) is the share that the programme itself leaves out."""
    return Extra(f"{PROGRAMME}{programme_id}", name, own_share)


def step_of_contest(contest_id: UUID, name: str) -> Extra:
    """What goes to the people of a contest unasked, as a trial."""
    return Extra(f"{CONTEST}{contest_id}", name)


def draw(*, extra: Extra = SURPRISES, persons: Sequence[Person], without_share: int, which: bool = False, at: datetime) -> Drawn:
    """The lot of each of these people, with `without_share` basis points of all held out of every extra; where the lot chooses `which` thing they get, also
    how. At most five queries, one where nobody is held out; two more for `which`."""
    ids: dict[UUID, Sequence[UUID]] = {person.id: [identity.id for identity in person.identities] for person in persons}
    trial, drawn = experiments.draw(extra=extra, persons=ids, without_share=without_share, at=at)
    if trial is None or not which:
        return Drawn(trial, drawn)
    shares = {one.code: one.share for one in trials.things(trial_id=trial.id)}
    return Drawn(trial, drawn, experiments.places(person_ids=list(ids)), shares)


def keep(drawn: Drawn, decided: Sequence[Decided], *, brand: Brand, at: datetime) -> None:
    """Keeps each person for whom the lot decided something for the first time, with how things stood, and sees to it that what follows is counted
    after 7, 28 and 84 days. Five queries at most, whatever the number. May be repeated."""
    first: dict[PersonId, Decided] = {}
    for one in decided:
        if one.drawn and not drawn.lots[one.person.id].entered:
            first.setdefault(one.person.id, one)
    if drawn.trial is None or not first:
        return
    new = experiments.enter(trial=drawn.trial, entering=_entering(list(first.values()), drawn.lots, brand, at), at=at)
    leave_counting(new, at=at)
    if any(one.among for one in first.values()):
        work.leave(LEARN, [work.Item(f"{drawn.trial.id} {at.date()}", _next_night(at), {"trial_id": str(drawn.trial.id)})])


def _next_night(at: datetime) -> datetime:
    return at.replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)


def leave_counting(entry_ids: Sequence[EntryId], *, at: datetime) -> None:
    """What follows is counted for the first time when the first horizon is over for them."""
    due_at = at + timedelta(days=HORIZONS[0])
    work.leave(WORK, [item(entry_id, HORIZONS[0], due_at) for entry_id in entry_ids])


def item(entry_id: UUID, days: int, due_at: datetime) -> work.Item:
    """The work of counting what followed for one person at one horizon."""
    return work.Item(f"{entry_id}/{days}", due_at, {"entry_id": str(entry_id), "days": days})


def _entering(some: Sequence[Decided], lots: Mapping[UUID, Lot], brand: Brand, at: datetime) -> list[Entering]:
    windows = [Window(tuple(identity.id for identity in one.person.identities), at - BEFORE, at) for one in some]
    bought, stands = orders.bought(windows=windows), outcomes.standing_in(windows=windows)
    found = []
    for one, before, standing in zip(some, bought, stands, strict=True):
        count, minor = before.get(brand.currency, (0, 0))
        found.append(
            Entering(
                identity_id=one.identity_id,
                lot=lots[one.person.id],
                occasion_kind=one.kind,
                occasion_id=one.occasion_id,
                drawn=one.drawn,
                harm=one.harm,
                currency=brand.currency,
                before_orders=count,
                before_minor=minor,
                standing=standing,
                among=dict(one.among),
            )
        )
    return found
