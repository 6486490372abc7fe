"""The pages, each by one call and a fixed number of queries: inbox, counters, today, a person, a timeline. Never writes, never decides."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from makegood.advocacy import queries as advocacy
from makegood.brands import queries as brands
from makegood.channels import stuck
from makegood.gestures import queries as gestures
from makegood.guests.types import Hidden
from makegood.incidents import queries as incidents
from makegood.kernel.refusals import Refusal
from makegood.orders import queries as orders
from makegood.outcomes import queries as outcomes
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.types import Fact
from makegood.platform import asking, journal
from makegood.platform.arrays import array
from makegood.views import lifeline, models, reading, rules
from makegood.views.types import Counters, Inbox, InboxRow, LifelineMark, PersonPage, TimelineEntry, Today
from makegood.watch import queries as watch
from makegood.webhooks import queries as webhooks

PRAISE_SHOWN = timedelta(days=30)  # the praise counter looks back so far
_LIVE = Q(state__in=["open", "waiting"])
_URGENT = (("rank", int), ("due_sort", datetime), ("id", UUID))  # ascending
_RECENT = (("last_at", datetime), ("id", UUID))  # descending
_OPENED = (("opened_at", datetime), ("id", UUID))  # descending
MARKED = 200  # orders on the lifeline, and so many returns and cases: the latest
CASES_SHOWN = 10
TOLD = 30  # facts of a person's timeline, and so many more by each "further back"
NOBODY = Hidden()


def inbox(
    *, which: str, owner_id: UUID | None, search: str = "", cursor: str = "", limit: int = 50, away: Hidden = NOBODY, at: datetime
) -> Inbox:
    """A page of a list with the lengths of all lists.

    `which` is one of ours, theirs, mine, unowned, late, resolved, all; `owner_id` is the member who looks. What waits for us comes in the
    order in which promises break (danger to somebody first), the rest with the latest word first. A search looks through *all* cases
    for rows that hold every word of it, whatever `which` says. The lengths leave out who is `away` for whoever looks. Refuses an unknown list and a cursor that is no place in it.
    """
    if which not in rules.LISTS:
        raise Refusal(
            "no_such_list", f"There is no list “{which}”. Choose one of: {', '.join(rules.LISTS)}.", {"which": "unknown"}
        )
    patterns = rules.search_patterns(search)
    if patterns:
        found, next_cursor = _searched(patterns, cursor, limit)
    else:
        found, next_cursor = _listed(which, owner_id, cursor, limit, at)
    return Inbox(tuple(_shown(row) for row in found), counters(member_id=owner_id, away=away, at=at), next_cursor)


def counters(*, member_id: UUID | None, away: Hidden = NOBODY, at: datetime) -> Counters:
    """The length of every list for this member, without people who are `away` for them. Sums of kept tallies; only what depends on the time (late,
    praise of the last 30 days) and what should always be short (troubles, questions) is counted, each in its own index."""
    lengths, late = _ask_lengths(member_id, away), _ask_late(at, away)
    praise = outcomes.ask_praise_count(since=at - PRAISE_SHOWN, until=at + timedelta(seconds=1), but=away.identity_ids)
    troubles = stuck.ask_how_many_troubles(but=away.identity_ids)
    questions = linked.ask_how_many_suggestions(but=away.person_ids)
    hooks, silent = webhooks.ask_how_many_troubles(), watch.ask_silent()
    asking.together(lengths, late, praise, troubles, hooks, silent, questions)
    return _counters(lengths.answer, late.answer, praise.answer, troubles.answer + hooks.answer + silent.answer, questions.answer)


def _counters(lengths: dict[str, int], late: int, praise: int, troubles: int, questions: int) -> Counters:
    return Counters(
        ours=lengths.get("ours", 0),
        theirs=lengths.get("theirs", 0),
        mine=lengths.get("mine", 0),
        unowned=lengths.get("unowned", 0),
        late=late,
        resolved=lengths.get("resolved", 0),
        praise=praise,
        troubles=troubles + lengths.get("stuck", 0),
        questions_about_people=questions,
    )


def row(*, case_id: UUID) -> InboxRow | None:
    """One case as the lists show it, or None while it has no row."""
    found = models.InboxRow.objects.filter(id=case_id).first()
    return _shown(found) if found else None


def rows(*, case_ids: Sequence[UUID]) -> dict[UUID, InboxRow]:
    """Those of these cases that lists show, by id: none that was put out of sight. One query."""
    found = models.InboxRow.objects.filter(id__in=case_ids).exclude(state="")
    return {row.id: _shown(row) for row in found}


def rows_of(*, identity_ids: Sequence[UUID]) -> tuple[InboxRow, ...]:
    """The cases of these identities, the latest opened first."""
    return tuple(_shown(row) for row in _rows_of(identity_ids))


def today(*, member_id: UUID, away: Hidden = NOBODY, at: datetime) -> Today:
    """The numbers of the morning letter, without people who are `away` for the member; days and noon are the brand's own. After noon nothing is due before it any more."""
    zone = ZoneInfo(brands.current().zone)
    day = at.astimezone(zone).date()
    midnight, noon = datetime.combine(day, time(), zone), datetime.combine(day, time(12), zone)
    yesterday = datetime.combine(day - timedelta(days=1), time(), zone)
    lengths, late = _ask_lengths(member_id, away), _ask_late(at, away)
    rows = models.InboxRow.objects.exclude(identity_id__in=away.identity_ids)
    troubles = stuck.ask_how_many_troubles(but=away.identity_ids)
    questions = linked.ask_how_many_suggestions(but=away.person_ids)
    hooks, silent, candidates = webhooks.ask_how_many_troubles(), watch.ask_silent(), incidents.ask_how_many_candidates()
    asking.together(lengths, late, troubles, hooks, silent, questions, candidates)
    return Today(
        late=late.answer,
        due_before_noon=rows.filter(_LIVE, due_at__gte=at, due_at__lt=noon).count(),
        waiting_for_us=lengths.answer.get("ours", 0),
        put_right_yesterday=rows.filter(state="resolved", resolved_at__gte=yesterday, resolved_at__lt=midnight).count(),
        thanked_yesterday=outcomes.praise_count(since=yesterday, until=midnight, public_only=True, but=away.identity_ids),
        to_confirm=questions.answer,
        troubles=troubles.answer + hooks.answer + lengths.answer.get("stuck", 0),
        thanks_for_me=outcomes.unseen_thanks(member_id=member_id) + advocacy.unseen(member_id=member_id),
        silent=silent.answer,
        candidates=candidates.answer,
    )


def timeline(*, identity_ids: Sequence[UUID], cursor: str = "", limit: int = 30) -> tuple[tuple[TimelineEntry, ...], str]:
    """What happened to these identities read aloud, latest first, and the cursor that goes on ('' at the end). A page may be shorter than
    `limit` although more follows: facts that say again what stands beside them are left to the audit log."""
    before = _before(cursor)
    entries = journal.of_identities(identity_ids=identity_ids, limit=limit, before=before)
    return reading.read_aloud(entries, without=reading.SAID_ALREADY), _after(entries, limit)


def case_timeline(*, case_id: UUID, cursor: str = "", limit: int = 50) -> tuple[tuple[TimelineEntry, ...], str]:
    """What happened in a case read aloud; otherwise as `timeline`."""
    entries = journal.of_case(case_id=case_id, limit=limit, before=_before(cursor))
    return reading.read_aloud(entries), _after(entries, limit)


def person_page(*, person_id: UUID, cursor: str = "", cases_cursor: str = "", at: datetime) -> PersonPage:
    """A person with everything that we may remember of them: orders, cases, standing, the lifeline's marks; of the cases and of the timeline
    a page each, from before their cursors on. Of more than `MARKED` orders, returns or cases the marks begin where all of them are known;
    what is counted and summed is counted and summed over everything."""
    person = people.person(person_id=person_id)
    ids = [identity.id for identity in person.identities]
    sales, paid_back = orders.ask_sales(identity_ids=ids), orders.ask_paid_back(identity_ids=ids)
    cases, story = _ask_cases(ids, cases_cursor), _Story(ids, person.first_seen_at)
    told = people.ask_facts(identity_ids=ids, kinds=[*lifeline.LOYALTY, lifeline.ASKED])
    happened = journal.ask_of_identities(identity_ids=ids, limit=TOLD, before=_before(cursor))
    asking.together(sales, paid_back, cases, told, happened, *story.questions)
    entries, next_cursor = _aloud(happened.answer, TOLD)
    now = story.standing.answer[-1] if story.standing.answer else outcomes.NOTHING_KNOWN
    bought = [sale for of_one in sales.answer.values() for sale in of_one]
    since = story.since()
    marks = story.marks(asked=[fact for fact in told.answer if fact.kind == lifeline.ASKED], until=at)
    return PersonPage(
        person_id=person.id,
        name=person.name,
        identities=tuple((identity.kind.value, identity.shown) for identity in person.identities),
        identity_ids=tuple(ids),
        standing=now.standing,
        standing_since=now.since,
        standing_because=now.because,
        first_seen_at=min([person.first_seen_at, *(sale.first_at for sale in bought)]),
        orders_count=sum(sale.orders for sale in bought),
        spent=lifeline.spent(bought, paid_back.answer),
        cases=tuple(_shown(case) for case in cases.answer[:CASES_SHOWN]),
        cases_count=story.arcs.answer[0],
        cases_cursor=_after_case(cases.answer),
        timeline=entries,
        next_cursor=next_cursor,
        marks=lifeline.begin_at(marks, since) if since else marks,
        loyalty=lifeline.loyalty(told.answer, at=at),
        marked_since=since,
    )


class _Story:
    """What the lifeline's marks are made of: the latest of what there may be hundreds of."""

    def __init__(self, identity_ids: Sequence[UUID], first_seen_at: datetime) -> None:
        self.bought = orders.ask_outlines(identity_ids=identity_ids, limit=MARKED)
        self.returned = orders.ask_return_outlines(identity_ids=identity_ids, limit=MARKED)
        self.arcs = _ask_arcs(identity_ids)
        self.standing = outcomes.ask_history(identity_ids=identity_ids)
        self.praise = outcomes.ask_praise_of(identity_ids=identity_ids)
        self.given = gestures.ask_past_by_identity(identity_ids=identity_ids, since=first_seen_at)
        self.catalogue = gestures.ask_catalogue()

    @property
    def questions(self) -> tuple[asking.Question[Any], ...]:
        return self.bought, self.returned, self.arcs, self.standing, self.praise, self.given, self.catalogue

    def since(self) -> datetime | None:
        """From when on everything is here; None where all of it is."""
        bought, returned, (_, opened) = self.bought.answer, self.returned.answer, self.arcs.answer
        ends = ((bought, [one.placed_at for one in bought[-1:]]), (returned, [one.at for one in returned[-1:]]),
                (opened, [began for _, began, _ in opened[-1:]]))  # fmt: skip
        return max((end for found, last in ends if len(found) == MARKED for end in last), default=None)

    def marks(self, *, asked: Sequence[Fact], until: datetime) -> tuple[LifelineMark, ...]:
        return lifeline.marks(
            orders=self.bought.answer,
            returns=self.returned.answer,
            cases=self.arcs.answer[1],
            gestures=[gesture for _, gesture in self.given.answer],
            names={item.code: item.name for item in self.catalogue.answer},
            praise=self.praise.answer,
            standing=self.standing.answer,
            asked=asked,
            until=until,
        )


def _ask_cases(identity_ids: Sequence[UUID], cursor: str) -> asking.Question[list[models.InboxRow]]:
    """A page of their cases, and one more where there are more: of each identity no more is read."""
    place = rules.read_cursor(cursor, [kind for _, kind in _OPENED])
    text = _LATEST_CASES.format(place="AND (one.opened_at, one.id) < (%s::timestamptz, %s::uuid)" if place else "")
    values = [array(list(dict.fromkeys(identity_ids))), *(place or ()), CASES_SHOWN + 1, CASES_SHOWN + 1]
    return asking.Question(lambda found: [models.InboxRow.from_db(None, _COLUMNS, row) for row in found], (text, values))


def _after_case(found: Sequence[models.InboxRow]) -> str:
    return rules.cursor_of(found[CASES_SHOWN - 1].opened_at, found[CASES_SHOWN - 1].id) if len(found) > CASES_SHOWN else ""


def _ask_arcs(identity_ids: Sequence[UUID]) -> asking.Question[tuple[int, list[tuple[str, datetime, datetime | None]]]]:
    """How many cases they have, and of the latest of them title, beginning and end."""
    whose = array(list(dict.fromkeys(identity_ids)))
    count = "SELECT count(*) FROM views_inboxrow WHERE identity_id = ANY(%s::uuid[])"
    return asking.Question(
        lambda counted, found: (counted[0][0], found),
        (count, [whose]),
        (_LATEST_ARCS, [whose, MARKED, MARKED]),
    )


_COLUMNS = tuple(field.attname for field in models.InboxRow._meta.concrete_fields if field.attname != "haystack")
_LATEST_CASES = f"""
SELECT {", ".join(f"latest.{name}" for name in _COLUMNS)} FROM unnest(%s::uuid[]) AS whose (identity_id)
CROSS JOIN LATERAL (SELECT * FROM views_inboxrow one
    WHERE one.identity_id = whose.identity_id {{place}} ORDER BY one.opened_at DESC, one.id DESC LIMIT %s) AS latest
ORDER BY latest.opened_at DESC, latest.id DESC LIMIT %s
"""
_LATEST_ARCS = """
SELECT latest.title, latest.opened_at, latest.resolved_at FROM unnest(%s::uuid[]) AS whose (identity_id)
CROSS JOIN LATERAL (SELECT one.id, one.title, one.opened_at, one.resolved_at FROM views_inboxrow one
    WHERE one.identity_id = whose.identity_id ORDER BY one.opened_at DESC, one.id DESC LIMIT %s) AS latest
ORDER BY latest.opened_at DESC, latest.id DESC LIMIT %s
"""


def _rows_of(identity_ids: Sequence[UUID]) -> list[models.InboxRow]:
    return list(models.InboxRow.objects.filter(identity_id__in=identity_ids).order_by("-opened_at", "-id"))


def _listed(which: str, owner_id: UUID | None, cursor: str, limit: int, at: datetime) -> tuple[list[models.InboxRow], str]:
    conditions = {
        "ours": Q(state="open"),
        "theirs": Q(state="waiting"),
        "mine": _LIVE & Q(owner_id=owner_id, owner_id__isnull=False),
        "unowned": _LIVE & Q(owner_id__isnull=True),
        "late": _LIVE
        & Q(due_sort__lt=at)
        & LessThan(Coalesce("due_at", models.NO_CLOCK), at),  # read in its order, or all of it is sorted
        "resolved": Q(state="resolved"),
        "all": Q(),
    }
    rows = models.InboxRow.objects.filter(conditions[which])
    if which in ("ours", "mine", "unowned", "late"):
        return _page(rows, _URGENT, TupleGreaterThan, cursor, limit)
    return _page(rows, _RECENT, TupleLessThan, cursor, limit)


def _page(
    rows: QuerySet[models.InboxRow],
    key: Sequence[tuple[str, type]],
    way: type[TupleGreaterThan | TupleLessThan],
    cursor: str,
    limit: int,
) -> tuple[list[models.InboxRow], str]:
    """One page by keyset: `key` names the columns that sort and their types."""
    names = [name for name, _ in key]
    place = rules.read_cursor(cursor, [kind for _, kind in key])
    if place is not None:
        rows = rows.filter(way(Tuple(*names), place))
    found = list(rows.order_by(*(names if way is TupleGreaterThan else [f"-{name}" for name in names]))[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], rules.cursor_of(*(getattr(last, name) for name in names))


def _searched(patterns: tuple[str, ...], cursor: str, limit: int) -> tuple[list[models.InboxRow], str]:
    """The function sees across the border for its index's sake and answers with ids of the open brand alone; the rows are read behind it."""
    place = rules.read_cursor(cursor, [kind for _, kind in _RECENT]) or (models.NO_CLOCK, UUID(int=(1 << 128) - 1))
    with connection.cursor() as query:
        query.execute("SELECT views_search(%s, %s::text[], %s, %s, %s)", [patterns[0], list(patterns[1:]), *place, limit + 1])
        ids = [found[0] for found in query.fetchall()]
    rows = sorted(models.InboxRow.objects.filter(id__in=ids), key=lambda row: (row.last_at, row.id), reverse=True)
    if len(rows) <= limit:
        return rows, ""
    return rows[:limit], rules.cursor_of(rows[limit - 1].last_at, rows[limit - 1].id)


def _ask_lengths(member_id: UUID | None, away: Hidden) -> asking.Question[dict[str, int]]:
    if not away.identity_ids:
        return asking.Question(dict, (f"{_LENGTHS} GROUP BY list", [member_id]))
    return asking.Question(dict, (_LENGTHS_WITHOUT, [member_id, array(away.identity_ids), member_id]))


def _ask_late(at: datetime, away: Hidden) -> asking.Question[int]:
    text, values = "SELECT count(*) FROM views_inboxrow WHERE state IN ('open', 'waiting') AND due_at < %s", [at]
    if away.identity_ids:  # else its index alone answers
        text, values = f"{text} AND (identity_id = ANY(%s::uuid[])) IS NOT TRUE", [at, array(away.identity_ids)]
    return asking.Question(lambda found: int(found[0][0]), (text, values))


_LENGTHS = "SELECT list, sum(delta)::bigint FROM views_tally WHERE (owner_id IS NULL OR owner_id = %s)"
# What the tallies count of people who may not be seen is taken off again: there are few, and their rows are found by their addresses.
_LENGTHS_WITHOUT = """
SELECT list, sum(delta)::bigint FROM (
    SELECT list, delta FROM views_tally WHERE owner_id IS NULL OR owner_id = %s
    UNION ALL SELECT stands.list, -1 FROM views_inboxrow r, views_lists(r.state, r.owner_id, r.proposal) AS stands
    WHERE r.identity_id = ANY(%s::uuid[]) AND (stands.list_owner IS NULL OR stands.list_owner = %s)
) AS counted GROUP BY list
"""


def _before(cursor: str) -> tuple[datetime, UUID] | None:
    place = rules.read_cursor(cursor, [datetime, UUID])
    return (place[0], place[1]) if place else None


def _aloud(entries: Sequence[journal.Entry], limit: int) -> tuple[tuple[TimelineEntry, ...], str]:
    return reading.read_aloud(entries, without=reading.SAID_ALREADY), _after(entries, limit)


def _after(entries: Sequence[journal.Entry], limit: int) -> str:
    return rules.cursor_of(entries[-1].at, entries[-1].id) if len(entries) == limit else ""


def _shown(row: models.InboxRow) -> InboxRow:
    return InboxRow(
        case_id=row.id,
        number=row.number,
        title=row.title,
        person_name=row.person_name,
        person_id=cast("UUID", row.person_id),  # null only while a row is held and empty, within one transaction
        last_words=row.last_words,
        last_at=row.last_at,
        channel=row.channel,
        state=row.state,
        turn=row.turn,
        clock_what=row.clock_what,
        due_at=row.due_at,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        feeling=row.feeling,
        urgency=row.urgency,
        harm=row.harm,
        proposal=row.proposal,
        message_count=row.message_count,
        side=row.side,
        leaving=row.leaving,
        incident=row.incident,
    )
