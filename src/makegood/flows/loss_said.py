"""A member sets right what the proposer knows of a loss: whose fault, kept or not, a day that mattered, a bill, what it cost them on the way.

Kept as a fact about the person, with the case as its subject; it goes before what parcels say. What was proposed so far is declined and proposed
anew. Never moves money, and never changes a plan that somebody has agreed to.
"""

from collections.abc import Mapping
from datetime import datetime

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.flows import circumstances, open_pages, proposing_anew
from makegood.gestures.types import Occasion
from makegood.kernel import actors, money
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import plans
from makegood.makegoods.types import Fault, MakegoodState
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId

ANEW = "The facts were set right; it is proposed anew."
FLAGS = ("kept", "day_missed", "here")
AMOUNTS = ("overcharged", "paid_out")


def say(*, number: int, words: Mapping[str, str], member: Member, at: datetime) -> None:
    """Keeps what was said and proposes anew. `words`: fault (a Fault), kept, day_missed, here ("yes" or "no"), overcharged, paid_out (amounts);
    a word that is '' says nothing and leaves what was said before.

    Refuses "nothing_said", "loss_refused" naming each field, and "too_late" where a plan is running or done. May be repeated.
    """
    brand_rules.require(member.role, Permission.GRANT)
    case = case_queries.by_number(number=number)
    said = _checked({name: value.strip() for name, value in words.items() if value.strip()})
    made = makegoods.for_occasion(occasion=Occasion("case", case.id))
    if made is not None and made.state in (MakegoodState.RUNNING, MakegoodState.STUCK):
        raise Refusal("too_late", "A plan is running already. Call it off first, then set the facts right.")
    before = people.facts_of(identity_ids=[case.identity_id], kinds=[circumstances.LOSS])
    kept = next((dict(fact.value) for fact in before if fact.subject == str(case.id)), {})
    noting.withdraw_fact(kinds=[circumstances.LOSS], subject=str(case.id))
    value: dict[str, object] = {**kept, **said}
    noting.note_fact(facts=[Fact(IdentityId(case.identity_id), circumstances.LOSS, str(case.id), at, value)])
    if made is not None and made.state is MakegoodState.PROPOSED:
        plans.decline(makegood_id=made.id, reason=ANEW, by=actors.member(member.id), at=at)
    proposing_anew.from_their_words(case_ids=[case.id], at=at)
    open_pages.of_occasion(Occasion("case", case.id))


def _checked(said: Mapping[str, str]) -> dict[str, object]:
    if not said:
        raise Refusal(
            "nothing_said", "facts: say at least one thing that is otherwise than we thought.", {"fault": "nothing is said"}
        )
    wrong: dict[str, str] = {}
    found: dict[str, object] = {}
    for name, value in said.items():
        try:
            found |= _value(name, value)
        except ValueError as why:
            wrong[name] = str(why)
    if wrong:
        field, what = next(iter(wrong.items()))
        raise Refusal("loss_refused", f"{field}: {what}.", wrong)
    return found


def _value(name: str, value: str) -> dict[str, object]:
    if name == "fault":
        if value not in tuple(Fault):
            raise ValueError(f"one of {', '.join(Fault)}")
        return {name: value}
    if name in FLAGS:
        if value not in ("yes", "no"):
            raise ValueError("yes or no")
        return {name: value}
    if name in AMOUNTS:
        return {f"{name}_minor": _amount(value, name)}
    raise ValueError("this cannot be said here")


def _amount(value: str, name: str) -> int:
    try:
        amount = money.parse(value, brands.current().currency, field=name)
    except Refusal:
        raise ValueError(f"an amount like {money.Money(199, brands.current().currency).decimal()}") from None
    if amount.minor < 0:
        raise ValueError("not below zero")
    return amount.minor
