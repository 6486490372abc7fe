"""Where Tom's story stands. Looks only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.types import Case
from makegood.commands.demo.people import PEOPLE
from makegood.gestures.types import Occasion
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, MakegoodState, Step, StepKind, StepState
from makegood.orders import queries as orders
from makegood.orders.types import Order
from makegood.outcomes import queries as outcomes
from makegood.outcomes.types import Praise
from makegood.people import linked
from makegood.people import queries as people
from makegood.platform import tenancy

SETTLED = (StepState.DONE, StepState.SKIPPED, StepState.REVOKED)


@dataclass(frozen=True, slots=True)
class Where:
    """What has happened so far. `words` are those of Tom's account, confirmed or not; `asked`: a member is asked whose account it is."""

    case: Case
    makegood: Makegood | None
    parcel: Order | None
    words: tuple[Praise, ...]
    asked: bool

    @property
    def approved(self) -> bool:
        return self.makegood is not None and self.makegood.state is not MakegoodState.PROPOSED

    @property
    def given_up(self) -> bool:
        ended = (MakegoodState.DECLINED, MakegoodState.REVOKED, MakegoodState.STUCK)
        return self.makegood is not None and self.makegood.state in ended

    @property
    def arrived(self) -> bool:
        return self.parcel is not None and all(parcel.delivered_at for parcel in self.parcel.parcels)

    def waits_for(self, kind: StepKind) -> bool:
        """Whether a step of this kind is still to be done."""
        step = self.step(kind)
        return step is not None and step.state not in SETTLED

    def step(self, kind: StepKind) -> Step | None:
        steps = self.makegood.steps if self.makegood else ()
        return next((step for step in steps if step.kind is kind), None)

    @property
    def asks_at(self) -> datetime | None:
        """When we ask him whether all is well."""
        step = self.step(StepKind.FOLLOW_UP)
        return step.due_at if step else None


def look(brand_id: UUID) -> Where:
    """Refuses where Tom's case is not there."""
    with tenancy.brand(brand_id):
        tom = people.find_identity(address=PEOPLE["tom"].by_mail)
        found = cases.cases_of(identity_ids=[tom.id]) if tom else ()
        if not found:
            raise Refusal("no_story", "Tom has not written. Begin anew: makegood demo --remove, then makegood up --demo")
        case = max(found, key=lambda one: one.number)
        makegood = makegoods.for_occasion(occasion=Occasion("case", case.id))
        fix = next((step for step in makegood.steps if step.kind is StepKind.FIX), None) if makegood else None
        account = people.find_identity(address=PEOPLE["tom"].by_account)
        strangers = {PEOPLE[who].account for who in ("tom", "lookalike")}
        return Where(
            case=case,
            makegood=makegood,
            parcel=orders.order_by_command_key(key=fix.idempotency_key) if fix else None,
            words=outcomes.praise_of(identity_ids=[account.id]) if account else (),
            asked=any(one.unknown.shown in strangers for one in linked.suggestions()),
        )
