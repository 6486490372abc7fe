"""The house's journal, inbox rows, tallies and ledger: what was told of the cases, and what is worked out from them.

The inbox rows are written as the product's own rebuild would write them; the generator's test compares both.
"""

from typing import Final

from benchmarks.house.rows import ALL_ORDERS, GIVEN, MADE_GOOD, PROPOSED, Rows


def _json(*pairs: tuple[str, str]) -> str:
    """JSON as text: each name with the column that holds its value, all of them words or ids but for numbers and truths (`=name`)."""
    parts = [
        f"'\"{name[1:]}\": ' || {value}" if name[0] == "=" else f"'\"{name}\": \"' || {value} || '\"'" for name, value in pairs
    ]
    return "'{' || " + " || ', ' || ".join(parts) + " || '}'"


def _fact(
    kind: str, source: str, what: int, n: str, at: str, data: str, *, identity: str, case: str = "NULL::uuid", by: str = ""
) -> str:
    """One kind of fact; `by` is the member's column, else the house itself spoke."""
    who = f"CASE WHEN {by} IS NULL THEN 'system' ELSE 'member' END, {by}" if by else "'system', NULL::uuid"
    return f"SELECT gen.id({at}, {what}, {n}), brand_id, {at}, '{kind}', {who}, {identity}, {case}, {data} FROM {source}"


def _of_message(
    kind: str, where: str, what: int, *pairs: tuple[str, str], case: bool = False, known: bool = True, by: str = ""
) -> str:
    data = _json(*pairs)
    identity = "its_identity_id" if known else "NULL::uuid"
    return _fact(
        kind, f"gen.msg WHERE {where}", what, "m", "at", data, identity=identity, case="case_id" if case else "NULL::uuid", by=by
    )


_MESSAGE, _NUMBER = ("message_id", "message_id"), ("=number", "number")
_HEARD = (_MESSAGE, ("channel", "channel_name"))
_REPLY = ("outgoing_id", "message_id")
_CONVERSATION = ("conversation_id", "its_conversation_id")
_LEFT = (_REPLY, _CONVERSATION, ("channel", "channel_name"))
_PLAN = _json(
    ("makegood_id", "gen.id(opened_at, 25, n)"),
    ("title", "title"),
    ("cost", "'£5.00'"),
    ("arm", "'surprise'"),
    ("=propensity", "1.0"),
    ("policy_version", "'default'"),
)
_ORDER = (("order_id", "gen.id(placed_at, 11, o)"), ("number", "number"))
_PLACED = _json(*_ORDER, ("titles", "'Desk lamp'"), ("total", "'£9.00'"), ("reason", "'sale'"))
_DELIVERED = _json(*_ORDER, ("parcel_id", "gen.id(placed_at, 13, o)"), ("command_key", "''"))
_ASSIGNED = _json(("owner", "'a colleague'"), ("owner_id", "owner_id"))
_JOINS = "lived AND NOT out AND k > 0 AND k IS DISTINCT FROM reopen_k"
_THEIRS = {"identity": "identity_id", "case": "case_id"}
_FACTS = (
    _of_message("channels.MessageReceived", "NOT out AND lived", 40, *_HEARD, _CONVERSATION, ("=public", "'false'"), known=False),
    _of_message("channels.MessageHeard", "NOT out", 41, *_HEARD),
    _of_message("cases.CaseOpened", "k = 0", 42, _NUMBER, ("harm", "harm"), _MESSAGE, case=True),
    _of_message("cases.CaseReopened", "lived AND k = reopen_k", 43, _NUMBER, _MESSAGE, case=True),
    _of_message("cases.CaseJoined", _JOINS, 44, _MESSAGE, case=True),
    _of_message("channels.MessageQueued", "out", 45, *_LEFT, by="owner_id"),
    _of_message("channels.MessageSent", "out AND lived", 46, *_LEFT),
    _of_message("cases.CaseReplied", "out AND lived", 47, _REPLY, case=True, by="owner_id"),
    _fact(
        "cases.CaseAssigned",
        "gen.case WHERE lived AND owner_id IS NOT NULL",
        48,
        "n",
        "opened_at",
        _ASSIGNED,
        by="owner_id",
        **_THEIRS,
    ),
    _fact("cases.CaseResolved", "gen.case WHERE resolved", 49, "n", "resolved_at", _json(_NUMBER), by="owner_id", **_THEIRS),
    _fact("makegoods.MakegoodProposed", f"gen.case WHERE ({MADE_GOOD}) OR ({PROPOSED})", 50, "n", "opened_at", _PLAN, **_THEIRS),
    _fact("makegoods.MakegoodApproved", f"gen.case WHERE {MADE_GOOD}", 51, "n", "resolved_at", _PLAN, by="owner_id", **_THEIRS),
    _fact("people.IdentityFirstSeen", "gen.person", 52, "p", "seen", _json(("channel", "'an order'")), identity="identity_id"),
    _fact("orders.OrderPlaced", ALL_ORDERS, 53, "o", "placed_at", _PLACED, identity="identity_id"),
    _fact("orders.ParcelDelivered", ALL_ORDERS, 54, "o", "placed_at + interval '3 days'", _DELIVERED, identity="identity_id"),
)
_SAID_LAST = "gen.line(p1.words || ' ' || p2.words)"
_PROPOSAL = f"CASE WHEN {MADE_GOOD} THEN 'done' WHEN {PROPOSED} THEN CASE WHEN gen.u(n, 34) < 0.01 THEN 'stuck' ELSE 'proposed' END ELSE '' END"
_WORDS = """'#' || number || ' ' || title || ' ' || name || ' ' || order_number || ' ' || said || ' ' || email || ' ' || email
    || CASE WHEN second_id IS NULL THEN '' ELSE ' social:' || split_part(email, '@', 1) || ' social:' || split_part(email, '@', 1) END"""

JOURNAL: Final = Rows(
    "platform_journal",
    "(" + " UNION ALL ".join(_FACTS) + ") AS f (id, brand_id, at, kind, actor_kind, actor_id, identity_id, case_id, data)",
    {name: name for name in ("id", "brand_id", "at", "kind", "actor_kind", "actor_id", "identity_id", "case_id", "data")},
)

INBOX: Final = Rows(
    "views_inboxrow",
    f"""(SELECT c.*, {_SAID_LAST} AS said, ({_PROPOSAL}) AS proposal, coalesce(mb.name, '') AS owner_name,
            CASE WHEN resolved THEN 'done' WHEN len = 1 THEN 'first_reply' WHEN state = 'waiting' AND turn = 'theirs' THEN 'paused' ELSE 'resolution' END AS clock_what,
            CASE WHEN resolved OR (len > 1 AND state = 'waiting' AND turn = 'theirs') THEN NULL WHEN len = 1 THEN reply_due_at ELSE solve_due_at END AS due_at
        FROM gen.case AS c
            JOIN gen.phrase AS p1 ON p1.i = floor(gen.u(n * 1024 + len - 1, 12) * @phrases)::int
            JOIN gen.phrase AS p2 ON p2.i = floor(gen.u(n * 1024 + len - 1, 13) * @phrases)::int
            LEFT JOIN gen.member AS mb ON mb.id = c.owner_id) AS r""",
    {
        "id": "case_id",
        "brand_id": "brand_id",
        "number": "number",
        "title": "title",
        "identity_id": "identity_id",
        "person_id": "identity_id",
        "person_name": "name",
        "last_words": "said",
        "last_at": "last_at",
        "channel": "'webhook'",
        "state": "state",
        "turn": "turn",
        "clock_what": "clock_what",
        "due_at": "due_at",
        "rank": "CASE urgency WHEN 'safety' THEN 0 ELSE 1 END",
        "due_sort": "coalesce(due_at, timestamptz '9999-12-31 00:00+00')",
        "owner_id": "owner_id",
        "owner_name": "owner_name",
        "feeling": "feeling",
        "urgency": "urgency",
        "harm": "harm",
        "proposal": "proposal",
        "message_count": "len",
        "opened_at": "opened_at",
        "resolved_at": "resolved_at",
        "haystack": f"lower(replace(regexp_replace({_WORDS}, ' +', ' ', 'g'), '…', '...'))",
    },
)

LEDGER: Final = Rows(
    "gestures_ledgerrow",
    f"""(SELECT b, brand_id, budget_id, at, kind, grant_id, case_id,
            base.entries + 1 + row_number() OVER w AS entry, base.limit_minor + 1000000000 AS limit_after,
            CASE kind WHEN 'hold' THEN 500 ELSE 0 END AS held_after, base.spent_minor + 500 * (row_number() OVER w / 2) AS spent_after
        FROM (SELECT b, n, resolved_at AS at, gen.id(resolved_at, 27, n) AS grant_id, case_id FROM {GIVEN}) AS g
            JOIN gen.budget AS base USING (b), (VALUES ('hold'), ('spend')) AS booked (kind)
        WINDOW w AS (PARTITION BY budget_id ORDER BY n, kind)
        UNION ALL SELECT b, brand_id, budget_id, timestamptz '@until', 'refill', NULL, NULL, entries + 1, limit_minor + 1000000000, 0, spent_minor
        FROM gen.budget) AS l""",
    {
        "id": "gen.id(timestamptz '@until', 30, entry * 1024 + b)",
        "brand_id": "brand_id",
        "budget_id": "budget_id",
        "entry": "entry",
        "kind": "kind",
        "amount_minor": "CASE kind WHEN 'refill' THEN 1000000000 ELSE 500 END",
        "owed": "false",
        "limit_after": "limit_after",
        "held_after": "held_after",
        "spent_after": "spent_after",
        "owed_held_after": "0",
        "owed_spent_after": "0",
        "occasion_kind": "CASE WHEN case_id IS NULL THEN '' ELSE 'case' END",
        "occasion_id": "case_id",
        "grant_id": "grant_id",
        "key": "CASE WHEN case_id IS NULL THEN 'house' ELSE '' END",
        "note": "''",
        "at": "at",
    },
)

TALLIES: Final = Rows(
    "views_tally",
    """(SELECT r.brand_id, l.list, l.list_owner, count(*) AS delta, row_number() OVER () AS n
        FROM views_inboxrow AS r, views_lists(r.state, r.owner_id, r.proposal) AS l GROUP BY r.brand_id, l.list, l.list_owner) AS t""",
    {
        "id": "gen.id(timestamptz '@until', 31, n)",
        "brand_id": "brand_id",
        "list": "list",
        "owner_id": "list_owner",
        "delta": "delta",
    },
)
