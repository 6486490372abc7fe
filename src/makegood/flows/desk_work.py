"""What members do on the desk, where it takes several packages: one function per thing done, each inside the open brand transaction.

Every one checks that the member may, and refuses with a sentence; a refused one changes nothing.
"""

from datetime import datetime
from uuid import UUID

from makegood.advocacy.actions import ledger
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases.actions import working as cases
from makegood.cases.types import Case, Turn
from makegood.channels.actions import intake, outbox
from makegood.channels.messages import Message, Speech
from makegood.flows import chatting, colleagues, message_arrived, out_of_sight, rereading, side_talks, speaking
from makegood.flows.leaving import AT_ONCE, Leaving
from makegood.gestures.types import Occasion
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import plans, steps
from makegood.outcomes import actions as outcomes
from makegood.people.actions import linking
from makegood.people.types import Purpose
from makegood.platform import work
from makegood.platform.work import Item


def answer(
    *,
    number: int,
    text: str,
    member: Member,
    at: datetime,
    resolve: bool = False,
    key: str = "",
    cc: str = "",
    leaving: Leaving = AT_ONCE,
    seen: str | None = None,
) -> UUID:
    """Says something to the person of a case, on the channel and in the conversation in which they wrote last.

    Refuses an empty text, and whatever the gate refuses. `key` (from the form) makes a doubled click one message. `leaving` says when it
    leaves and with which files: to somebody who is in front of a chat window now it leaves at once; what a member puts off to another time
    counts as an answer once it has left, and closes nothing.
    `cc` holds the addresses that are to be in copy, as they were typed. `seen` is the last answer of ours that the writer had seen: where a colleague
    has answered since, it is refused (`colleagues.let_one_answer`).
    """
    brand_rules.require(member.role, Permission.ANSWER)
    if not text.strip():
        raise Refusal("empty_answer", "text: write something first.", {"text": "empty"})
    case = case_queries.by_number(number=number)
    said = _their_last_message(case)
    leaving = leaving.at_once() if leaving.undo and chatting.is_here(said) else leaving
    speech = leaving.fit(_speech(case, said, text.strip(), member, key), at=at)
    speech = speaking.where_it_is_read(speech, said, case)
    speech = side_talks.with_copies(speech, case, cc, at=at)
    outgoing_id = outbox.queue(speech=speech, by=actors.member(member.id), at=at)
    colleagues.let_one_answer(case, seen=seen, member=member, at=at, own=outgoing_id)
    side_talks.note_copies(case, speech, outgoing_id, by=member, at=at)
    speaking.keep_if_apart(case, said, speech, outgoing_id, by=actors.member(member.id), at=at)
    if not speech.scheduled:
        cases.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=actors.member(member.id), at=at, automatic=False)
    if case.owner_id is None:
        cases.assign(case_id=case.id, member_id=member.id, by=actors.member(member.id), at=at)
    if resolve and not speech.scheduled:
        cases.resolve(case_id=case.id, how="Answered.", by=actors.member(member.id), at=at)
    return outgoing_id


def note(*, number: int, text: str, member: Member, at: datetime) -> None:
    """Keeps a note for colleagues; the person never sees it."""
    brand_rules.require(member.role, Permission.ANSWER)
    cases.note(case_id=case_queries.by_number(number=number).id, text=text, by=actors.member(member.id), at=at)


def assign(*, number: int, member_id: UUID | None, member: Member, at: datetime) -> None:
    """Gives a case to somebody, or back to everybody."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    cases.assign(case_id=case.id, member_id=member_id, by=actors.member(member.id), at=at)


def resolve(*, number: int, how: str, member: Member, at: datetime) -> None:
    """Says that a case was put right, and how."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    cases.resolve(case_id=case.id, how=how.strip() or "Put right.", by=actors.member(member.id), at=at)


def reopen(*, number: int, member: Member, at: datetime) -> None:
    """Opens a case again: a new stretch with new promises."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    cases.reopen(case_id=case.id, by=actors.member(member.id), at=at)


def approve(*, number: int, makegood_id: UUID, member: Member, at: datetime, seen: str | None = None) -> None:
    """Puts it right: the plan starts to run after this one click. The case waits for what is on its way. `seen` as in `answer`: the plan has
    words for the person, too."""
    brand_rules.require(member.role, Permission.GRANT)
    case = _take_turn(number, makegood_id)
    colleagues.let_one_answer(
        case, seen=seen, member=member, at=at, then="If it is still to be put right like this, say so again."
    )
    plans.approve(makegood_id=makegood_id, by=member, at=at)
    if case.owner_id is None:
        cases.assign(case_id=case.id, member_id=member.id, by=actors.member(member.id), at=at)
    if case.resolved_at is None:
        cases.wait(case_id=case.id, on=Turn.PARCEL, by=actors.member(member.id), at=at)


def choose(*, number: int, makegood_id: UUID, name: str, member: Member, at: datetime) -> None:
    """Takes another of the proposals."""
    brand_rules.require(member.role, Permission.GRANT)
    _take_turn(number, makegood_id)
    plans.choose(makegood_id=makegood_id, name=name, by=actors.member(member.id), at=at)


def adjust(*, number: int, makegood_id: UUID, changes: dict[str, str], member: Member, at: datetime) -> None:
    """Changes a proposal before it runs; what was changed is kept."""
    brand_rules.require(member.role, Permission.GRANT)
    _take_turn(number, makegood_id)
    plans.adjust(makegood_id=makegood_id, changes=changes, by=actors.member(member.id), at=at)


def decline(*, number: int, makegood_id: UUID, reason: str, member: Member, at: datetime) -> None:
    """Does not do it, and says why."""
    brand_rules.require(member.role, Permission.GRANT)
    _take_turn(number, makegood_id)
    plans.decline(makegood_id=makegood_id, reason=reason, by=actors.member(member.id), at=at)


def revoke(*, number: int, makegood_id: UUID, member: Member, at: datetime) -> None:
    """Calls a running makegood back while nothing has left the house; the case is ours again."""
    brand_rules.require(member.role, Permission.GRANT)
    case = _take_turn(number, makegood_id)
    plans.revoke(makegood_id=makegood_id, by=actors.member(member.id), at=at)
    cases.reopen(case_id=case.id, by=actors.member(member.id), at=at)


def retry_step(*, number: int, step_id: UUID, member: Member, at: datetime) -> None:
    """Has a step that failed tried again, under the same key."""
    brand_rules.require(member.role, Permission.GRANT)
    _take_turn(number, makegoods.step(step_id=step_id).makegood_id)
    steps.retry_step(step_id=step_id, by=actors.member(member.id), at=at)
    _go_on(step_id, at)


def step_done_by_hand(*, number: int, step_id: UUID, outcome: str, member: Member, at: datetime) -> None:
    """Says that the member did a failed step themselves, and how; the plan goes on."""
    brand_rules.require(member.role, Permission.GRANT)
    _take_turn(number, makegoods.step(step_id=step_id).makegood_id)
    steps.do_by_hand(step_id=step_id, outcome=outcome, by=actors.member(member.id), at=at)
    _go_on(step_id, at)


def leave_step_out(*, number: int, step_id: UUID, member: Member, at: datetime) -> None:
    """Leaves a failed step out; the plan goes on without it."""
    brand_rules.require(member.role, Permission.GRANT)
    _take_turn(number, makegoods.step(step_id=step_id).makegood_id)
    steps.leave_out(step_id=step_id, by=actors.member(member.id), at=at)
    _go_on(step_id, at)


def confirm_link(*, link_id: UUID, member: Member, at: datetime) -> None:
    """Says that an account is this person's; what it wrote is theirs from now on."""
    brand_rules.require(member.role, Permission.CONFIRM_IDENTITY)
    linking.confirm_link(link_id=link_id, by=actors.member(member.id), at=at)


def refuse_link(*, link_id: UUID, member: Member, at: datetime) -> None:
    """Says that an account is somebody else's; it is never asked again."""
    brand_rules.require(member.role, Permission.CONFIRM_IDENTITY)
    linking.refuse_link(link_id=link_id, by=actors.member(member.id), at=at)


def correct_reading(*, message_id: UUID, field: str, now: str, member: Member, at: datetime) -> None:
    """Corrects how a message was understood; everything that was concluded from it follows at once, and the correction is kept for the next
    training."""
    rereading.correct(message_id=message_id, field=field, now=now, member=member, at=at)


def not_spam(*, message_id: UUID, member: Member, at: datetime) -> None:
    """Brings back what was set aside: a person wrote it, and it is really from whom it names."""
    brand_rules.require(member.role, Permission.ANSWER)
    message_arrived.release(message_id=message_id, by=actors.member(member.id), at=at)


def bring_message_back(*, message_id: UUID, member: Member, at: datetime) -> None:
    """Brings back a message that was put out of sight. One that never came to a case, because its sender is blocked, goes its way now."""
    out_of_sight.bring_message_back(message_id=message_id, member=member, at=at)
    if case_queries.case_of_message(message_id=message_id) is None:
        message_arrived.release(message_id=message_id, by=actors.member(member.id), at=at)


def read_again(*, raw_id: UUID, member: Member, at: datetime) -> None:
    """Tries again to read what arrived and could not be read."""
    brand_rules.require(member.role, Permission.ANSWER)
    if not intake.read_again(raw_ids=[raw_id], at=at):
        raise Refusal("no_raw", "Nothing is parked under this number any more.", {"raw_id": "unknown"})


def try_work_again(*, work_id: UUID, member: Member) -> None:
    """Takes up again what was given up."""
    brand_rules.require(member.role, Permission.ANSWER)
    if not work.try_again(work_id=work_id):
        raise Refusal("no_work", "Nothing is given up under this number any more.", {"work_id": "unknown"})


def see_thanks(*, member: Member, at: datetime) -> None:
    """The member has read the thanks that were passed on to them, and what they earned."""
    outcomes.see_thanks(member_id=member.id, by=actors.member(member.id), at=at)
    ledger.see(member_id=member.id, by=actors.member(member.id), at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _take_turn(number: int, makegood_id: UUID | None) -> Case:
    """The case, held before anything that hangs on it is changed. Refuses a makegood of another case."""
    case = case_queries.by_number(number=number)
    cases.take_turn(case_id=case.id)
    if makegood_id is None or makegoods.makegood(makegood_id=makegood_id).occasion != Occasion("case", case.id):
        raise Refusal("no_such_makegood", "makegood_id: this case has no such makegood.", {"makegood_id": "of another case"})
    return case_queries.by_number(number=number)


def _go_on(step_id: UUID, at: datetime) -> None:
    makegood_id = makegoods.step(step_id=step_id).makegood_id
    work.leave("making_good", [Item(key=str(makegood_id), due_at=at)])


def _their_last_message(case: Case) -> Message:
    theirs = speaking.answerable(case)
    if not theirs:
        raise Refusal("nobody_to_answer", "Nobody wrote in this case yet: there is no address to answer to.")
    return theirs[-1]


def _speech(case: Case, said: Message, text: str, member: Member, key: str) -> Speech:
    return Speech(
        key=f"answer:{case.id}:{key or new_id()}",
        channel_id=said.channel_id,
        to_identity_id=said.identity_id or case.identity_id,
        purpose=Purpose.SERVICE,
        subject=speaking.answer_subject(said.subject or case.title),
        text=speaking.signed(text, said, member),
        conversation_id=said.conversation_id,
        in_reply_to=said.id,
        public=said.public,
        by_member_id=member.id,
    )
