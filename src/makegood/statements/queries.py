"""Looks at statements, at who was told, and at who wants to hear: frozen values, a fixed number of queries. Never writes."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet

from makegood.gestures.types import Occasion
from makegood.kernel.refusals import Refusal
from makegood.platform import places
from makegood.statements import models
from makegood.statements.types import (
    Approval,
    Notice,
    NoticeId,
    NoticeState,
    Parts,
    Phase,
    Statement,
    StatementId,
    StatementState,
    Subscriber,
    SubscriberId,
    Telling,
    Told,
    ToldCounts,
    ToldId,
    ToldState,
    Update,
    Why,
    Wording,
)

# What is said ---------------------------------------------------------------------------------------------------------


def statement(*, statement_id: UUID) -> Statement:
    """One statement with everything said in it. Refuses (`no_statement`) an id that the brand does not have. Four queries."""
    return _only(models.Statement.objects.filter(id=statement_id))


def by_number(*, number: int) -> Statement:
    """The statement with this number of the brand. Refuses (`no_statement`). Four queries."""
    return _only(models.Statement.objects.filter(number=number))


def statements(*, limit: int = 50) -> tuple[Statement, ...]:
    """The brand's statements, drafts too, the latest first. Four queries."""
    return _read(models.Statement.objects.order_by("-number")[:limit])


def of_occasion(*, occasion: Occasion) -> tuple[Statement, ...]:
    """What was drafted or said about one thing, the latest first. Four queries."""
    rows = models.Statement.objects.filter(occasion_kind=occasion.kind, occasion_id=occasion.id)
    return _read(rows.order_by("-number"))


def published(*, limit: int) -> tuple[Statement, ...]:
    """What everybody may read, the latest first. Four queries."""
    return _read(models.Statement.objects.filter(state=StatementState.PUBLISHED).order_by("-published_at", "-number")[:limit])


def page(*, before: UUID | None, since: UUID | None, limit: int) -> tuple[Statement, ...]:
    """The published ones, the one drafted last first: `limit` of them, from before a place on, down to `since`. Places are ids. Four queries."""
    rows = models.Statement.objects.filter(state=StatementState.PUBLISHED)
    return _read(places.latest_first(rows, before=before, since=since)[:limit])


def still_open(*, limit: int = 5) -> tuple[Statement, ...]:
    """What is published and not put right yet, the latest first. One query where there is none."""
    rows = models.Statement.objects.filter(state=StatementState.PUBLISHED).exclude(phase=Phase.RESOLVED)
    return _read(rows.order_by("-published_at", "-number")[:limit])


# Who is told ----------------------------------------------------------------------------------------------------------


def told(*, statement_id: UUID, nth: int = 0) -> ToldCounts:
    """How a round stands, counted in people. One query."""
    rows = models.Told.objects.filter(statement_id=statement_id, round=nth)
    states: Counter[str] = Counter()
    by_channel: Counter[str] = Counter()
    not_told: Counter[str] = Counter()
    for state, kind, public, because, number in rows.values_list("state", "channel_kind", "public", "because").annotate(
        Count("id")
    ):
        states[state] += number
        if state == ToldState.TOLD:
            by_channel[f"{kind} in public" if public else kind] += number
        elif state == ToldState.NOT_TOLD:
            not_told[because] += number
    return ToldCounts(
        waiting=states[ToldState.WAITING],
        told=states[ToldState.TOLD],
        stopped=states[ToldState.STOPPED],
        others=states[ToldState.ANOTHER],
        by_channel=dict(by_channel.most_common()),
        not_told=dict(not_told.most_common()),
    )


def told_rows(
    *,
    statement_id: UUID,
    nth: int = 0,
    state: ToldState | None = None,
    after: UUID | None = None,
    limit: int = 100,
) -> tuple[Told, ...]:
    """The addresses of a round in the order in which they were taken in, from after one on; one query."""
    rows = models.Told.objects.filter(statement_id=statement_id, round=nth)
    rows = rows.filter(state=state) if state is not None else rows
    rows = rows.filter(id__gt=after) if after is not None else rows
    return tuple(map(as_told, rows.order_by("id")[:limit]))


def told_by(*, outgoing_ids: Sequence[UUID]) -> tuple[Told, ...]:
    """Those whose words these messages carry. One query."""
    return tuple(map(as_told, models.Told.objects.filter(outgoing_id__in=list(outgoing_ids)).order_by("id")))


def of_identities(*, identity_ids: Sequence[UUID]) -> tuple[Told, ...]:
    """Whatever these addresses were told, or were to be told. One query."""
    return tuple(map(as_told, models.Told.objects.filter(identity_id__in=list(identity_ids)).order_by("id")))


def outgoing_ids(*, statement_id: UUID, nth: int | None = None) -> tuple[UUID, ...]:
    """The messages by which people were told. One query."""
    rows = models.Told.objects.filter(statement_id=statement_id, outgoing_id__isnull=False)
    rows = rows.filter(round=nth) if nth is not None else rows
    return tuple(one for one in rows.order_by("id").values_list("outgoing_id", flat=True) if one is not None)


def not_taken_in(*, statement_id: UUID, identity_ids: Sequence[UUID], nth: int = 0) -> tuple[UUID, ...]:
    """Those of these addresses that are not among them yet, in their order: who joined the affected later. One query."""
    there = models.Told.objects.filter(statement_id=statement_id, round=nth, identity_id__in=list(identity_ids))
    known = set(there.values_list("identity_id", flat=True))
    return tuple(one for one in identity_ids if one not in known)


def tellings(*, statement_id: UUID) -> dict[int, Telling]:
    """The rounds that were begun, by number. One query."""
    rows = models.Telling.objects.filter(statement_id=statement_id).order_by("round")
    return {
        row.round: Telling(StatementId(row.statement_id), row.round, row.began_at, row.by_member_id, row.stopped_at)
        for row in rows
    }


# For everybody --------------------------------------------------------------------------------------------------------


def notices(*, statement_id: UUID) -> tuple[Notice, ...]:
    """What was, or is to be, posted for everybody. One query."""
    return tuple(map(as_notice, models.Notice.objects.filter(statement_id=statement_id).order_by("round", "id")))


def notice(*, notice_id: UUID) -> Notice | None:
    """One of them; None where it is gone."""
    row = models.Notice.objects.filter(id=notice_id).first()
    return as_notice(row) if row else None


# Subscribers ----------------------------------------------------------------------------------------------------------


def subscribers(*, after: UUID | None, limit: int) -> tuple[Subscriber, ...]:
    """Those who confirmed and did not end it, from after one on. One query."""
    rows = models.Subscriber.objects.filter(confirmed_at__isnull=False, ended_at=None)
    rows = rows.filter(id__gt=after) if after is not None else rows
    return tuple(map(as_subscriber, rows.order_by("id")[:limit]))


def how_many_subscribers() -> int:
    """How many want to hear what is published."""
    return models.Subscriber.objects.filter(confirmed_at__isnull=False, ended_at=None).count()


def subscriber(*, subscriber_id: UUID) -> Subscriber | None:
    """One subscriber, whatever became of it; None where there is none."""
    row = models.Subscriber.objects.filter(id=subscriber_id).first()
    return as_subscriber(row) if row else None


def subscribers_among(*, identity_ids: Sequence[UUID]) -> dict[UUID, Subscriber]:
    """The live subscriptions of these addresses, by address. One query."""
    rows = models.Subscriber.objects.filter(identity_id__in=list(identity_ids), confirmed_at__isnull=False, ended_at=None)
    return {row.identity_id: as_subscriber(row) for row in rows}


# ---------------------------------------------------------------------------------------------------------------------


def as_told(row: models.Told) -> Told:
    """A row as others may hold it."""
    return Told(
        id=ToldId(row.id),
        statement_id=StatementId(row.statement_id),
        round=row.round,
        identity_id=row.identity_id,
        why=Why(row.why),
        state=ToldState(row.state),
        asked_at=row.asked_at,
        at=row.at,
        to_identity_id=row.to_identity_id,
        channel_kind=row.channel_kind,
        public=row.public,
        because=row.because,
        outgoing_id=row.outgoing_id,
        tried=tuple(row.tried),
        words=row.words,
    )


def as_notice(row: models.Notice) -> Notice:
    """A row as others may hold it."""
    return Notice(
        id=NoticeId(row.id),
        statement_id=StatementId(row.statement_id),
        round=row.round,
        channel_id=row.channel_id,
        text=row.text,
        state=NoticeState(row.state),
        because=row.because,
        external_id=row.external_id,
        conversation_id=row.conversation_id,
        posted_at=row.posted_at,
    )


def as_subscriber(row: models.Subscriber) -> Subscriber:
    """A row as others may hold it."""
    return Subscriber(SubscriberId(row.id), row.identity_id, row.language, row.asked_at, row.confirmed_at, row.ended_at)


def _only(rows: QuerySet[models.Statement]) -> Statement:
    found = _read(rows)
    if not found:
        raise Refusal("no_statement", "There is no such statement.", {"statement_id": "unknown"})
    return found[0]


def _read(rows: QuerySet[models.Statement]) -> tuple[Statement, ...]:
    found = list(rows)
    if not found:
        return ()
    ids = [row.id for row in found]
    wordings: dict[UUID, dict[str, Wording]] = defaultdict(dict)
    for word in models.Wording.objects.filter(statement_id__in=ids).order_by("language"):
        parts = Parts(word.sorry, word.what_happened, word.what_we_do, word.what_comes_next)
        wordings[word.statement_id][word.language] = Wording(word.title, parts)
    yes: dict[UUID, list[models.Approval]] = defaultdict(list)
    for one in models.Approval.objects.filter(statement_id__in=ids).order_by("id"):
        yes[one.statement_id].append(one)
    updates: dict[UUID, list[Update]] = defaultdict(list)
    for each in models.Update.objects.filter(statement_id__in=ids).order_by("number"):
        updates[each.statement_id].append(Update(each.number, Phase(each.phase), dict(each.words), each.at, each.by_member_id))
    return tuple(_as_statement(row, wordings[row.id], yes[row.id], tuple(updates[row.id])) for row in found)


def _as_statement(
    row: models.Statement, wordings: dict[str, Wording], yes: Sequence[models.Approval], updates: tuple[Update, ...]
) -> Statement:
    return Statement(
        id=StatementId(row.id),
        number=row.number,
        occasion=Occasion(row.occasion_kind, row.occasion_id),
        state=StatementState(row.state),
        phase=Phase(row.phase),
        version=row.version,
        language=row.language,
        wordings=wordings,
        people=row.people,
        began_at=row.began_at,
        drafted_at=row.drafted_at,
        approvals=tuple(Approval(one.member_id, one.at) for one in yes if one.version == row.version),
        published_at=row.published_at,
        resolved_at=row.resolved_at,
        updates=updates,
    )
