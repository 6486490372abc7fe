"""Two members who answer one case at the same time: whoever comes second is told once, with their words kept, before anything leaves.

No lock that somebody could forget: a form says which answer of ours was the last that its writer had seen. Looks and refuses; writes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases.actions import working as cases
from makegood.cases.types import Case
from makegood.channels import talks
from makegood.channels.talks import Answer
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.platform import asking

ANSWERED = "colleague_answered"
SENT_AGAIN = "Your words are kept. Sent again, they go out as well."


def ask_last_answer(case: Case, identity_ids: Sequence[UUID]) -> asking.Question[Answer | None]:
    """The last that a member said to the person of a case (with these identities), to be asked together with others."""
    return talks.ask_last_answer(conversation_ids=case.conversation_ids, identity_ids=identity_ids)


def last_answer(case: Case) -> Answer | None:
    """The last that a member said to the person of a case; None where nobody did."""
    return ask_last_answer(case, _identities(case)).answer


def let_one_answer(
    case: Case, *, seen: str | None, member: Member, at: datetime, own: UUID | None = None, then: str = SENT_AGAIN
) -> None:
    """Refuses (`colleague_answered`) where a colleague answered the person since the answer `seen`: its id, '' where the writer had seen none, None
    where nobody can say. `own` is what this member is just saying: said at an earlier try, it stays said. `then` ends the
    sentence.

    Holds the case to the end of the transaction: of two at the same instant, the second sees the first. To be called after the words were
    queued, as everything that speaks goes from the words to the case; a refusal takes them back.
    """
    if seen is None:
        return
    seen_id = _id(seen)
    cases.take_turn(case_id=case.id)
    question = talks.ask_last_answer(
        conversation_ids=case.conversation_ids, identity_ids=_identities(case), not_by=member.id, own=own
    )
    last = question.answer
    if last is None or (seen_id is not None and last.id <= seen_id) or (last.own_at is not None and last.own_at < at):
        return
    name = next((one.name for one in brands.members(former_too=True) if one.id == last.by_member_id), "A colleague")
    raise Refusal(ANSWERED, sentence(last, name=name, at=at, then=then), {"seen": "an answer came since"})


def sentence(last: Answer, *, name: str, at: datetime, then: str = SENT_AGAIN) -> str:
    """What the second of two is told."""
    when = ago(at - last.at)
    did = f"{name} wrote an answer {when} that has not left yet" if last.waits else f"{name} answered {when}"
    return f"{did}: read it first. {then}"


def ago(passed: timedelta) -> str:
    """How long ago, as one says it: "a moment ago", "two minutes ago", "40 minutes ago", "3 hours ago", "5 days ago"."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "a moment ago"
    for most, length, one in ((100, 1, "minute"), (36 * 60, 60, "hour")):
        if minutes < most:
            return _many(max(1, round(minutes / length)), one)
    return _many(round(minutes / 1440), "day")


# ---------------------------------------------------------------------------------------------------------------------

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _many(number: int, unit: str) -> str:
    if number == 1:
        return f"{'an' if unit == 'hour' else 'a'} {unit} ago"
    return f"{_WORDS[number] if number < len(_WORDS) else number} {unit}s ago"


def _identities(case: Case) -> list[UUID]:
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    return [identity.id for identity in person.identities]


def _id(seen: str) -> UUID | None:
    try:
        return UUID(seen) if seen else None
    except ValueError:
        raise Refusal("bad_choice", "seen: name a message by its id.", {"seen": "is no id"}) from None
