"""What somebody writes on their own page: stored first, once per key, and then it goes the way of every message. Nothing is answered here.

What is written under a case belongs to that case; anything else begins a conversation of its own, and is placed as a mail would be.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import CaseId
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import intake
from makegood.channels.adapters.own_page import message
from makegood.channels.types import AttachmentIn, ChannelConfig, MessageId
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people.types import Identity


def say(
    *,
    channel: ChannelConfig,
    identity: Identity,
    identity_ids: Sequence[UUID],
    case_id: UUID | None,
    text: str,
    files: tuple[AttachmentIn, ...] = (),
    key: str,
    at: datetime,
) -> MessageId:
    """Keeps what they wrote, under the case where one is named. May be repeated, and raced: a key of theirs is one message under each case.

    Refuses `empty_message`, `too_long`, and `no_such_case` a case that is not theirs (any more).
    """
    if not text.strip() and not files:
        raise Refusal("empty_message", "text: write something first.", {"text": "empty"})
    if len(text) > message.LONGEST:
        raise Refusal("too_long", f"text: at most {message.LONGEST} characters.", {"text": "too long"})
    if case_id is not None:
        _must_be_theirs(case_id, identity_ids)
    whole = f"{identity.id.hex}-{case_id.hex if case_id else 'new'}-{key}"
    thread = f"about {case_id} by {identity.id}" if case_id else f"new {whole}"
    said = message.Said(whole, thread, identity.value, identity.name, text, at, files)
    envelopes = registry.adapter(channel.kind).parse(message.written(said), channel=channel)
    (message_id,) = intake.store_messages(channel_id=channel.id, envelopes=envelopes, at=at)
    intake.name_authors(authors={message_id: identity.id}, at=at)  # we know whose it is: it stands on the page at once
    if case_id is not None:
        (kept,) = channels.messages(message_ids=[message_id])
        working.link_conversation(
            case_id=CaseId(case_id), conversation_id=kept.conversation_id, by=actors.person(identity.id), at=at
        )
    return message_id


def _must_be_theirs(case_id: UUID, identity_ids: Sequence[UUID]) -> None:
    found = cases.heads(case_ids=[case_id])
    if not found or found[0].identity_id not in set(identity_ids):
        raise cases.no_such_case("case")
