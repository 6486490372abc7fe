"""A statement goes out to everybody: it is published, its status page is written, those who want to hear are told (both by the facts, see
`flows/when.py`), and it is posted on the channels that a member chose.

A post is made between transactions and carries a key that stays the same, so that a second try after a death is the same post. What people answer
to it is one conversation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import announcing
from makegood.channels.seam import Announces
from makegood.channels.types import Announcement, ChannelConfig
from makegood.flows import status_links
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import live, tenancy, work
from makegood.platform.work import Item, Taken
from makegood.statements import queries
from makegood.statements.actions import posting, writing
from makegood.statements.rules import letters
from makegood.statements.types import Notice, NoticeState, Phase, Statement

POST = "statement_post"
TRIES = 8  # passing troubles before somebody must look


@dataclass(frozen=True, slots=True)
class Place:
    """A channel on which everybody could read it, and what would stand there."""

    channel_id: UUID
    name: str
    kind: str
    text: str
    because: str = ""  # why it cannot stand there


def places(*, statement_id: UUID, nth: int = 0) -> tuple[Place, ...]:
    """Where it could be posted, with the words. Looks only."""
    there, brand = queries.statement(statement_id=statement_id), brands.current()
    return tuple(
        _place(there, nth, brand.slug, channels.channel(channel_id=one.id))
        for one in channels.channels()
        if one.active and _can(one.id)
    )


def publish(*, statement_id: UUID, channel_ids: Sequence[UUID] = (), member: Member, at: datetime) -> bool:
    """From now on everybody may read it: on the status page at once, and on these channels. False when it was published already.

    Refuses what `writing.publish` refuses, and a channel that cannot carry it (naming it): then nothing was published.
    """
    texts = _texts(statement_id, 0, channel_ids)
    news = writing.publish(statement_id=statement_id, by=actors.member(member.id), at=at)
    _plan(statement_id, 0, texts, at)
    return news


def update(
    *,
    statement_id: UUID,
    phase: Phase,
    words: str | Mapping[str, str],
    channel_ids: Sequence[UUID] = (),
    member: Member,
    at: datetime,
) -> int:
    """What is new, for everybody, in the name of a member who may approve; → its number. Whether those who were told the statement hear of it too is another word
    (`telling_statement.tell_those_told`). Refuses what `writing.update` refuses, and a channel that cannot carry it."""
    brand_rules.require(member.role, Permission.APPROVE)
    number = writing.update(statement_id=statement_id, phase=phase, words=words, by=actors.member(member.id), at=at)
    post(statement_id=statement_id, nth=number, channel_ids=channel_ids, at=at)
    return number


def post(*, statement_id: UUID, nth: int = 0, channel_ids: Sequence[UUID], at: datetime) -> None:
    """Leaves the posts as work; on each channel once in a round. Refuses a channel that cannot carry the words."""
    _plan(statement_id, nth, _texts(statement_id, nth, channel_ids), at)


def post_again(*, notice_id: UUID, at: datetime) -> None:
    """One that failed is tried once more."""
    if posting.try_again(notice_id=notice_id) is not None:
        work.leave(POST, [Item(key=str(notice_id), due_at=at)])


def make_post(items: Sequence[Taken], at: datetime) -> None:
    """Posts one notice. Passing trouble is tried again with growing pauses, lasting trouble is shown to a member."""
    (item,) = items
    with tenancy.brand(item.brand_id):
        notice = queries.notice(notice_id=UUID(item.key))
        if notice is None or notice.state is not NoticeState.WAITING:
            work.finish([item])
            return
        there = queries.statement(statement_id=notice.statement_id)
        channel = channels.channel(channel_id=notice.channel_id)
    try:
        speaks = registry.adapter(channel.kind)
        if not isinstance(speaks, Announces):
            raise Refusal("no_posts", f"{channel.name} has no place for words to everybody.")
        announcement = Announcement(key=str(notice.id), text=notice.text, written_at=there.last_at)
        receipt = speaks.announce(announcement, channel=channel)
    except Trouble as trouble:
        if not trouble.lasting and item.attempts < TRIES:
            raise
        _give_up(item, notice, there, channel, trouble.sentence, at)
        return
    except Refusal as refusal:
        _give_up(item, notice, there, channel, refusal.sentence, at)
        return
    with tenancy.brand(item.brand_id):
        conversation_id = announcing.note_posted(
            channel=channel, message_id=notice.id, text=notice.text, external_id=receipt.external_id, at=at
        )
        posting.note_posted(
            notice=notice,
            number=there.number,
            channel=channel.name,
            external_id=receipt.external_id,
            conversation_id=conversation_id,
            at=at,
        )
        live.announce(f"statement:{there.id}")
        work.finish([item])


# ---------------------------------------------------------------------------------------------------------------------


def _texts(statement_id: UUID, nth: int, channel_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What would be posted where. Refuses a channel that cannot carry it, naming it."""
    there, slug = queries.statement(statement_id=statement_id), brands.current().slug
    found = {}
    for channel_id in channel_ids:
        place = _place(there, nth, slug, channels.channel(channel_id=channel_id))
        if place.because:
            raise Refusal("not_there", f"{place.name}: {place.because}", {f"post-{channel_id}": place.because})
        found[channel_id] = place.text
    return found


def _plan(statement_id: UUID, nth: int, texts: Mapping[UUID, str], at: datetime) -> None:
    fresh = posting.plan(statement_id=statement_id, nth=nth, texts=texts)
    work.leave(POST, [Item(key=str(notice_id), due_at=at) for notice_id in fresh])


def _can(channel_id: UUID) -> bool:
    return registry.abilities(channels.channel(channel_id=channel_id)).announces


def _place(there: Statement, nth: int, slug: str, channel: ChannelConfig) -> Place:
    text = _text(there, nth, slug, channel)
    try:
        announcing.checked(channel=channel, text=text)
    except Refusal as refusal:
        return Place(channel.id, channel.name, channel.kind, text, refusal.sentence)
    return Place(channel.id, channel.name, channel.kind, text)


def _text(there: Statement, nth: int, slug: str, channel: ChannelConfig) -> str:
    wording, link = there.wordings[there.language], status_links.statement(slug, there.number)
    if not nth:
        return letters.post(wording, there.language, there.phase, link=link)
    said = next(one for one in there.updates if one.number == nth)
    most = registry.abilities(channel).max_length
    return letters.post_of_update(wording, there.language, said.words[there.language], link=link, most=most)


def _give_up(item: Taken, notice: Notice, there: Statement, channel: ChannelConfig, because: str, at: datetime) -> None:
    with tenancy.brand(item.brand_id):
        posting.note_failed(notice=notice, number=there.number, channel=channel.name, because=because, at=at)
        live.announce(f"statement:{there.id}")
        work.finish([item])
