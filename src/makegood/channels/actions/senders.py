"""What members decide about senders and messages: whom they block, whose pictures load, what is put out of sight and brought back.

A blocked sender is never told: their mail is set aside, not bounced. Works inside an open brand transaction; everything may be repeated.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.channels import events, models, queries
from makegood.channels.rules import senders as rules
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import files, journal

BLOCK, PICTURES = "block", "pictures"
_GONE = {"kind": "email", "value": "gone@removed.invalid", "name": ""}


def add_rule(*, sender: str, rule: str, by: Actor, at: datetime) -> UUID:
    """From now on this holds for a sender ("tom@example.org", or "@example.org" for all of a domain). Refuses what `rules.checked_sender`
    refuses. The same again changes nothing."""
    ours = [channel.address for channel in queries.channels()]
    value = rules.checked_sender(sender, ours=ours)
    row, is_new = models.SenderRule.objects.get_or_create(sender=value, rule=rule, defaults={"by_member_id": by.id, "at": at})
    if is_new:
        blocked = events.SenderBlocked(rule_id=row.id, domain=value.startswith("@"))
        journal.record(blocked if rule == BLOCK else events.PicturesAllowed(rule_id=row.id), by=by, at=at)
    return row.id


def drop_rule(*, rule_id: UUID, by: Actor, at: datetime) -> None:
    """It no longer holds. Refuses an id that the brand does not have."""
    row = models.SenderRule.objects.filter(id=rule_id).first()
    if row is None:
        raise Refusal("no_rule", "This is not on the list any more.", {"rule_id": "unknown"})
    models.SenderRule.objects.filter(id=rule_id).delete()
    told = events.SenderUnblocked if row.rule == BLOCK else events.PicturesStopped
    journal.record(told(rule_id=rule_id), by=by, at=at)


def put_away(*, message_ids: Sequence[UUID], why: str, by: Actor, at: datetime) -> None:
    """Puts messages out of sight, as "spam", "blocked" or "trash". Those that are away already stay as they are."""
    there = set(models.MessageAway.objects.filter(message_id__in=list(message_ids)).values_list("message_id", flat=True))
    fresh = [one for one in dict.fromkeys(message_ids) if one not in there]
    made = [models.MessageAway(message_id=one, why=why, by_member_id=by.id, at=at) for one in fresh]
    models.MessageAway.objects.bulk_create(made, ignore_conflicts=True)
    if why != "trash":
        models.Message.objects.filter(id__in=fresh).update(set_aside=True)
    journal.record(*(events.MessagePutAway(message_id=one, why=why) for one in fresh), by=by, at=at)


def bring_back(*, message_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Messages stand where they stood. Refuses (`emptied`) where their words are gone; those that are not away change nothing."""
    rows = list(models.MessageAway.objects.select_for_update().filter(message_id__in=list(message_ids)))
    if any(row.emptied_at for row in rows):
        raise Refusal("emptied", "The trash was emptied: these words are gone.", {"message_id": "gone"})
    ids = [row.message_id for row in rows]
    models.MessageAway.objects.filter(message_id__in=ids).delete()
    models.Message.objects.filter(id__in=ids).update(set_aside=False)
    journal.record(*(events.MessageBroughtBack(message_id=one) for one in ids), by=by, at=at)


def empty(*, message_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Throws away the words, names, addresses and files of messages that are away, and the bytes they came in; ids and the journal stay."""
    away = models.MessageAway.objects.filter(message_id__in=list(message_ids), emptied_at__isnull=True)
    ids = list(away.values_list("message_id", flat=True))
    if not ids:
        return
    rows = models.Message.objects.filter(id__in=ids)
    raw_ids = {raw_id for raw_id in rows.values_list("raw_id", flat=True) if raw_id}
    shared = models.Message.objects.filter(raw_id__in=raw_ids).exclude(id__in=ids).values_list("raw_id", flat=True)
    models.RawItem.objects.filter(id__in=raw_ids.difference(one for one in shared if one)).update(content=b"")
    _throw_files_away(ids)
    nobody = {"author_name": "", "author_value": _GONE["value"], "author_kind": "email", "to": [_GONE], "cc": []}
    rows.update(subject="", text="", visible="", html="", link="", bounce=None, **nobody)
    away.update(emptied_at=at)
    journal.record(*(events.MessageEmptied(message_id=one) for one in ids), by=by, at=at)


def forget_parties(*, message_ids: Sequence[UUID]) -> None:
    """Takes away who was in the conversations of these messages: for somebody who is forgotten. May be repeated."""
    talks = models.Message.objects.filter(id__in=list(message_ids)).values_list("conversation_id", flat=True)
    models.Party.objects.filter(conversation_id__in=list(talks)).delete()


def _throw_files_away(message_ids: Sequence[UUID]) -> None:
    """Their rows, and the bytes that no other message holds."""
    rows = models.Attachment.objects.filter(message_id__in=message_ids)
    digests = set(rows.values_list("digest", flat=True))
    rows.delete()
    held = set(models.Attachment.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in sorted(digests - held):
        files.forget(digest)
