"""Carries what was said out of the house: take the message in hand, send outside any transaction, write down that it left.

Within a conversation one message leaves after the other, and conversations never wait for each other. Killed between sending and writing down,
it sends again with the same Message-ID, so that the other side sees one message. What has to wait is put back, never waited for: a channel that
stands still holds no worker.
"""

import logging
import random
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import departing, looking_again, outbox, waiting
from makegood.channels.actions.departing import NotYet
from makegood.channels.messages import Failure, OutgoingState
from makegood.channels.types import SendReceipt
from makegood.flows import open_pages, own_page_links, speaking, survey_letters, unseen_answers, unsubscribing, wishes
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people import queries as people
from makegood.platform import live, resting, tenancy, work
from makegood.platform.work import Taken

log = logging.getLogger("makegood.flows")

LEASE_S = 20  # what a killed worker had in hand is taken up after so long (RELIABILITY A9: drained within 30 s)
MOST_S = 300.0  # that one message may take to leave
_UNWANTED = ("consent_withdrawn", "They asked us meanwhile not to write to them here.")
_WROTE = ("wrote_meanwhile", "They wrote to us meanwhile.")
_DEADLY = f"{work.ABANDONED_TRIES} times our own program died, or got no further, while it sent this."


def deliver(items: Sequence[Taken], at: datetime) -> None:
    """Sends one message. Passing trouble is tried again with growing pauses; lasting trouble is shown to a person."""
    (item,) = items
    if item.abandoned >= work.ABANDONED_TRIES:
        _give_up(item, _DEADLY, at, failure=Failure.PROGRAM)
        return
    with tenancy.brand(item.brand_id):
        departure = _take_in_hand(item, at)
    if departure is None:
        return
    try:
        receipt = SendReceipt(departure.taken_as, at) if departure.taken_as else _send(departure)
    except Trouble as trouble:
        if trouble.lasting or not _comes_back(item, departure, trouble, at):
            _give_up(item, trouble.sentence, at, failure=None if trouble.lasting else Failure.UNREACHED)
        return
    except Refusal as refusal:
        with tenancy.brand(item.brand_id):
            unwanted = wishes.refused(departure, refusal, at=at)
        _give_up(item, refusal.sentence, at, failure=Failure.UNWANTED if unwanted else Failure.OTHER)
        return
    except Exception as bug:
        if item.attempts < work.BUG_TRIES:
            raise
        log.error("%s cannot be sent: %s", item.key, work.without_words(bug))
        told = "A mistake in our own program stopped this on its way out; its log says where."
        _give_up(item, told, at, failure=Failure.PROGRAM)
        return
    _note_sent(item, departure, receipt, at)


def _take_in_hand(item: Taken, at: datetime) -> channels.Departure | None:
    """The message, from the end of this transaction on in our hands and nobody else's; None where it stays here or is no more."""
    outgoing_id = UUID(item.key)
    turn = departing.take_turn(outgoing_id=outgoing_id, at=at)
    if isinstance(turn, NotYet):
        _put_back(item, turn)
        return None
    left_before = turn is not None and (turn.taken_as or turn.state == OutgoingState.LEAVING)
    if turn is None or (not left_before and _too_late(turn, outgoing_id, at)):
        work.finish([item])
        return None
    if not left_before and (waits := looking_again.look_again(outgoing_id=outgoing_id, at=at)) is not None:
        _put_back(item, waits)
        return None
    work.extend(item, seconds=LEASE_S)  # whoever has it in hand holds its work: then two never have it
    stays = departing.leave(departure=turn, outgoing_id=outgoing_id, lease=item.lease, at=at)
    if stays is None:
        return own_page_links.with_page(survey_letters.with_link(turn), at=at)
    if stays.unreached:
        outbox.mark_failed(outgoing_id=outgoing_id, reason=stays.unreached, failure=Failure.UNREACHED, at=at)
        work.finish([item])
        return None
    _put_back(item, stays)
    return None


def _put_back(item: Taken, stays: NotYet) -> None:
    if stays.due_at is not None:
        work.postpone(item, due_at=stays.due_at)
    elif stays.seconds is not None:
        resting.rest(item, seconds=stays.seconds)
    else:
        work.finish([item])  # a member says when, and that leaves work of its own


def _too_late(departure: channels.Departure, outgoing_id: UUID, at: datetime) -> bool:
    """What waited may not be wanted any more: they withdrew their consent meanwhile, or wrote to us again, so that words written before would
    pass by what they wrote. Automatic words are then taken back; those of a member that were put off wait for the member's word, and those
    that may not leave are shown to a person."""
    wrote = (departure.automatic or departure.scheduled) and _wrote_meanwhile(departure, outgoing_id)
    unwanted = outbox.is_unwanted(outgoing_id=outgoing_id)
    if departure.automatic and (wrote or unwanted):
        reason, because = _UNWANTED if unwanted else _WROTE
        looking_again.keep_reason(outgoing_id=outgoing_id, reason=reason, because=because, at=at)
        outbox.withdraw(outgoing_id=outgoing_id, by=SYSTEM, at=at)
    elif unwanted:
        outbox.mark_failed(outgoing_id=outgoing_id, reason=_UNWANTED[1], failure=Failure.UNWANTED, at=at)
    elif wrote:
        waiting.hold_for_member(outgoing_id=outgoing_id, because=_WROTE[1], at=at)
        open_pages.of_conversation(departure.conversation_id)
    else:
        return False
    return True


def _wrote_meanwhile(departure: channels.Departure, outgoing_id: UUID) -> bool:
    case = _case_of(departure)
    if case is None or (case.resolved_at is not None and departure.automatic):
        return False
    (ours,) = channels.messages(message_ids=[outgoing_id])
    return any(theirs.at > ours.at for theirs in speaking.their_messages(case))


def _case_of(departure: channels.Departure) -> Case | None:
    """The case in which this was said: in public each of those who complained has one."""
    found = cases.cases_of_conversation(conversation_id=departure.conversation_id)
    if len(found) < 2:
        return next(iter(found), None)
    who = people.persons_of(identity_ids=[departure.identity_id, *(case.identity_id for case in found)])
    theirs = who[departure.identity_id].id
    return next((case for case in found if who[case.identity_id].id == theirs), None)


def _send(departure: channels.Departure) -> SendReceipt:
    letter = unsubscribing.with_way_out(departure)
    return registry.adapter(departure.channel.kind).send(letter, channel=departure.channel)


def _note_sent(item: Taken, departure: channels.Departure, receipt: SendReceipt, at: datetime) -> None:
    outgoing_id = UUID(item.key)
    with tenancy.brand(item.brand_id):
        departing.hold(outgoing_id)
        outbox.mark_sent(outgoing_id=outgoing_id, external_id=receipt.external_id, at=at)
        if departure.scheduled:
            _count_answer(departure, outgoing_id, at)
        live.announce("inbox")
        unseen_answers.left(departure, UUID(item.key), at=at)
        open_pages.of_conversation(departure.conversation_id)
        work.finish([item])


def _count_answer(departure: channels.Departure, outgoing_id: UUID, at: datetime) -> None:
    """What was put off to another time is an answer once it has left, and not before: our promises run until then."""
    case = _case_of(departure)
    if case is not None:
        by = actors.member(departure.by_member_id) if departure.by_member_id else SYSTEM
        working.note_reply(case_id=case.id, outgoing_id=outgoing_id, by=by, at=at, automatic=departure.automatic)


def _comes_back(item: Taken, departure: channels.Departure, trouble: Trouble, at: datetime) -> bool:
    """Puts the message back for another try. False where it was tried for long enough."""
    with tenancy.brand(item.brand_id):
        seconds = departing.come_back(
            departure=departure,
            outgoing_id=UUID(item.key),
            lease=item.lease,
            trouble=trouble.sentence,
            retry_after_s=trouble.retry_after_s,
            chance=random.random(),  # noqa: S311 - spreads tries, guards nothing
            at=at,
        )
        if seconds is None:
            return False
        resting.rest(item, seconds=seconds)
        open_pages.of_conversation(departure.conversation_id)
    return True


def _give_up(item: Taken, reason: str, at: datetime, *, failure: Failure | None) -> None:
    with tenancy.brand(item.brand_id):
        departing.hold(UUID(item.key))
        outbox.mark_failed(outgoing_id=UUID(item.key), reason=reason, failure=failure, at=at)
        work.finish([item])
