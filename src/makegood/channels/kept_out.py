"""Whom members block, whose pictures load, and what was put out of sight. Looks only, beside `queries`."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from makegood.channels import models
from makegood.channels.messages import PutAway, SenderRule
from makegood.channels.rules import senders as rules
from makegood.people.types import Address, IdentityKind
from makegood.platform import files


def sender_rules(*, rule: str) -> tuple[SenderRule, ...]:
    """All senders for whom this was decided, the latest first."""
    rows = models.SenderRule.objects.filter(rule=rule).order_by("-at", "-id")
    return tuple(SenderRule(row.id, row.sender, row.rule, row.by_member_id, row.at) for row in rows)


def under_rule(*, authors: Sequence[Address], rule: str) -> set[str]:
    """Which of these authors' addresses (as they were written) a rule is for, by themselves or by their domain. One query."""
    written = {one.value: rules.senders(one) for one in authors if one.kind is IdentityKind.EMAIL}
    wanted = sorted({sender for senders in written.values() for sender in senders})
    if not wanted:
        return set()
    there = set(models.SenderRule.objects.filter(rule=rule, sender__in=wanted).values_list("sender", flat=True))
    return {value for value, senders in written.items() if there.intersection(senders)}


def put_away(*, why: Sequence[str], before: datetime | None = None, limit: int = 100) -> tuple[PutAway, ...]:
    """Messages that were put out of sight for these reasons, the latest first; those put away before an instant alone where it is given."""
    rows = models.MessageAway.objects.filter(why__in=list(why)).order_by("-at", "-id")
    rows = rows.filter(at__lt=before) if before is not None else rows
    columns = ("message_id", "why", "by_member_id", "at", "emptied_at")
    return tuple(PutAway(*row) for row in rows.values_list(*columns)[:limit])


def hidden(*, message_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these messages that are out of sight: put away, or set aside as nobody's word. One query."""
    away = models.MessageAway.objects.filter(message_id__in=list(message_ids)).order_by().values_list("message_id", flat=True)
    aside = models.Message.objects.filter(id__in=list(message_ids), set_aside=True).order_by().values_list("id", flat=True)
    return set(away.union(aside))


def pictures_of(*, message_id: UUID, largest: int) -> dict[str, bytes]:
    """The files of a message that its HTML may name by their content id, none of them larger than `largest` bytes."""
    rows = models.Attachment.objects.filter(message_id=message_id, size__lte=largest).exclude(content_id="").order_by("position")
    found: dict[str, bytes] = {}
    for row in rows:
        with suppress(FileNotFoundError):  # a letter is shown without a picture that is lost
            found[row.content_id] = files.read(row.digest)
    return found
