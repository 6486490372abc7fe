"""What somebody's deed for us followed, and who of us earned it: the latest thing of ours within 84 days before, and the members who did it.

That one came after the other is all that is claimed. Looks only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from makegood.advocacy.rules import following
from makegood.advocacy.types import Earned, Past, Tie
from makegood.brands import queries as brands
from makegood.calls import queries as calls
from makegood.calls.types import Result
from makegood.cases import queries as cases
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels.messages import OutgoingState
from makegood.channels.types import Direction
from makegood.counter import queries as counter
from makegood.flows import whose_account
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, StepKind, StepState
from makegood.people.types import Person
from makegood.touchpoints import queries as touchpoints
from makegood.visits import queries as visits
from makegood.visits.types import VisitState

_REACHED = (Result.FINE, Result.NOT_FINE)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did for us, when; `words` where it has some, '' else. `makegood_id` where a kind word was credited to one."""

    person: Person
    at: datetime
    words: str = ""
    makegood_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A deed, what of ours lies before it, and the plans and cases behind that."""

    deed: Deed
    pasts: tuple[Past, ...]
    plans: tuple[Makegood, ...]
    cases: tuple[Case, ...]


def pasts(deeds: Sequence[Deed]) -> list[Found]:
    """What was given to each of these people, or put right for them, in the 84 days before. Six queries, whatever the number."""
    if not deeds:
        return []
    ids = list({one.id for deed in deeds for one in deed.person.identities})
    since = min(deed.at for deed in deeds) - following.WINDOW
    plans = [one for one in makegoods.of_identities(identity_ids=ids, since=since) if one.state in whose_account.RUNNING_OR_DONE]
    theirs = cases.cases_of(identity_ids=ids)
    places = touchpoints.places_of(case_ids=[one.id for one in theirs])
    return [_found(deed, plans, theirs, places) for deed in deeds]


def tie(found: Found) -> Tie:
    """To what the deed is tied: what its words were credited to or name, else the latest before it; nothing where there is none."""
    named = [(plan, whose_account.shared_things(plan, found.deed.words)) for plan in found.plans] if found.deed.words else []
    for plan, things in named:
        if things and found.deed.makegood_id in (None, plan.id):
            tied = following.tie([one for one in found.pasts if one.tie.makegood_id == plan.id], at=found.deed.at)
            if tied.because:
                said = " and ".join(f"“{one}”" for one in sorted(things)[:3])
                return replace(tied, because=f"It speaks of {said}. {tied.because}")
    credited = [one for one in found.pasts if one.tie.makegood_id == found.deed.makegood_id]
    return following.tie(credited if found.deed.makegood_id and credited else found.pasts, at=found.deed.at)


def earned(found: Found, tied: Tie) -> list[Earned]:
    """The members behind what the deed is tied to: who gave, who answered, who called, who came or received them. Each once, by what stands first
    here. A fixed number of queries."""
    if not tied.because:
        return []
    did: dict[UUID, str] = {}
    plan = next((one for one in found.plans if one.id == tied.makegood_id), None)
    if plan is not None and plan.approved_by_member is not None:
        did.setdefault(plan.approved_by_member, "gave")
    case = next((one for one in found.cases if one.id == tied.case_id), None)
    since = case.opened_at if case else found.deed.at - following.WINDOW
    for member_id, what in _by_hand(found, case, since):
        did.setdefault(member_id, what)
    names: dict[UUID, str] = {one.id: one.name for one in brands.members(former_too=True)} if did else {}
    return [Earned(member_id, names[member_id], what) for member_id, what in did.items() if member_id in names]


# ---------------------------------------------------------------------------------------------------------------------


def _found(deed: Deed, plans: Sequence[Makegood], theirs: Sequence[Case], places: dict[UUID, str]) -> Found:
    ids = {one.id for one in deed.person.identities}
    mine = tuple(one for one in plans if one.identity_id in ids)
    open_or_not = tuple(one for one in theirs if one.identity_id in ids)
    numbers: dict[UUID, int] = {one.id: one.number for one in open_or_not}
    given = [_given(plan, numbers, places) for plan in mine]
    right = [
        Past(one.resolved_at, Tie(case_id=one.id, touchpoint=places.get(one.id, "")), f"case {one.number} was put right")
        for one in open_or_not
        if one.resolved_at is not None and one.harm
    ]
    return Found(deed, (*given, *right), mine, open_or_not)


def _given(plan: Makegood, numbers: dict[UUID, int], places: dict[UUID, str]) -> Past:
    case_id = plan.occasion.id if plan.occasion.kind == "case" and plan.occasion.id in numbers else None
    kept = (step for step in plan.steps if step.kind is StepKind.GIVE and step.state is not StepState.SKIPPED)
    gesture = next((step.params["code"] for step in kept if step.params.get("code")), "")
    what = f"what we did in case {numbers[case_id]}" if case_id else "what we gave them"
    return Past(
        plan.approved_at or plan.proposed_at, Tie(case_id, plan.id, gesture, places.get(case_id, "") if case_id else ""), what
    )


def _by_hand(found: Found, case: Case | None, since: datetime) -> list[tuple[UUID, str]]:
    """Who answered in the case, and who called, visited or received them since it was opened."""
    until, ids = found.deed.at, [one.id for one in found.deed.person.identities]
    did: list[tuple[UUID | None, str]] = []
    if case is not None:
        said = channels.conversations(conversation_ids=case.conversation_ids)
        sent = [m for m in said if m.direction is Direction.OUT and m.state == OutgoingState.SENT and m.at <= until]
        did += [(m.by_member_id, "answered") for m in sent]
    rung = calls.of_identities(identity_ids=ids)
    did += [(one.by_member_id, "called") for one in rung if one.result in _REACHED and _within(one.ended_at, since, until)]
    were = [
        one for one in visits.of_people(identity_ids=ids) if one.state is VisitState.DONE and _within(one.from_at, since, until)
    ]
    drove = {one.id: one.told.member_id for one in visits.resources(retired_too=True)} if were else {}
    did += [(drove.get(one.resource_id), "visited") for one in were]
    did += [(one.by_member_id, "received") for one in counter.of_identities(identity_ids=ids, since=since) if one.at <= until]
    if not did and case is not None:
        did.append((case.owner_id, "answered"))
    return [(member_id, what) for member_id, what in did if member_id is not None]


def _within(at: datetime | None, since: datetime, until: datetime) -> bool:
    return at is not None and since <= at <= until
