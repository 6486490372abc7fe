"""Messages out of their rows, with their files and the way of those that go out. Only for the looks of this package; decides nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from makegood.channels import models
from makegood.channels.messages import Attachment, Failure, GoingOut, Message
from makegood.channels.types import Authenticity, Automatic, Bounce, Direction
from makegood.people.types import Address, IdentityKind
from makegood.platform import asking

_Row = tuple[Any, ...]


def read(rows: QuerySet[models.Message]) -> tuple[Message, ...]:
    """Read by columns, because hundreds at a time are: what a row object costs is more than what it holds."""
    return ask_whole(rows.values_list("at", "id", *OF_MESSAGE)).answer


def ask_whole(rows: Iterable[_Row]) -> asking.Question[tuple[Message, ...]]:
    """These rows, of "at", "id" and `OF_MESSAGE`, as messages in the order of their time: their channels, files and ways out are asked."""
    found = sorted(rows, key=_by_time)
    files_of = models.Attachment.objects.filter(message_id__in=[row[1] for row in found]).order_by("position")
    said = models.Outgoing.objects.filter(id__in=[row[1] for row in found if row[4] == Direction.OUT])

    def whole(channels: Iterable[_Row], files_found: Iterable[_Row], going_out: Iterable[_Row]) -> tuple[Message, ...]:
        attached: dict[UUID, list[Attachment]] = {}
        for message_id, *file in files_found:
            attached.setdefault(message_id, []).append(Attachment(*file))
        kinds = {channel_id: (kind, not active) for channel_id, kind, active in channels}
        out = {row[0]: row[1:] for row in going_out}
        return tuple(
            _as_message(row, kinds[row[3]][0], tuple(attached.get(row[1], ())), _going(out.get(row[1]), paused=kinds[row[3]][1]))
            for row in found
        )

    return asking.Question(
        whole,
        models.Channel.objects.values_list("id", "kind", "active"),
        files_of.values_list("message_id", "id", "name", "media_type", "size"),
        said.values_list("id", "state", "by_member_id", *_OF_GOING),
    )


_Out = tuple[str, UUID | None, GoingOut | None]
_OF_GOING = ("send_after", "automatic", "scheduled", "until_told", "held_because", "tries", "retry_at", "failure", "failed_because", "let_be_at")  # fmt: skip


def _going(row: _Row | None, *, paused: bool) -> _Out:
    if row is None:
        return "", None, None
    told = dict(zip(_OF_GOING, row[2:], strict=True))
    going = GoingOut(
        leaves_at=told["send_after"],
        automatic=told["automatic"],
        scheduled=told["scheduled"],
        until_told=told["until_told"],
        because=told["held_because"],
        tries=told["tries"],
        retry_at=told["retry_at"],
        failure=Failure(told["failure"] or Failure.OTHER) if row[0] == "failed" else None,
        failed_because=told["failed_because"],
        let_be=told["let_be_at"] is not None,
        channel_paused=paused,
    )
    return row[0], row[1], going


def _by_time(row: _Row) -> tuple[datetime, UUID]:
    return row[0], row[1]


OF_MESSAGE = (
    *("conversation_id", "channel_id", "direction", "identity_id", "author_kind", "author_value", "author_name", "author_shown"),
    *(
        "subject",
        "text",
        "visible",
        "html",
        "automatic",
        "bounce",
        "public",
        "link",
        "reach",
        "spam_likely",
        "external_id",
        "authentic",
        "overheard",
        "cc",
        "addressed",
        "away_until",
    ),
)


def _as_message(row: _Row, kind: str, attachments: tuple[Attachment, ...], going_out: _Out) -> Message:
    (
        at,
        message_id,
        conversation_id,
        channel_id,
        direction,
        identity_id,
        author_kind,
        author_value,
        author_name,
        author_shown,
        *rest,
    ) = row
    subject, text, visible, html, automatic, bounce, public, link, reach, spam_likely, external_id, authentic, overheard, cc = (
        rest[:14]
    )
    addressed, away_until = rest[14:]
    return Message(
        id=message_id,
        conversation_id=conversation_id,
        channel_id=channel_id,
        channel_kind=kind,
        direction=Direction(direction),
        identity_id=identity_id,
        author=Address(IdentityKind(author_kind), author_value, author_name, author_shown),
        subject=subject,
        text=text,
        visible=visible,
        html=html,
        at=at,
        automatic=Automatic(automatic) if automatic else None,
        bounce=Bounce(**bounce) if bounce else None,
        public=public,
        link=link,
        reach=reach,
        spam_likely=spam_likely,
        authentic=Authenticity(authentic),
        overheard=overheard,
        cc=tuple(as_address(one) for one in cc),
        addressed=addressed,
        away_until=away_until,
        attachments=attachments,
        state=going_out[0],
        by_member_id=going_out[1],
        going=going_out[2],
        external_id=external_id,
    )


def as_address(value: dict[str, str]) -> Address:
    """An address as a row keeps it."""
    return Address(IdentityKind(value["kind"]), value["value"], value.get("name", ""))
