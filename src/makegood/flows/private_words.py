"""What must not be said in public, and the way out: the same words in private, in the same case. One conversation over channels."""

from datetime import datetime
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases.actions import working as cases
from makegood.channels import privacy
from makegood.flows import colleagues, speaking
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal


def marked(*, number: int, text: str) -> tuple[tuple[str, str], ...]:
    """The words in pieces, each with what is private in it ('' for what everybody may read); nothing where they would be said in private, or
    hold nothing private."""
    case = case_queries.by_number(number=number)
    pieces: list[tuple[str, str]] = []
    place = 0
    found: tuple[privacy.Found, ...] = speaking.private_in(case, text)
    for one in found:
        pieces += [(text[place : one.start], ""), (text[one.start : one.end], one.what)]
        place = one.end
    return tuple(piece for piece in [*pieces, (text[place:], "")] if piece[0]) if found else ()


def answer(
    *, number: int, text: str, member: Member, at: datetime, resolve: bool = False, key: str = "", seen: str | None = None
) -> UUID:
    """Says it in private: in the private conversation in which they wrote last, else by e-mail to an address of theirs that we know. It belongs
    to the case, and so does what they answer. Refuses an empty text, `no_private_way`, and whatever the gate refuses. `key` (from the form)
    makes a doubled click one message. `seen` as in `desk_work.answer`."""
    brand_rules.require(member.role, Permission.ANSWER)
    if not text.strip():
        raise Refusal("empty_answer", "text: write something first.", {"text": "empty"})
    case, by = case_queries.by_number(number=number), actors.member(member.id)
    told = f"private:{case.id}:{key or new_id()}"
    _, outgoing_id = speaking.say_in_private(case, text, key=told, member_id=member.id, by=by, at=at)
    colleagues.let_one_answer(case, seen=seen, member=member, at=at, own=outgoing_id)
    cases.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=by, at=at, automatic=False)
    if case.owner_id is None:
        cases.assign(case_id=case.id, member_id=member.id, by=by, at=at)
    if resolve:
        cases.resolve(case_id=case.id, how="Answered.", by=by, at=at)
    return outgoing_id
