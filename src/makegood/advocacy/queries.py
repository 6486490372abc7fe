"""Looks at what people do for us unpaid. Never writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from makegood.advocacy import models
from makegood.advocacy.types import (
    Counts,
    Credit,
    Entry,
    EntryId,
    How,
    Kind,
    LeftOut,
    Link,
    LinkId,
    Place,
    Referral,
    ReferralId,
    ReferralState,
    Tie,
    Wanted,
    Why,
)
from makegood.kernel.refusals import Refusal
from makegood.kernel.windows import WINDOWS, Window, columns
from makegood.platform import bulk
from makegood.platform.asking import Question


def referrals_that_came(*, identity_ids: Sequence[UUID], since: datetime, until: datetime) -> int:
    """How many people the person with these identities brought who bought for the first time after `since` and until `until`, that instant
    included. One query."""
    return came_in(windows=[Window(tuple(identity_ids), since, until)])[0]


def came_in(*, windows: Sequence[Window]) -> list[int]:
    """`referrals_that_came` for each of these people within their window, in order. One query."""
    return _counted(_CAME_IN, windows)


def brought_in(*, windows: Sequence[Window]) -> list[tuple[UUID, ...]]:
    """Whom each of these people brought who bought within their window, in order. One query."""
    (rows,) = bulk.look((_BROUGHT_IN, columns(windows)))
    found: list[tuple[UUID, ...]] = [() for _ in windows]
    for n, newcomers in rows:
        found[n] = tuple(newcomers)
    return found


def helped_in(*, windows: Sequence[Window]) -> list[int]:
    """How often each of these people helped somebody else within their window, in order. One query."""
    return _counted(_HELPED_IN, windows)


def not_of_their_own(*, message_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these kind words that say nothing of where somebody stands: they count for nothing, or were asked for. One query."""
    rows = models.Entry.objects.filter(~Q(left_out="") | Q(unasked=False), kind=Kind.PRAISE, message_id__in=list(message_ids))
    return frozenset(message_id for message_id in rows.values_list("message_id", flat=True) if message_id)


def entry(*, entry_id: UUID) -> Entry:
    """One line of the ledger. Refuses ("no_such_entry")."""
    row = models.Entry.objects.filter(id=entry_id).first()
    if row is None:
        raise Refusal("no_such_entry", "There is no such line in the ledger.", {"entry_id": "unknown"})
    return as_entry(row)


def entries(*, wanted: Wanted, before: tuple[datetime, UUID] | None = None, limit: int) -> tuple[Entry, ...]:
    """The lines that are wanted, the latest first; `before` (at, id) of the last one seen goes on from there. One query."""
    rows = _wanted(wanted)
    if before is not None:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    return tuple(map(as_entry, rows.order_by("-at", "-id")[:limit]))


def waiting(*, limit: int) -> tuple[Entry, ...]:
    """Kind words that wait for a member's word, whether they are praise, the oldest first. One query."""
    rows = models.Entry.objects.filter(kind=Kind.PRAISE, left_out=LeftOut.UNSURE)
    return tuple(map(as_entry, rows.order_by("at", "id")[:limit]))


def page(*, before: UUID | None, since: UUID | None, kind: Kind | None, limit: int) -> tuple[Entry, ...]:
    """The lines that were written last first; `before` and `since` are ids. One query."""
    rows = models.Entry.objects.all() if kind is None else models.Entry.objects.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    if since is not None:
        rows = rows.filter(id__gte=since)
    return tuple(map(as_entry, rows.order_by("-id")[:limit]))


def ask_entries_of(*, identity_ids: Sequence[UUID], limit: int = 50) -> Question[tuple[Entry, ...]]:
    """What the person with these identities did for us, the latest first; to be asked together with others."""
    rows = models.Entry.objects.filter(identity_id__in=list(identity_ids)).order_by("-at", "-id")[:limit]
    return Question(lambda found: tuple(map(as_entry, found)), rows)


def ask_referrals_of(*, identity_ids: Sequence[UUID]) -> Question[tuple[Referral, ...]]:
    """Whom the person with these identities brought, and by whom they came, the first word first; to be asked together with others."""
    ids = list(identity_ids)
    rows = models.Referral.objects.filter(Q(newcomer_id__in=ids) | Q(advocate_id__in=ids)).order_by("told_at", "id")
    return Question(lambda found: tuple(map(as_referral, found)), rows)


def ask_links_of(*, identity_ids: Sequence[UUID]) -> Question[tuple[Link, ...]]:
    """`links_of`, to be asked together with others."""
    rows = models.Link.objects.filter(identity_id__in=list(identity_ids)).order_by("made_at", "id")
    return Question(lambda found: tuple(map(as_link, found)), rows)


def entries_by_source(*, sources: Sequence[str]) -> dict[str, Entry]:
    """Those of these sources that stand in the ledger. One query."""
    return {row.source: as_entry(row) for row in models.Entry.objects.filter(source__in=list(sources))}


def counts(*, wanted: Wanted) -> Counts:
    """What counts of the wanted lines, reach apart from counts and winsorised at the brand's 99th percentile, and what was left out. Three
    queries."""
    rows = _wanted(wanted)
    good = rows.filter(left_out="")
    cap = reach_cap()
    told = list(good.filter(kind=Kind.PRAISE, reach__isnull=False).values_list("reach", flat=True))
    reaches = [int(one) for one in told if one is not None]
    found = good.aggregate(
        praises=Count("id", filter=Q(kind=Kind.PRAISE)),
        unasked=Count("id", filter=Q(kind=Kind.PRAISE, unasked=True)),
        referrals=Count("id", filter=Q(kind=Kind.REFERRAL)),
        helps=Count("id", filter=Q(kind=Kind.HELP)),
        tied=Count("id", filter=~Q(tied_because="")),
    )
    aside = rows.exclude(left_out="").values_list("left_out").annotate(n=Count("id")).order_by("left_out")
    return Counts(
        **found,
        people=good.values("identity_id").distinct().count(),
        reach=sum(min(one, cap) for one in reaches) if cap is not None else 0,
        reach_told=len(reaches),
        reach_cap=cap,
        reach_largest=max(reaches, default=None),
        left_out={LeftOut(why): n for why, n in aside},
    )


def reach_cap() -> int | None:
    """The brand's 99th percentile of the reach of praise that counts, as a value that was told; None where none was. One query."""
    (rows,) = bulk.look((_CAP, []))
    return int(rows[0][0]) if rows and rows[0][0] is not None else None


def link_behind(*, code: str) -> Link | None:
    """Whose code it is. One query by an index."""
    row = models.Link.objects.filter(code=code).first() if code else None
    return as_link(row) if row else None


def links_of(*, identity_ids: Sequence[UUID]) -> tuple[Link, ...]:
    """The person's links, the first made first: that one is shown, all of them go on. One query."""
    return ask_links_of(identity_ids=identity_ids).answer


def referral(*, referral_id: UUID) -> Referral:
    """One of them. Refuses ("no_such_referral")."""
    row = models.Referral.objects.filter(id=referral_id).first()
    if row is None:
        raise Refusal("no_such_referral", "There is no such word of who brought somebody.", {"referral_id": "unknown"})
    return as_referral(row)


def has_referrals() -> bool:
    """Whether anybody ever said who brought them. One query."""
    return models.Referral.objects.exists()


def referrals_of_newcomers(*, identity_ids: Sequence[UUID]) -> tuple[Referral, ...]:
    """What these people said of who brought them, the first word first. One query."""
    rows = models.Referral.objects.filter(newcomer_id__in=list(identity_ids)).order_by("told_at", "id")
    return tuple(map(as_referral, rows))


def referrals_by(*, identity_ids: Sequence[UUID]) -> tuple[Referral, ...]:
    """Whom the person with these identities brought, the latest first. One query."""
    rows = models.Referral.objects.filter(advocate_id__in=list(identity_ids)).order_by("-told_at", "-id")
    return tuple(map(as_referral, rows))


def referrals(*, state: ReferralState | None = None, limit: int) -> tuple[Referral, ...]:
    """The latest told first, of one state or of all. One query."""
    rows = models.Referral.objects.all() if state is None else models.Referral.objects.filter(state=state)
    return tuple(map(as_referral, rows.order_by("-told_at", "-id")[:limit]))


def how_many_referrals() -> dict[ReferralState, int]:
    """How many there are in each state. One query."""
    rows = models.Referral.objects.values_list("state").annotate(n=Count("id")).order_by("state")
    return {ReferralState(state): n for state, n in rows}


def earned(*, entry_ids: Sequence[UUID]) -> dict[UUID, tuple[Credit, ...]]:
    """Who of us earned each of these lines. One query."""
    rows = models.Earned.objects.filter(entry_id__in=list(entry_ids)).order_by("at", "id")
    kinds = dict(models.Entry.objects.filter(id__in=list(entry_ids)).values_list("id", "kind"))
    found: dict[UUID, tuple[Credit, ...]] = {}
    for row in rows:
        found[row.entry_id] = (*found.get(row.entry_id, ()), as_credit(row, kinds[row.entry_id]))
    return found


def earned_by(*, member_id: UUID, unseen_only: bool = False, limit: int = 50) -> tuple[Credit, ...]:
    """What a member earned and was to hear of by this, the latest first. Two queries."""
    rows = models.Earned.objects.filter(member_id=member_id).exclude(seen_at=F("at"))
    if unseen_only:
        rows = rows.filter(seen_at__isnull=True)
    kept = list(rows.order_by("-at", "-id")[:limit])
    kinds = dict(models.Entry.objects.filter(id__in=[row.entry_id for row in kept]).values_list("id", "kind"))
    return tuple(as_credit(row, kinds[row.entry_id]) for row in kept)


def unseen(*, member_id: UUID) -> int:
    """How much a member earned and has not seen. One query."""
    return models.Earned.objects.filter(member_id=member_id, seen_at__isnull=True).count()


def shop_url() -> str:
    """Where a link leads: the shop's own address, or ''. One query."""
    return models.Setting.objects.values_list("shop_url", flat=True).first() or ""


def as_entry(row: models.Entry) -> Entry:
    """A row as others may hold it."""
    return Entry(
        id=EntryId(row.id),
        kind=Kind(row.kind),
        source=row.source,
        identity_id=row.identity_id,
        at=row.at,
        left_out=LeftOut(row.left_out),
        because=row.because,
        unasked=row.unasked,
        message_id=row.message_id,
        reach=row.reach,
        link=row.link,
        tie=Tie(row.case_id, row.makegood_id, row.gesture, row.touchpoint, row.tied_because),
        marked_by=row.marked_by,
        thanked_at=row.thanked_at,
    )


def as_referral(row: models.Referral) -> Referral:
    """A row as others may hold it."""
    return Referral(
        id=ReferralId(row.id),
        key=row.key,
        newcomer_id=row.newcomer_id,
        advocate_id=row.advocate_id,
        how=How(row.how),
        place=Place(row.place),
        said=row.said,
        order_number=row.order_number,
        told_at=row.told_at,
        state=ReferralState(row.state),
        why=Why(row.why),
        came_at=row.came_at,
        came_order=row.came_order,
    )


def as_link(row: models.Link) -> Link:
    """A row as others may hold it."""
    return Link(LinkId(row.id), row.identity_id, row.code, row.made_at, row.followed)


def as_credit(row: models.Earned, kind: str) -> Credit:
    """A row as others may hold it."""
    return Credit(EntryId(row.entry_id), Kind(kind), row.member_id, row.name, row.what, row.at, row.seen_at)


_CAME_IN = f"""
SELECT w.n, count(DISTINCT r.id) FROM {WINDOWS} JOIN advocacy_referral r ON r.advocate_id = w.who AND r.came_at > w.since AND r.came_at <= w.until
WHERE r.state = 'came' GROUP BY w.n
"""
_BROUGHT_IN = f"""
SELECT w.n, array_agg(DISTINCT r.newcomer_id) FROM {WINDOWS}
JOIN advocacy_referral r ON r.advocate_id = w.who AND r.came_at > w.since AND r.came_at <= w.until
WHERE r.state = 'came' GROUP BY w.n
"""
_HELPED_IN = f"""
SELECT w.n, count(DISTINCT e.id) FROM {WINDOWS} JOIN advocacy_entry e ON e.identity_id = w.who AND e.at > w.since AND e.at <= w.until
WHERE e.kind = 'help' AND e.left_out = '' GROUP BY w.n
"""
_CAP = """
SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY reach) FROM advocacy_entry WHERE kind = 'praise' AND left_out = '' AND reach IS NOT NULL
"""


def _counted(text: str, windows: Sequence[Window]) -> list[int]:
    found = [0] * len(windows)
    (rows,) = bulk.look((text, columns(windows)))
    for n, count in _pairs(rows):
        found[n] = count
    return found


def _pairs(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[int, int]]:
    return ((int(n), int(count)) for n, count in rows)


def _wanted(wanted: Wanted) -> "QuerySet[models.Entry]":
    rows = models.Entry.objects.all()
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.counted is not None:
        rows = rows.filter(left_out="") if wanted.counted else rows.exclude(left_out="")
    if wanted.tied is not None:
        rows = rows.exclude(tied_because="") if wanted.tied else rows.filter(tied_because="")
    return rows
