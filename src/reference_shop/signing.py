"""Standard Webhooks, both ways: the shop signs what it tells and checks who commands it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook, WebhookVerificationError


def signed(*, secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """The headers for `body`, signed now."""
    now = datetime.now(UTC)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(msg_id=message_id, timestamp=now, data=body.decode()),
    }


def fits(*, secrets: Sequence[str], headers: Mapping[str, str], body: bytes) -> bool:
    """Whether one of `secrets` signed exactly this body in the last five minutes."""
    return any(_fits(secret, headers, body) for secret in secrets)


def _fits(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True
