"""Stores what is proposed, and lets a member decide: approve, change, choose, decline, call back.

Nothing moves before approval. A refusal changes nothing, even where the caller goes on after it. Never talks to a shop or a person.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from makegood.brands import queries as brands
from makegood.brands import rules as roles
from makegood.brands.types import Member, Permission
from makegood.gestures import queries as gestures
from makegood.gestures.actions import grants
from makegood.gestures.types import Ask, CatalogueItem, Grant, Occasion, PayAs, Policy
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.makegoods import events, models, queries
from makegood.makegoods.actions import proposing, rows
from makegood.makegoods.rules import changes as changing
from makegood.makegoods.rules import gifts, letters, proposals, running, written
from makegood.makegoods.types import MakegoodState, Proposal, Step, StepKind, StepState
from makegood.platform import journal


def approve(*, makegood_id: UUID, by: Member | None, at: datetime) -> None:
    """Sets aside what the plan costs (the fix even beyond an empty budget) and lets it run. `by` None is the policy itself, where it
    lets this plan run without a click. Approving again changes nothing.

    Refuses "no_such_makegood", "not_open", "not_allowed", "words_missing" where a person must write the letter, "needs_approval"
    (`fields` names who can), and what setting aside refuses: "policy_forbids", "no_budget", "budget_spent", "out_of_stock".
    """
    with transaction.atomic():
        row = rows.locked(makegood_id)
        if row.state in (*rows.LIVE, MakegoodState.DONE):
            return
        rows.must_be_open(row)
        steps = queries.steps_of(makegood_id=row.id)
        role = _approving_role(row, by)
        _check_words(steps)
        _check_fix(steps, role, gestures.policy())
        _check_claims(row, role)
        actor = actors.member(by.id) if by else SYSTEM
        _set_aside(row, steps, role, actor, at)
        if by:
            _sign(steps, by)
        models.Makegood.objects.filter(id=row.id).update(
            state=MakegoodState.RUNNING, approved_at=at, approved_by_member=by.id if by else None
        )
        fact = events.MakegoodApproved(
            **rows.whose(row), makegood_id=row.id, title=row.title, cost=str(Money(row.cost_minor, row.currency))
        )
        journal.record(fact, by=actor, at=at)


def adjust(*, makegood_id: UUID, changes: dict[str, str], by: Actor, at: datetime) -> None:
    """A member's changes to a proposal: words, quantities, leaving the surprise out (rules/changes names the keys). They are kept.

    Refuses "no_such_makegood", "not_open", "not_allowed" and "change_refused" naming each field.
    """
    row = rows.open_for(makegood_id, by)
    before = queries.steps_of(makegood_id=row.id)
    after = changing.change(before, changes)
    for old, new in zip(before, after, strict=True):
        if old != new:
            models.Step.objects.filter(id=new.id).update(params=new.params, cost_minor=new.cost.minor, state=new.state)
    cost = sum(step.cost.minor for step in after if step.state is not StepState.SKIPPED)
    if row.left_after_minor is not None:
        row.left_after_minor -= cost - row.cost_minor
    row.cost_minor, row.changed = cost, {**row.changed, **changes}
    row.save(update_fields=["cost_minor", "left_after_minor", "changed"])
    fact = events.MakegoodAdjusted(**rows.whose(row), makegood_id=row.id, what=changing.named(changes, before))
    journal.record(fact, by=by, at=at)


def choose(*, makegood_id: UUID, name: str, by: Actor, at: datetime) -> None:
    """Takes another of the proposals in place of the first; earlier changes fall away with the plan that they changed.

    The same name again changes nothing. Refuses "no_such_makegood", "not_open", "not_allowed", "no_such_proposal".
    """
    row = rows.open_for(makegood_id, by)
    chosen = next((p for p in written.read(row.proposals) if p.name == name), None)
    if chosen is None:
        raise Refusal("no_such_proposal", f"name: nothing called “{name}” was proposed.", {"name": "unknown"})
    if row.name == name:
        return
    _put(row, chosen)
    row.changed = {"plan": name}
    row.save()
    models.Step.objects.filter(makegood_id=row.id).delete()
    proposing.lay_steps(makegood_id=row.id, proposal=chosen)
    journal.record(events.MakegoodAdjusted(**rows.whose(row), makegood_id=row.id, what=chosen.title), by=by, at=at)


def decline(*, makegood_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Says no to a proposal, and why. A repeat changes nothing.

    Refuses "no_such_makegood", "not_open", "not_allowed" and "reason_missing".
    """
    if not reason.strip() or len(reason) > 500:
        raise Refusal(
            "reason_missing", "reason: say in 1 to 500 characters why not; it helps the next proposal.", {"reason": "1 to 500"}
        )
    row = rows.locked(makegood_id)
    if row.state == MakegoodState.DECLINED:
        return
    row = rows.open_for(makegood_id, by)
    rows.close(row, MakegoodState.DECLINED)
    models.Makegood.objects.filter(id=row.id).update(declined_because=reason.strip())
    journal.record(events.MakegoodDeclined(**rows.whose(row), makegood_id=row.id), by=by, at=at)


def revoke(*, makegood_id: UUID, by: Actor, at: datetime) -> None:
    """Calls a running plan back and frees what was set aside, while nothing has left the house. A repeat changes nothing.

    Refuses "no_such_makegood", "not_allowed", "not_running", and "too_late" with what has left already.
    """
    with transaction.atomic():
        rows.may(by)
        row = rows.locked(makegood_id)
        if row.state == MakegoodState.REVOKED:
            return
        if row.state not in rows.LIVE:
            raise Refusal("not_running", f"“{row.title}” is not running ({row.state}); there is nothing to call back.")
        steps = queries.steps_of(makegood_id=row.id)
        if why := running.cannot_call_back(steps):
            raise Refusal("too_late", why)
        for step in sorted(steps, key=lambda step: step.params.get("code", "")):
            if step.grant_id:
                grants.release(grant_id=step.grant_id, at=at, by=by)
        rows.close(row, MakegoodState.REVOKED)
        journal.record(events.MakegoodRevoked(**rows.whose(row), makegood_id=row.id), by=by, at=at)


def _put(row: models.Makegood, proposal: Proposal) -> None:
    row.name, row.title, row.why = proposal.name, proposal.title, proposal.why
    row.cost_minor = proposal.cost.minor
    row.left_after_minor = proposal.budget_left_after.minor if proposal.budget_left_after is not None else None


def _approving_role(row: models.Makegood, by: Member | None) -> str:
    if by is not None:
        roles.require(by.role, Permission.GRANT)
        return by.role
    if not queries.makegood(makegood_id=row.id).automatic or row.changed:
        raise Refusal("needs_a_click", "The policy does not let this run by itself. A member must approve it.")
    return str(row.basis["role"])


def _check_words(steps: Sequence[Step]) -> None:
    for step in steps:
        if step.kind is StepKind.SAY and step.params.get("by_call") != "yes" and not step.params["text"].strip():
            why = "say.text: this one is not for a ready-made letter. Write to them in your own words, then approve."
            raise Refusal("words_missing", why, {f"{step.key}.text": "write it yourself"})


def _check_fix(steps: Sequence[Step], role: str, policy: Policy) -> None:
    above = policy.fix_approval_above
    for step in steps:
        if step.kind is StepKind.FIX and above is not None and step.cost > above and role not in policy.fix_approved_by:
            who = ", ".join(policy.fix_approved_by)
            raise Refusal(
                "needs_approval", f"“{step.title}” costs {step.cost}, above {above}: {who} must approve.", {"approved_by": who}
            )


def _check_claims(row: models.Makegood, role: str) -> None:
    if row.basis.get("claims") and role not in proposals.LOOKS_AT_CLAIMS:
        who = ", ".join(proposals.LOOKS_AT_CLAIMS)
        raise Refusal("needs_approval", f"{row.basis['claims']} {who} must look at it first.", {"approved_by": who})


def _set_aside(row: models.Makegood, steps: Sequence[Step], role: str, by: Actor, at: datetime) -> None:
    """The fix first, because it is owed; then each gift, in the order of their codes, so that two plans never wait for each other."""
    occasion = Occasion(row.occasion_kind, row.occasion_id)
    items = {item.code: item for item in gestures.catalogue()}
    for step in sorted(steps, key=lambda s: (s.kind is not StepKind.FIX, s.params.get("code", ""))):
        if step.state is not StepState.WAITING or step.kind not in (StepKind.FIX, StepKind.GIVE):
            continue
        told = _Asked(occasion=occasion, identity_id=row.identity_id, key=step.idempotency_key, by=by, at=at)
        if step.kind is StepKind.FIX:
            grant = grants.hold_amount(name=step.title, amount=step.cost, **told)
        else:
            grant = _hold(row, step, items.get(step.params["code"]), role, told)
        models.Step.objects.filter(id=step.id).update(grant_id=grant.id)


def _hold(row: models.Makegood, step: Step, item: CatalogueItem | None, role: str, told: "_Asked") -> Grant:
    if step.params["code"] == gifts.AMOUNT:
        money = gifts.amount_item(step.cost, PayAs.REFUND)
        return grants.hold_money(item=replace(money, name=step.title), ask=_ask(row, money, 1, role), **told)
    if item is None:
        raise Refusal("no_such_item", f"“{step.title}” is not in the catalogue any more. Leave it out.", {step.key: "gone"})
    quantity = int(step.params["quantity"])
    return grants.hold(item_code=item.code, quantity=quantity, ask=_ask(row, item, quantity, role), **told)


class _Asked(TypedDict):
    """What every grant of a plan is told alike."""

    occasion: Occasion
    identity_id: UUID
    key: str
    by: Actor
    at: datetime


def _ask(row: models.Makegood, item: CatalogueItem, quantity: int, role: str) -> Ask:
    price = row.basis["price_minor"]
    return Ask(
        item=item,
        quantity=quantity,
        role=role,
        harm=row.basis["harm"],
        price=Money(price, row.currency) if price is not None else None,
        past=(),
        needs=tuple(row.basis["needs"]),
        margin_12_months=Money(row.basis["margin_minor"], row.currency),
    )


def _sign(steps: Sequence[Step], by: Member) -> None:
    """Whoever approves signs the letters that only the brand had signed."""
    brand = brands.current().name
    for step in steps:
        texts = {
            name: letters.sign(step.params[name], brand=brand, member=by.name) for name in ("text", "note") if name in step.params
        }
        if texts:
            models.Step.objects.filter(id=step.id).update(params={**step.params, **texts})
