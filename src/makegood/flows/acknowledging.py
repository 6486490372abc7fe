"""Says by itself that a mail arrived, where the brand wants it: once, truthfully, and with nothing in it that the sender wrote.

Whoever types somebody else's address makes us write to them. So no word of theirs is in it, no name, no subject; nobody hears it twice a day;
and there is a cap. It opens nothing, stops no clock, and answers no machine.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Brand
from makegood.cases.actions import working as cases
from makegood.cases.types import CaseId
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import acknowledging, outbox
from makegood.channels.adapters.counter.adapter import CounterAdapter
from makegood.channels.messages import Asked, Message, Speech
from makegood.channels.types import Authenticity
from makegood.flows import after_hours_words, own_page_links, status_page
from makegood.kernel import calendar
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.types import IdentityKind, Purpose

_WHEN = {"en": "{day}, {number} {month}, {time}", "de": "{day}, {number}. {month}, {time} Uhr"}
_SUBJECT = {"en": "Your message has arrived", "de": "Ihre Nachricht ist angekommen"}
_TEXT = {
    "en": "Hello,\n\nyour message has arrived at {brand}. A person reads it and answers you: our promise is by {when} ({zone} time).\n\n"
    "You need not do anything. If there is something to add, simply answer to this mail.\n\nThis mail was written by a program. If you did not write to us, "
    "somebody used your address: then please forget it, and we will not write again.\n\n{brand}",
    "de": "Guten Tag,\n\nIhre Nachricht ist bei {brand} angekommen. Ein Mensch liest sie und antwortet Ihnen. Wir versprechen: bis {when} (Zeit von {zone}).\n\n"
    "Sie brauchen nichts zu tun. Wenn noch etwas dazukommt, antworten Sie einfach auf diese Mail.\n\nDiese Mail hat ein Programm geschrieben. Falls Sie uns "
    "nicht geschrieben haben, hat jemand Ihre Adresse benutzt: dann vergessen Sie sie bitte, wir schreiben nicht wieder.\n\n{brand}",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that opened a case just now, or opened it again, and whose it is. `urgency` as it was read; `wakes`: somebody is woken for it."""

    message: Message
    case_id: CaseId
    identity_id: UUID
    urgency: str = ""
    wakes: bool = False


def tell(taken: Sequence[Taken], *, at: datetime) -> None:
    """Acknowledges those of these messages that may be: after hours with when a person is back and what to do now, and then wherever they wrote in
    private. May be repeated: a message is acknowledged once. One query where the brand does not want it."""
    willing = channels.acknowledgements() if taken else None
    if willing is None or not willing.on:
        return
    brand = brands.current()
    closed = after_hours_words.closed(brand, at=at)
    asked = [one for one in taken if _may_be_told(one.message, anywhere=closed is not None)]
    may = acknowledging.claim(asked=[_asked(one.message) for one in asked], at=at)
    for one in asked:
        if one.message.id in may:
            _tell(one, brand, closed, at)


def _may_be_told(message: Message, *, anywhere: bool) -> bool:
    """A mail that a person wrote to us in private: no machine, no list, no likely spam, nobody forged. After hours `anywhere` that can be answered."""
    here = message.author.kind is IdentityKind.EMAIL or (anywhere and not registry.unanswered(message.channel_kind))
    written = here and not message.public and message.automatic is None and message.channel_kind != CounterAdapter.kind
    return written and not message.spam_likely and message.authentic is not Authenticity.FORGED


def _asked(message: Message) -> Asked:
    return Asked(message.id, message.author.value, message.authentic is Authenticity.VOUCHED)


def _tell(one: Taken, brand: Brand, closed: after_hours_words.Closed | None, at: datetime) -> None:
    language = brand.language if brand.language in _TEXT else "en"
    mail = one.message.author.kind is IdentityKind.EMAIL
    text = _TEXT[language].format(brand=brand.name, when=_promised(brand, language, at), zone=_place(brand.zone))
    if closed is not None:
        text = after_hours_words.told(closed, text, urgency=one.urgency, wakes=one.wakes, mail=mail, brand=brand)
    known = status_page.line(slug=brand.slug, language=language)
    speech = Speech(
        key=f"acknowledgement:{one.message.id}",
        channel_id=one.message.channel_id,
        to_identity_id=one.identity_id,
        purpose=Purpose.SERVICE,
        subject=_SUBJECT[language],
        text=_with_what_we_know(text, known) if mail else text,
        conversation_id=one.message.conversation_id,
        in_reply_to=one.message.id,
        automatic=True,
        acknowledges=True,
    )
    with suppress(Refusal):  # they do not want to hear from us, or heard enough today: nobody misses anything
        outgoing_id = outbox.queue(speech=speech, by=SYSTEM, at=at)
        if mail:
            own_page_links.enclose(outgoing_id, at=at)
        cases.note_reply(case_id=one.case_id, outgoing_id=outgoing_id, by=SYSTEM, at=at, automatic=True)


def _with_what_we_know(text: str, known: str) -> str:
    """Where the status page says that something is wrong, its one line stands behind the first paragraph: words of the brand alone."""
    hello, arrived, rest = text.split("\n\n", 2)
    return "\n\n".join([hello, arrived, known, rest]) if known else text


def _promised(brand: Brand, language: str, at: datetime) -> str:
    """When the first reply is due, in business time, as the case's own clock has it."""
    due = business.add_business_time(start=at, minutes=brand.first_reply_minutes, hours=brand.hours).astimezone(
        ZoneInfo(brand.zone)
    )
    day, month = calendar.WEEKDAYS[language][due.weekday()], calendar.MONTHS[language][due.month - 1]
    return _WHEN[language].format(day=day, number=due.day, month=month, time=f"{due:%H:%M}")


def _place(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
