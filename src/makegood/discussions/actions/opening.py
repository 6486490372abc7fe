"""Plans a discussion, changes its plan, and closes it. Works inside an open brand transaction and ends with the journal; only members do it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.discussions import events, models, queries
from makegood.discussions.rules import hours
from makegood.discussions.types import AnswererIn, Discussion
from makegood.gestures.types import Occasion
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy, turns


def open(  # noqa: A001 - the word for it
    *,
    occasion: Occasion | None,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    host: AnswererIn,
    answerers: Sequence[AnswererIn] = (),
    zone: str,
    intro: str = "",
    look_first: bool = False,
    by: Actor,
    at: datetime,
) -> Discussion:
    """Plans a discussion with an address of its own, made of its title. Asked twice, there are two. Refuses ("discussion_malformed") what lacks
    a title, hours or somebody who answers, naming the field, and whoever is no member."""
    _refuse_strangers(by)
    everybody = (host, *answerers)
    hours.check(title=title, intro=intro, starts_at=starts_at, ends_at=ends_at, zone=zone, answerers=everybody)
    turns.take(f"discussions of {tenancy.current_brand().hex}", {"address"})
    taken = frozenset(models.Discussion.objects.values_list("slug", flat=True))
    row = models.Discussion.objects.create(
        slug=hours.slug(title, taken=taken),
        occasion_kind=occasion.kind if occasion else "",
        occasion_id=occasion.id if occasion else None,
        title=title.strip(),
        intro=intro.strip(),
        zone=zone,
        starts_at=starts_at,
        ends_at=ends_at,
        look_first=look_first,
        made_at=at,
    )
    _set_answerers(row.id, everybody)
    fact = events.DiscussionOpened(
        discussion_id=row.id,
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
        occasion_kind=row.occasion_kind,
        occasion_id=row.occasion_id,
    )
    journal.record(fact, by=by, at=at)
    return queries.discussion(discussion_id=row.id)


def change(
    *,
    discussion_id: UUID,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    host: AnswererIn,
    answerers: Sequence[AnswererIn] = (),
    zone: str,
    intro: str = "",
    look_first: bool = False,
    by: Actor,
    at: datetime,
) -> Discussion:
    """Changes the plan; its address stays, and what somebody answered keeps their name. May be repeated. Refuses what `open` refuses, and what is
    closed ("discussion_closed")."""
    _refuse_strangers(by)
    everybody = (host, *answerers)
    hours.check(title=title, intro=intro, starts_at=starts_at, ends_at=ends_at, zone=zone, answerers=everybody)
    row = locked(discussion_id)
    if row.closed_at is not None:
        raise Refusal("discussion_closed", "It is closed. Plan another one.", {"discussion": "closed"})
    row.title, row.intro, row.zone, row.look_first = title.strip(), intro.strip(), zone, look_first
    row.starts_at, row.ends_at = starts_at, ends_at
    row.save()
    _set_answerers(row.id, everybody)
    fact = events.DiscussionChanged(discussion_id=row.id, starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat())
    journal.record(fact, by=by, at=at)
    return queries.discussion(discussion_id=row.id)


def close(*, discussion_id: UUID, by: Actor, at: datetime) -> Discussion:
    """What stands, stands: nobody asks, votes or answers any more. A repeat changes nothing."""
    _refuse_strangers(by)
    row = locked(discussion_id)
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        asked = models.Question.objects.filter(discussion_id=row.id)
        answered = asked.filter(id__in=models.Answer.objects.values("question_id"))
        fact = events.DiscussionClosed(discussion_id=row.id, asked=asked.count(), answered=answered.count())
        journal.record(fact, by=by, at=at)
    return queries.discussion(discussion_id=row.id)


def locked(discussion_id: UUID) -> models.Discussion:
    """The discussion's row, ours to the end of the transaction. Refuses `no_such_discussion`."""
    row = models.Discussion.objects.select_for_update(no_key=True).filter(id=discussion_id).first()
    if row is None:
        raise queries.no_such_discussion()
    return row


def _set_answerers(discussion_id: UUID, everybody: Sequence[AnswererIn]) -> None:
    known = {row.member_id: row for row in models.Answerer.objects.filter(discussion_id=discussion_id)}
    models.Answerer.objects.filter(discussion_id=discussion_id).update(gone=True, is_host=False)
    for place, one in enumerate(everybody):
        row = known.get(one.member_id) or models.Answerer(discussion_id=discussion_id, member_id=one.member_id)
        row.name, row.role, row.is_host, row.gone = one.name.strip(), one.role.strip(), place == 0, False
        row.save()


def _refuse_strangers(by: Actor) -> None:
    if by.kind is not ActorKind.MEMBER:
        raise Refusal("not_a_member", "Only a member of the team plans a discussion.", {"by": "not a member"})
