"""Whom an id in an address is about, by the name that addresses give it. Looks only, one query each; None where it is nobody's, or nothing."""

from collections.abc import Callable
from uuid import UUID

from makegood.calls import queries as calls
from makegood.channels import queries as channels
from makegood.kernel.refusals import Refusal
from makegood.letters import queries as letters
from makegood.makegoods import queries as makegoods
from makegood.needs import queries as needs
from makegood.promises import queries as promises
from makegood.relationships import queries as relationships
from makegood.rota import queries as rota
from makegood.visits import queries as visits


def whose(name: str, id_: UUID) -> UUID | None:
    """A person's id, or that of an address of theirs."""
    look = _LOOKS.get(name)
    try:
        return look(id_) if look else None
    except Refusal:  # there is no such thing: whoever is asked for it says so
        return None


def _of_message(id_: UUID) -> UUID | None:
    return next((one.identity_id for one in channels.messages(message_ids=[id_])), None)


def _of_file(id_: UUID) -> UUID | None:
    message_id = channels.message_of_attachment(attachment_id=id_)
    return _of_message(message_id) if message_id else None


def _of_alarm(id_: UUID) -> UUID | None:
    alarm = rota.alarm(alarm_id=id_)
    return alarm.identity_id if alarm else None


_LOOKS: dict[str, Callable[[UUID], UUID | None]] = {
    "person_id": lambda id_: id_,
    "message_id": _of_message,
    "outgoing_id": _of_message,
    "attachment_id": _of_file,
    "alarm_id": _of_alarm,
    "visit_id": lambda id_: visits.visit(visit_id=id_).identity_id,
    "occasion_id": lambda id_: relationships.occasion(occasion_id=id_).identity_id,
    "call_id": lambda id_: calls.call(call_id=id_).identity_id,
    "letter_id": lambda id_: letters.letter(letter_id=id_).identity_id,
    "makegood_id": lambda id_: makegoods.makegood(makegood_id=id_).identity_id,
    "promise_id": lambda id_: promises.promise(promise_id=id_).identity_id,
    "need_id": lambda id_: needs.need(need_id=id_).identity_id,
}
