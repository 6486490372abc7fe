"""Keeps what was posted for everybody on a channel as a conversation that people may join. Posts nothing: a flow does, between transactions.

Nobody in particular is spoken to, so there is no consent to ask for; what must not stand in public, `checked` refuses.
"""

from datetime import datetime
from uuid import UUID

from makegood.channels import models, privacy, registry
from makegood.channels.actions import threads
from makegood.channels.types import ChannelConfig, ConversationId, Direction
from makegood.kernel.refusals import Refusal
from makegood.people.types import IdentityKind

_FOR_EVERYBODY = frozenset(
    {"an amount of money", "an e-mail address", "a telephone number"}
)  # of the brand's own, in the brand's own words


def checked(*, channel: ChannelConfig, text: str) -> str:
    """These words as they may be posted there. Refuses (`no_posts`) a channel without a place for them, private things (`private_in_public`), and
    words that are too long for it (`too_long`)."""
    abilities = registry.abilities(channel)
    if not abilities.announces:
        raise Refusal("no_posts", f"{channel.name} has no place for words to everybody.", {"channel_id": "no posts"})
    found = [one for one in privacy.find(text) if one.what not in _FOR_EVERYBODY]
    if found:
        held = privacy.in_words(found)
        raise Refusal("private_in_public", f"text: everybody can read this, and it holds {held}.", {"text": "private"})
    length = registry.length(channel.kind, text)
    if abilities.max_length is not None and length > abilities.max_length:
        raise Refusal(
            "too_long", f"text: {length} characters; {channel.name} takes {abilities.max_length}.", {"text": "too long"}
        )
    return text


def note_posted(*, channel: ChannelConfig, message_id: UUID, text: str, external_id: str, at: datetime) -> ConversationId:
    """The post as the first words of a conversation of its own; what people answer to it joins that. An answer that was quicker than we keeps its
    conversation, and the post joins it. May be repeated: there is one for an external id."""
    known = models.Message.objects.filter(channel_id=channel.id, external_id=f"out:{external_id}").first()
    if known is not None:
        return ConversationId(known.conversation_id)
    quicker = models.ConversationKey.objects.filter(channel_id=channel.id, key=external_id[:400]).first()
    conversation_id = quicker.conversation_id if quicker else _begin(channel, at)
    threads.note_keys(channel.id, {external_id: conversation_id})
    models.Message.objects.filter(
        channel_id=channel.id, external_id=external_id, direction=Direction.IN, automatic="own"
    ).delete()
    models.Message.objects.create(
        id=message_id,
        conversation_id=conversation_id,
        channel_id=channel.id,
        direction=Direction.OUT,
        external_id=f"out:{external_id}",
        author_kind=IdentityKind.HANDLE,
        author_value=channel.address,
        author_name=channel.name,
        text=text,
        visible=text,
        at=at,
        sent_at=at,
        public=True,
        thread_key=external_id[:400],
    )
    return ConversationId(conversation_id)


def _begin(channel: ChannelConfig, at: datetime) -> UUID:
    return models.Conversation.objects.create(channel_id=channel.id, subject="", public=True, started_at=at).id
