"""A delivery report says that a letter of ours did not arrive: which one, and why. Only lasting ones count; passing ones are for the sender's server."""

from collections.abc import Sequence
from datetime import datetime

from makegood.channels import queries as channels
from makegood.channels.actions import intake, outbox
from makegood.channels.messages import Message


def noted(messages: Sequence[Message], at: datetime) -> None:
    """Marks the letters that these reports speak of; a report of a letter that we do not know is set aside. May be repeated."""
    if not messages:
        return
    bounces = {m.bounce.original_message_id: m.bounce for m in messages if m.bounce and m.bounce.original_message_id}
    found = channels.outgoing_by_external_id(external_ids=list(bounces))
    for key, outgoing_id in sorted(found.items(), key=lambda pair: pair[1]):
        if bounces[key].lasting:
            told = bounces[key]
            outbox.mark_failed(
                outgoing_id=outgoing_id, reason=told.reason or "The address does not exist.", status=told.status, at=at
            )
    lost = [m.id for m in messages if m.bounce and m.bounce.lasting and m.bounce.original_message_id not in found]
    intake.set_aside(message_ids=lost)  # which words of ours did not arrive must be found out by a person
