"""STOP and START: what somebody wishes about being written to on a channel becomes their consent, or its withdrawal. Nothing is answered.

A withdrawal counts for every purpose, service too, because the network lets nothing through any more; a START takes it back for answers alone:
whoever wants greetings or offers says so anew. May be repeated.
"""

from collections.abc import Sequence
from datetime import datetime

from makegood.channels.actions import intake
from makegood.channels.messages import Message
from makegood.channels.queries import Departure
from makegood.channels.types import Automatic
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, IdentityId, Purpose, Sighting

OPTED_OUT = "opted_out"  # the code of a refusal to send, where the network keeps their STOP itself
WISHES = (Automatic.OPT_OUT, Automatic.OPT_IN)


def noted(messages: Sequence[Message], at: datetime) -> None:
    """Keeps the wishes among these messages as consents of whoever sent them."""
    wishes = [message for message in messages if message.automatic in WISHES]
    if not wishes:
        return
    who = recognising.recognise(sightings=[Sighting((one.author,), source=one.channel_kind) for one in wishes], at=at)
    intake.name_authors(authors={one.id: known.identity_id for one, known in zip(wishes, who, strict=True)}, at=at)
    for one, known in zip(wishes, who, strict=True):
        if one.automatic is Automatic.OPT_OUT:
            withdraw(known.identity_id, channel=one.channel_kind, source=f"their message {one.id}", at=one.at)
        else:
            _note(known.identity_id, one.channel_kind, Purpose.SERVICE, True, f"their message {one.id}", one.at)


def withdraw(identity_id: IdentityId, *, channel: str, source: str, at: datetime) -> None:
    """From now on nothing goes to them on channels of this kind."""
    for purpose in Purpose:
        _note(identity_id, channel, purpose, False, source, at)


def refused(departure: Departure, refusal: Refusal, *, at: datetime) -> bool:
    """Whether the network did not take words of ours because they told it to stop; then that is their wish here too."""
    if refusal.code != OPTED_OUT:
        return False
    withdraw(IdentityId(departure.identity_id), channel=departure.channel.kind, source="the network says so", at=at)
    return True


def _note(identity_id: IdentityId, channel: str, purpose: Purpose, granted: bool, source: str, at: datetime) -> None:
    consent = Consent(identity_id, channel, purpose, granted, source, "", at)
    noting.note_consent(consent=consent, by=SYSTEM)
