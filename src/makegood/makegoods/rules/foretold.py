"""Tells them first: what is proposed when we know of a broken promise before they complain. Pure; chooses words and leaves out what nobody has
asked for yet.

While it is only at risk, there is nothing to mend: one letter that says so, with the day, and asks nothing. Once it is broken, what the proposer
found stands, and its letter says the day that we missed. Where a person must write (the third failure, grave harm), it stays so. Where it came in
time after all and they had been told otherwise, there is one short letter that says that.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from makegood.kernel import calendar
from makegood.kernel.money import zero
from makegood.makegoods.rules import letters
from makegood.makegoods.types import PlannedStep, Proposal, Situation, StepKind

TELL_FIRST, AFTER_ALL = "tell-first", "came-after-all"  # the proposals' names
_DAY = {"en": "{weekday} {day} {month}", "de": "{weekday}, den {day}. {month}"}
_AT_RISK = {
    "en": """{greeting}

We promised you your order {order} by {due}. We watch what the carrier says, and it now looks as if it may not reach you by then. We would rather tell you today than let you wait for it.

You need not do anything. We are after it, and you will hear from us as soon as we know the day. If that is too late for you, just answer and say what would help.

{signature}""",
    "de": """{greeting}

wir haben Ihnen Ihre Bestellung {order} bis {due} versprochen. Wir verfolgen, was der Zusteller meldet, und es sieht jetzt so aus, als käme sie vielleicht nicht rechtzeitig an. Das möchten wir Ihnen lieber heute sagen, als Sie warten zu lassen.

Sie müssen nichts tun. Wir kümmern uns darum und melden uns, sobald wir den Tag wissen. Wenn Ihnen das zu spät ist, antworten Sie einfach und sagen Sie uns, was helfen würde.

{signature}""",
}
_BROKEN = {
    "en": """{greeting}

We promised you your order {order} by {due}, and it did not come. We are sorry: you planned with that day, and we did not keep it.

We are finding out from the carrier where it is, and you will hear from us with the new day. If you would rather have your money back, one word is enough and you will have it.

{signature}""",
    "de": """{greeting}

wir haben Ihnen Ihre Bestellung {order} bis {due} versprochen, und sie ist nicht gekommen. Das tut uns leid: Sie haben sich auf diesen Tag verlassen, und wir haben ihn nicht gehalten.

Wir klären mit dem Zusteller, wo sie ist, und nennen Ihnen dann den neuen Tag. Wenn Sie lieber Ihr Geld zurück möchten, genügt ein Wort, und Sie bekommen es.

{signature}""",
}


_AFTER_ALL = {
    "en": """{greeting}

We wrote to you because we feared for your order {order}, which we had promised by {due}. The carrier now says that it was with you in time after all.

If it is, all is well, and you need not do anything. If it is not, or if anything is wrong with it, just answer: we go after it at once.

{signature}""",
    "de": """{greeting}

wir hatten Ihnen geschrieben, weil wir um Ihre Bestellung {order} fürchteten, die wir bis {due} versprochen hatten. Der Zusteller meldet jetzt, dass sie doch rechtzeitig bei Ihnen war.

Wenn das stimmt, ist alles gut, und Sie müssen nichts tun. Wenn nicht, oder wenn etwas damit nicht in Ordnung ist, antworten Sie einfach: Wir gehen dem sofort nach.

{signature}""",
}


def told_first(situation: Situation, found: Sequence[Proposal]) -> list[Proposal]:
    """The proposals as they are where nobody has complained yet; as they were found where somebody wrote (`promised_on` None)."""
    if situation.promised_on is None or not found:
        return list(found)
    first = found[0]
    say = next((step for step in first.steps if step.kind is StepKind.SAY), None)
    if say is not None and situation.promise_kept:
        return [_after_all(first, say, situation)]
    if say is None or say.params.get("by_hand") == "yes":
        return list(found)
    said = replace(say, title="Tell them first", params={**say.params, "text": letter(situation)}, after=())
    if not situation.promise_broken:
        return [_only_words(first, said, situation)]
    if any(step.kind is StepKind.FIX for step in first.steps):
        return list(found)
    why = "The day that we promised has passed, and they have not complained yet: they hear it from us first."
    steps = tuple(replace(said, after=step.after) if step is say else step for step in first.steps)
    return [replace(first, name=TELL_FIRST, title="Tell them first, and find the parcel", why=why, steps=steps), *found[1:]]


def letter(situation: Situation) -> str:
    """The letter in their language; another language is answered in English."""
    language = "de" if situation.language[:2].lower() == "de" else "en"
    words = _AFTER_ALL if situation.promise_kept else _BROKEN if situation.promise_broken else _AT_RISK
    due, on = words[language], situation.promised_on
    return due.format(
        greeting=letters.greeting(language, situation.person_name),
        order=situation.line.order_number if situation.line else "",
        due=day_in_words(on, language) if on else "",
        signature=letters.signature(brand=situation.brand_name, member=situation.member_name),
    )


def day_in_words(on: date, language: str) -> str:
    """ "Tuesday 10 March", "Dienstag, den 10. März"."""
    return _DAY[language].format(
        weekday=calendar.WEEKDAYS[language][on.weekday()], day=on.day, month=calendar.MONTHS[language][on.month - 1]
    )


def _after_all(first: Proposal, say: PlannedStep, situation: Situation) -> Proposal:
    """Whoever was worried by us hears that it was for nothing."""
    text = {**say.params, "text": letter(situation), "by_hand": "no"}
    said = replace(say, title="Say that it came in time", params=text, after=())
    why = "We had told them that it might not come in time, and it did. They should not go on waiting for a word of ours."
    words = _only_words(first, said, situation)
    return replace(words, name=AFTER_ALL, title="Tell them that it came in time after all", why=why)


def _only_words(first: Proposal, said: PlannedStep, situation: Situation) -> Proposal:
    why = "The promised day will probably not hold. Hearing it from us first costs nothing, and is what they would ask for."
    return replace(
        first,
        name=TELL_FIRST,
        title="Tell them first, before they ask",
        steps=(said,),
        cost=zero(situation.currency),
        budget_left_after=situation.budget.left if situation.budget else None,
        why=why,
        plain=True,
        forbidden=(),
        needs_approval=False,
        approved_by=(),
        automatic=situation.policy.automatic_fix_up_to is not None,
    )
