"""How a plan of the past ran, step by step, up to now: what was set aside and given, what the shop sent, when it came, who was asked and
thanked. Builds values; writes nothing. What is still to be done is due as for any plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands.types import Member
from makegood.cases.types import Turn
from makegood.commands.demo.crowd import letters, trade
from makegood.commands.demo.crowd.tales import Decision, Tale
from makegood.commands.demo.crowd.trade import Purchase
from makegood.gestures.actions.past import PastGrant
from makegood.gestures.types import CatalogueItem
from makegood.kernel.ids import new_id
from makegood.makegoods.actions.past import PastMakegood, PastStep
from makegood.makegoods.rules import letters as written
from makegood.makegoods.types import MakegoodState, PlannedStep, Proposal, Situation, StepKind, StepState
from makegood.orders.types import CommandKind

_MOMENT = timedelta(seconds=2)


@dataclass
class Remedy:
    """A plan and what it left behind. `by_itself` are the words that left without a click, `settled_at` when nothing was left to do."""

    makegood: PastMakegood
    grants: list[PastGrant] = field(default_factory=list)
    replacement: Purchase | None = None
    by_itself: set[UUID] = field(default_factory=set)
    settled_at: datetime | None = None


def only_proposed(
    tale: Tale, situation: Situation, proposals: tuple[Proposal, ...], *, declined: Decision | None = None
) -> PastMakegood:
    """Nobody has decided yet, or somebody said no."""
    state = StepState.REVOKED if declined else StepState.WAITING
    return PastMakegood(
        id=new_id(),
        identity_id=tale.identity_id,
        situation=situation,
        proposals=proposals,
        proposed_at=tale.contact.at,
        state=MakegoodState.DECLINED if declined else MakegoodState.PROPOSED,
        steps=tuple(PastStep(new_id(), planned, state) for planned in proposals[0].steps),
        by_member=declined.member.id if declined else None,
        declined=declined.declined if declined else "",
        declined_at=declined.at if declined else None,
    )


class Carried:
    """Carries out one plan. Call `remedy` once."""

    def __init__(self, tale: Tale, situation: Situation, proposals: tuple[Proposal, ...], decision: Decision) -> None:
        self.tale, self.situation, self.proposals, self.decision = tale, situation, proposals, decision
        self.taken = decision.proposal or proposals[0]
        self.member: Member = decision.member
        self.steps: list[PastStep] = []
        self.grants: list[PastGrant] = []
        self.by_itself: set[UUID] = set()
        self.replacement: Purchase | None = None
        self.goes_on_at: datetime | None = None
        self.at = decision.at  # of the latest step that was done

    def remedy(self, catalogue: Mapping[str, CatalogueItem], original: Purchase | None) -> Remedy:
        """The plan as it ran up to now."""
        tale, approved_at = self.tale, self.decision.at
        tale.belongs_to(self.member, approved_at)
        tale.rests(approved_at, Turn.PARCEL, self.member)
        for planned in self.taken.steps:
            self._step(planned, catalogue, original)
        if not any(step.planned.kind is StepKind.WAIT for step in self.steps):
            tale.ends(self._said_at(), None, f"{self.taken.title}.")
            self.steps = [
                self._follow_up(s.planned, self._said_at()) if s.planned.kind is StepKind.FOLLOW_UP else s for s in self.steps
            ]
        done = all(step.state is StepState.DONE for step in self.steps)
        makegood = PastMakegood(
            id=new_id(),
            identity_id=tale.identity_id,
            situation=self.situation,
            proposals=self.proposals,
            proposed_at=tale.contact.at,
            state=MakegoodState.DONE if done else MakegoodState.RUNNING,
            steps=tuple(self.steps),
            chosen=self.taken.name if self.taken is not self.proposals[0] else "",
            by_member=self.member.id,
            approved_at=approved_at,
            done_at=self.at if done else None,
            goes_on_at=None if done else self.goes_on_at,
        )
        return Remedy(makegood, self.grants, self.replacement, self.by_itself, self.at if done else None)

    def _step(self, planned: PlannedStep, catalogue: Mapping[str, CatalogueItem], original: Purchase | None) -> None:
        if planned.kind is StepKind.FIX:
            self._fix(planned, original)
        elif planned.kind is StepKind.GIVE:
            self._give(planned, catalogue.get(planned.params["code"]))
        elif planned.kind is StepKind.SAY:
            self._say(planned)
        elif planned.kind is StepKind.WAIT:
            self._wait(planned)
        elif planned.kind is StepKind.FOLLOW_UP:
            waited = next((step for step in self.steps if step.planned.kind is StepKind.WAIT), None)
            since = waited.done_at if waited else None
            self.steps.append(self._follow_up(planned, since) if since else PastStep(new_id(), planned, StepState.WAITING))
        else:
            self._thank(planned)

    def _fix(self, planned: PlannedStep, original: Purchase | None) -> None:
        step_id, done_at = new_id(), self._next()
        reference = f"M-{4000 + self.tale.contact.number}"
        if planned.params["command"] == CommandKind.REPLACE and original is not None:
            self.replacement = self._replaced(planned, original, str(step_id), done_at)
            reference = self.replacement.number
        grant = self._granted(planned, step_id, done_at, planned.title, None)
        self._done(planned, done_at, f"The shop has done it ({reference}).", reference, step_id=step_id, grant_id=grant)

    def _give(self, planned: PlannedStep, item: CatalogueItem | None) -> None:
        """`item` None is money that stands in no catalogue."""
        step_id, done_at = new_id(), self._next()
        outcome, reference = "It is set aside for them.", ""
        if planned.params["with_fix"] == "yes":
            outcome = "It travels in the same parcel."
        elif planned.params["command"]:
            reference = f"M-{8000 + self.tale.contact.number}"
            outcome = f"The shop has done it ({reference})."
        grant = self._granted(planned, step_id, done_at, item.name if item else planned.title, item)
        self._done(planned, done_at, outcome, reference, step_id=step_id, grant_id=grant)

    def _say(self, planned: PlannedStep) -> None:
        step_id, at = new_id(), self._next()
        if planned.params.get("by_call") == "yes":
            self._done(planned, at, "We called them.", "", step_id=step_id)
            return
        own = planned.params["text"].strip()
        text = written.sign(planned.params["text"], brand=self.situation.brand_name, member=self.member.name) if own else ""
        text = text or letters.answer(self.tale.contact, self.tale.order, self.member.name, self.tale.chance)
        outgoing = self.tale.says(text, at, self.member, key=f"step:{step_id}")
        self._done(planned, at, "We told them.", str(outgoing), step_id=step_id, text=text)

    def _wait(self, planned: PlannedStep) -> None:
        arrives = self.replacement.delivered_at if self.replacement else None
        if arrives is None or arrives > self.tale.now:
            self.goes_on_at = self.at + timedelta(hours=int(planned.params["at_most_hours"]))
            self.steps.append(PastStep(new_id(), planned, StepState.WAITING, due_at=self.goes_on_at))
            return
        self._done(planned, arrives, "It has arrived.", "")
        self.tale.ends(arrives, None, f"{self.taken.title}.")

    def _follow_up(self, planned: PlannedStep, since: datetime) -> PastStep:
        due_at = since + timedelta(hours=int(planned.params["after_hours"]))
        if due_at > self.tale.now:
            self.goes_on_at = due_at
            return PastStep(new_id(), planned, StepState.WAITING, due_at=due_at)
        step_id = new_id()
        outgoing = self.tale.says(planned.params["text"], due_at, self.member, key=f"step:{step_id}", automatic=True)
        self.by_itself.add(outgoing)
        self.at = due_at
        return PastStep(
            step_id,
            planned,
            StepState.DONE,
            done_at=due_at,
            outcome="We asked whether it is right now.",
            reference=str(outgoing),
        )

    def _thank(self, planned: PlannedStep) -> None:
        if self.steps[-1].state is not StepState.DONE:
            self.steps.append(PastStep(new_id(), planned, StepState.WAITING))
            return
        couriers = [move.courier for move in self.replacement.moves if move.courier] if self.replacement else []
        self._done(planned, self.at, f"Done by {', '.join([self.member.name, *couriers])}.", "")

    def _replaced(self, planned: PlannedStep, original: Purchase, key: str, at: datetime) -> Purchase:
        items = tuple((sku, int(count)) for sku, count in (one.split(":") for one in planned.params["items"].split(",")))
        extras = tuple(
            (step.params["sku"], 1)
            for step in self.taken.steps
            if step.kind is StepKind.GIVE and step.params["with_fix"] == "yes" and step.params["sku"]
        )
        arrives = trade.as_said(at, original.service, self.tale.chance)
        return Purchase(
            who=original.who,
            items=items,
            placed_at=at,
            service=original.service,
            moves=trade.journey(at, arrives, self.tale.chance),
            number=f"{original.number}-2",
            extras=extras,
            replaces=original.number,
            command_key=key,
            card=planned.params["note"],
        )

    def _granted(self, planned: PlannedStep, step_id: UUID, given_at: datetime, name: str, item: CatalogueItem | None) -> UUID:
        grant = PastGrant(
            id=new_id(),
            key=str(step_id),
            occasion=self.situation.occasion,
            identity_id=self.tale.identity_id,
            name=name,
            cost=planned.cost,
            policy_version=self.situation.policy.version,
            by_member=self.member.id,
            held_at=self.decision.at,
            given_at=given_at,
            item=item,
        )
        self.grants.append(grant)
        return grant.id

    def _done(
        self,
        planned: PlannedStep,
        at: datetime,
        outcome: str,
        reference: str,
        *,
        step_id: UUID | None = None,
        grant_id: UUID | None = None,
        text: str = "",
    ) -> None:
        self.at = at
        self.steps.append(
            PastStep(
                step_id or new_id(),
                planned,
                StepState.DONE,
                done_at=at,
                outcome=outcome,
                reference=reference,
                grant_id=grant_id,
                text=text,
            )
        )

    def _said_at(self) -> datetime:
        return next(step.done_at for step in self.steps if step.planned.kind is StepKind.SAY and step.done_at)

    def _next(self) -> datetime:
        return self.at + _MOMENT
