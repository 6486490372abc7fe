"""What was said in the house and what became of it: conversations, messages, readings, cases. See rows."""

from typing import Final

from benchmarks.house.rows import PHRASES, SAID, THREAD, TO_THEM, TO_US, Rows

CASES: Final = (
    Rows(
        "cases_case",
        "gen.case",
        {
            "id": "case_id",
            "brand_id": "brand_id",
            "number": "number",
            "title": "title",
            "state": "state",
            "turn": "turn",
            "identity_id": "identity_id",
            "owner_id": "owner_id",
            "harm": "harm",
            "urgency": "urgency",
            "feeling": "feeling",
            "order_number": "order_number",
            "labels": "'{}'",
            "opened_at": "opened_at",
            "resolved_at": "resolved_at",
            "last_at": "last_at",
        },
    ),
    Rows(
        "cases_casecounter",
        "gen.brand",
        {"id": "gen.id(timestamptz '@until', 15, b)", "brand_id": "id", "last_number": "cases"},
    ),
    Rows(
        "cases_caseconversation",
        """(SELECT n * 2 AS c, brand_id, case_id, conversation_id, opened_at AS at FROM gen.case
            UNION ALL SELECT n * 2 + 1, brand_id, case_id, second_conversation_id, gen.at(opened_at, span, len, split_k, n)
            FROM gen.case WHERE split_k IS NOT NULL) AS c""",
        {
            "id": "gen.id(at, 16, c)",
            "brand_id": "brand_id",
            "case_id": "case_id",
            "conversation_id": "conversation_id",
            "linked_at": "at",
        },
    ),
    Rows(
        "cases_segment",
        """(SELECT n * 2 AS s, brand_id, case_id, 1 AS ordinal, opened_at, reply_due_at, solve_due_at,
                CASE WHEN len >= 2 THEN gen.at(opened_at, span, len, 1, n) END AS replied_at,
                CASE WHEN reopen_k IS NULL THEN resolved_at ELSE gen.at(opened_at, span, len, reopen_k, n) - interval '1 minute' END AS resolved_at,
                CASE WHEN state = 'waiting' AND turn = 'theirs' THEN last_at END AS waiting_since
            FROM gen.case
            UNION ALL SELECT n * 2 + 1, brand_id, case_id, 2, again, again + interval '1 hour', again + interval '24 hours', last_at, resolved_at, NULL
            FROM (SELECT *, gen.at(opened_at, span, len, reopen_k, n) AS again FROM gen.case WHERE reopen_k IS NOT NULL) AS reopened) AS s""",
        {
            "id": "gen.id(opened_at, 17, s)",
            "brand_id": "brand_id",
            "case_id": "case_id",
            "ordinal": "ordinal",
            "opened_at": "opened_at",
            "first_reply_due_at": "reply_due_at",
            "resolution_due_at": "solve_due_at",
            "first_replied_at": "replied_at",
            "resolved_at": "resolved_at",
            "waiting_since": "waiting_since",
            "how": "CASE WHEN resolved_at IS NULL THEN '' ELSE 'Put right.' END",
        },
    ),
    Rows(
        "cases_casemessage",
        "gen.msg WHERE NOT out",
        {
            "id": "gen.id(at, 18, m)",
            "brand_id": "brand_id",
            "message_id": "message_id",
            "case_id": "case_id",
            "placed": "CASE WHEN k = 0 THEN 'opened' WHEN k = reopen_k THEN 'reopened' ELSE 'joined' END",
            "at": "at",
        },
    ),
    Rows(
        "cases_casereply",
        "gen.msg WHERE out AND lived",
        {
            "id": "gen.id(at, 19, m)",
            "brand_id": "brand_id",
            "outgoing_id": "message_id",
            "case_id": "case_id",
            "automatic": "false",
            "at": "at",
        },
    ),
    Rows(
        "cases_note",
        "gen.case WHERE lived AND owner_id IS NOT NULL AND gen.u(n, 32) < 0.15",
        {
            "id": "gen.id(opened_at + interval '1 hour', 20, n)",
            "brand_id": "brand_id",
            "case_id": "case_id",
            "member_id": "owner_id",
            "text": "'Rang the carrier; they will look.'",
            "at": "least(opened_at + interval '1 hour', timestamptz '@until')",
        },
    ),
)

CHANNELS: Final = (
    Rows(
        "channels_conversation",
        """(SELECT conversation_id AS id, brand_id, channel_id, title, opened_at AS at FROM gen.case
            UNION ALL SELECT second_conversation_id, brand_id, channel_id, title, gen.at(opened_at, span, len, split_k, n)
            FROM gen.case WHERE split_k IS NOT NULL) AS c""",
        {
            "id": "id",
            "brand_id": "brand_id",
            "channel_id": "channel_id",
            "subject": "title",
            "public": "false",
            "started_at": "at",
        },
    ),
    Rows(
        "channels_party",
        """(SELECT n * 2 AS c, conversation_id, brand_id, email, opened_at FROM gen.case
            UNION ALL SELECT n * 2 + 1, second_conversation_id, brand_id, email, opened_at FROM gen.case WHERE split_k IS NOT NULL) AS c""",
        {
            "id": "gen.id(opened_at, 21, c)",
            "brand_id": "brand_id",
            "conversation_id": "conversation_id",
            "address": "'email:' || email",
        },
    ),
    Rows(
        "channels_conversationkey",
        "gen.msg AS m WHERE lived OR k = 0",
        {
            "id": "gen.id(at, 22, m)",
            "brand_id": "brand_id",
            "channel_id": "channel_id",
            "key": THREAD,
            "conversation_id": "its_conversation_id",
        },
    ),
    Rows(
        "channels_message",
        f"gen.msg AS m {PHRASES}",
        {
            "id": "message_id",
            "brand_id": "brand_id",
            "conversation_id": "its_conversation_id",
            "channel_id": "channel_id",
            "direction": "CASE WHEN out THEN 'out' ELSE 'in' END",
            "external_id": f"CASE WHEN out THEN 'out:' ELSE '' END || {THREAD}",
            "raw_id": "CASE WHEN NOT out AND at > timestamptz '@until' - interval '14 days' THEN gen.id(at, 23, m) END",
            "identity_id": "its_identity_id",
            "author_kind": "'email'",
            "author_value": "CASE WHEN out THEN 'help@house.example' ELSE email END",
            "author_name": "CASE WHEN out THEN channel_name ELSE name END",
            "to": f"CASE WHEN out THEN {TO_THEM} ELSE {TO_US} END",
            "cc": "'[]'",
            "subject": "CASE WHEN k = 0 THEN title ELSE 'Re: ' || title END",
            "text": f"{SAID} || CASE WHEN k > 0 THEN E'\\n\\nOn that day it was written:\\n> ' || p2.words ELSE '' END",
            "visible": SAID,
            "html": f"CASE WHEN gen.u(m, 33) < 0.1 THEN '<p>' || {SAID} || '</p>' ELSE '' END",
            "at": "at",
            "sent_at": "at",
            "public": "false",
            "thread_key": THREAD,
        },
    ),
    Rows(
        "channels_rawitem",
        f"gen.msg AS m {PHRASES} WHERE NOT out AND at > timestamptz '@until' - interval '14 days'",
        {
            "id": "gen.id(at, 23, m)",
            "brand_id": "brand_id",
            "channel_id": "channel_id",
            "external_key": THREAD,
            "content": f"convert_to('{{\"text\": \"' || {SAID} || '\"}}', 'UTF8')",
            "received_at": "at",
            "state": "'parsed'",
        },
    ),
    Rows(
        "channels_outgoing",
        "gen.msg WHERE out AND lived",
        {
            "id": "message_id",
            "brand_id": "brand_id",
            "key": "'answer:' || m",
            "state": "'sent'",
            "purpose": "'service'",
            "by_member_id": "owner_id",
            "send_after": "at",
            "left_at": "at",
            "queued_at": "at",
            "person_identity": "its_identity_id",
        },
    ),
    Rows(
        "understanding_reading",
        "gen.msg AS m JOIN gen.reading AS r USING (feeling, harm, urgency) WHERE NOT out AND lived",
        {
            "id": "gen.id(at, 24, m)",
            "brand_id": "brand_id",
            "message_id": "message_id",
            "version": "'house-1'",
            "reading": "r.reading",
            "at": "at",
        },
    ),
)
