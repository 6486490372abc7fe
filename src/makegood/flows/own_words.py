"""What a member promises while writing an answer: shown beside the words, kept where the member says so. Nothing is kept unasked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.kernel import actors
from makegood.promises.actions import making
from makegood.promises.rules import words
from makegood.promises.rules.words import OwnWord
from makegood.promises.types import PromiseIn, Source

TOUCHPOINT = "answers"


def in_words(text: str, *, at: datetime) -> tuple[OwnWord, ...]:
    """The promises in an answer as it is written now."""
    return words.found(text, zone=brands.current().zone, at=at)


def keep(*, number: int, text: str, keys: Collection[str], answer_key: str, member: Member, at: datetime) -> int:
    """Keeps those of the promises in an answer of this case that the member chose by their keys. → how many are new. May be repeated: an answer's
    promise is kept once."""
    case = cases.by_number(number=number)
    chosen = [one for one in in_words(text, at=at) if one.key in keys]
    return len(
        making.make(
            promises=[_promise(one, case.id, case.identity_id, answer_key, member, at) for one in chosen],
            by=actors.member(member.id),
            at=at,
        )
    )


def _promise(one: OwnWord, case_id: UUID, identity_id: UUID, answer_key: str, member: Member, at: datetime) -> PromiseIn:
    return PromiseIn(
        key=f"answer:{case_id}:{answer_key}:{one.key}"[:160],
        identity_id=identity_id,
        kind=one.kind,
        source=Source.MEMBER,
        what=one.words,
        touchpoint=TOUCHPOINT,
        made_at=at,
        due=one.due,
        case_id=case_id,
        member_id=member.id,
    )
