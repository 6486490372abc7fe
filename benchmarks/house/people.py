"""Who lives in the house, and what they bought: identities, links, consent, orders, parcels. See rows."""

from typing import Final

from benchmarks.house.rows import ALL_ORDERS, Rows

PEOPLE: Final = (
    Rows(
        "people_identity",
        """(SELECT *, identity_id AS id, 'email' AS kind, email AS value, true AS is_first FROM gen.person
            UNION ALL SELECT *, second_id, 'handle', 'social:' || split_part(email, '@', 1), false FROM gen.person
            WHERE second_id IS NOT NULL) AS p""",
        {
            "id": "id",
            "brand_id": "brand_id",
            "kind": "kind",
            "value": "value",
            "shown": "value",
            "name": "CASE WHEN is_first THEN name ELSE '' END",
            "name_source": "CASE WHEN is_first THEN 2 ELSE 1 END",
            "verified": "is_first",
            "born_person_id": "id",
            "person_id": "identity_id",
            "first_seen_at": "CASE WHEN is_first THEN seen ELSE seen + interval '1 day' END",
        },
    ),
    Rows(
        "people_link",
        "gen.person AS p WHERE second_id IS NOT NULL",
        {
            "id": "gen.id(seen + interval '2 days', 7, p)",
            "brand_id": "brand_id",
            "low_id": "least(identity_id, second_id)",
            "high_id": "greatest(identity_id, second_id)",
            "unknown_id": "second_id",
            "state": "'live'",
            "suggested_at": "seen + interval '2 days'",
            "decided_at": "seen + interval '3 days'",
        },
    ),
    Rows(
        "people_evidence",
        "gen.person AS p WHERE second_id IS NOT NULL",
        {
            "id": "gen.id(seen + interval '2 days', 8, p)",
            "brand_id": "brand_id",
            "link_id": "gen.id(seen + interval '2 days', 7, p)",
            "kind": "'same_order'",
            "bits": "20",
            "words": "'One order names both.'",
            "at": "seen + interval '2 days'",
        },
    ),
    Rows(
        "people_consent",
        "gen.person AS p WHERE gen.u(p, 45) < 0.4",
        {
            "id": "gen.id(seen, 9, p)",
            "brand_id": "brand_id",
            "identity_id": "identity_id",
            "channel": "'email'",
            "purpose": "'marketing'",
            "granted": "gen.u(p, 46) < 0.7",
            "source": "'checkout'",
            "text_version": "'1'",
            "at": "seen",
        },
    ),
    Rows(
        "people_fact",
        "gen.msg AS m WHERE k = 0 AND harm <> '' AND lived",
        {
            "id": "gen.id(at, 10, m)",
            "brand_id": "brand_id",
            "identity_id": "its_identity_id",
            "kind": "'complained'",
            "subject": "message_id::text",
            "at": "at",
            "value": '\'{"public": false, "harm": "\' || harm || \'"}\'',
        },
    ),
)

ORDERS: Final = (
    Rows(
        "orders_order",
        ALL_ORDERS,
        {
            "id": "gen.id(placed_at, 11, o)",
            "brand_id": "brand_id",
            "number": "number",
            "identity_id": "identity_id",
            "placed_at": "placed_at",
            "total_minor": "1000 + floor(gen.u(o, 26) * 9000)::bigint",
            "currency": "'GBP'",
            "service": "'Standard'",
            "promised_from": "placed_at + interval '2 days'",
            "promised_until": "placed_at + interval '4 days'",
            "reason": "'sale'",
            "told_at": "placed_at",
        },
    ),
    Rows(
        "orders_line",
        f"{ALL_ORDERS}, generate_series(0, floor(gen.u(o, 27) * 2.5)::int) AS position",
        {
            "id": "gen.id(placed_at, 12, o * 4 + position)",
            "brand_id": "brand_id",
            "order_id": "gen.id(placed_at, 11, o)",
            "position": "position",
            "sku": "'SKU-' || floor(gen.u(o * 4 + position, 28) * 900)::int",
            "title": "gen.pick('{Desk lamp,Torch,Night light,Spare bulb,Garden lantern,Reading light}', o * 4 + position, 29)",
            "quantity": "1",
            "unit_minor": "900",
            "kind": "'goods'",
        },
    ),
    Rows(
        "orders_parcel",
        ALL_ORDERS,
        {
            "id": "gen.id(placed_at, 13, o)",
            "brand_id": "brand_id",
            "order_id": "gen.id(placed_at, 11, o)",
            "order_number": "number",
            "tracking": "'T' || o",
            "carrier": "'Swift'",
            "state": "'delivered'",
            "state_at": "placed_at + interval '3 days'",
            "delivered_at": "placed_at + interval '3 days'",
        },
    ),
    Rows(
        "orders_parcelevent",
        f"{ALL_ORDERS}, (VALUES (0, 'moving', interval '1 day'), (1, 'delivered', interval '3 days')) AS e (nth, state, after)",
        {
            "id": "gen.id(placed_at, 14, o * 2 + nth)",
            "brand_id": "brand_id",
            "parcel_id": "gen.id(placed_at, 13, o)",
            "state": "state",
            "at": "placed_at + after",
        },
    ),
)
