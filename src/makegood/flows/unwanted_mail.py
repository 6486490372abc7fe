"""What a provider of mail tells of letters that arrived and were not wanted: called spam, or unsubscribed from at the provider.

It becomes the person's own wish: no more of what they did not ask for. Answers to what they write still go. May be repeated.
"""

from collections.abc import Sequence

from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Address, Consent, IdentityId, IdentityKind, Purpose

UNASKED = (Purpose.RELATIONSHIP, Purpose.MARKETING)


def noted(messages: Sequence[Message]) -> None:
    """Keeps it as a withdrawal of whoever the letter went to: found by the letter, else by the address. Nobody is made known by it."""
    reports = [message for message in messages if message.bounce is not None and message.bounce.unwanted]
    if not reports:
        return
    named = [message.bounce.original_message_id for message in reports if message.bounce and message.bounce.original_message_id]
    letters = channels.outgoing_by_external_id(external_ids=named)
    said = {message.id: message for message in channels.messages(message_ids=list(letters.values()))}
    for report in reports:
        letter = next(
            (one for one in said.values() if report.bounce and one.id == letters.get(report.bounce.original_message_id)), None
        )
        whose = letter.identity_id if letter and letter.identity_id else _by_address(report)
        if whose is not None:
            for purpose in UNASKED:
                source = f"told by the provider of mail, message {report.id}"
                consent = Consent(IdentityId(whose), "email", purpose, False, source, "", report.at)
                noting.note_consent(consent=consent, by=SYSTEM)


def _by_address(report: Message) -> IdentityId | None:
    if report.bounce is None or "@" not in report.bounce.recipient:
        return None
    known = people.find_identity(address=Address(IdentityKind.EMAIL, report.bounce.recipient))
    return known.id if known else None
