"""What machines tell in these tests: Tom's order 1007, its delivery, and a message of his."""

from typing import Any

from tests import cast

LINE: dict[str, Any] = {"sku": "TORCH-01", "title": "Pocket torch", "quantity": 1, "unit_price_minor": 199}
CUSTOMER: dict[str, Any] = {
    "name": cast.TOM_NAME,
    "email": cast.TOM_EMAIL,
    "phone": cast.TOM_PHONE,
    "customer_number": cast.TOM_NUMBER,
}
ORDER: dict[str, Any] = {
    "number": "1007",
    "placed_at": "2026-03-01T10:00:00Z",
    "currency": "GBP",
    "customer": CUSTOMER,
    "lines": [{"sku": "DIM-04", "title": "Dimmer switch", "quantity": 2, "unit_price_minor": 2450}, LINE],
    "service": cast.SERVICE,
    "promised_from": "2026-03-02T09:00:00Z",
    "promised_until": "2026-03-02T10:00:00+00:00",
}
EVENT: dict[str, Any] = {
    "order_number": "1007",
    "tracking": cast.TRACKING,
    "carrier": cast.CARRIER,
    "state": "delivered",
    "raw_code": "D1",
    "at": "2026-03-02T09:40:00Z",
    "courier": cast.COURIER,
}
MESSAGE: dict[str, Any] = {
    "id": "m-1",
    "author": {"email": cast.TOM_EMAIL, "name": cast.TOM_NAME},
    "sent_at": "2026-03-02T10:00:00Z",
    "text": cast.TOM_WORDS,
    "subject": cast.TOM_SUBJECT,
}
