"""Sent again after a crash, a message is the same one to whoever can tell."""

import pytest

from makegood.channels.adapters.email import smtp
from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.adapters.email.compose import Mail
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.platform import http
from tests import cast
from tests.channels import contract
from tests.channels.test_contract import MAIL

SECRET = "whsec_" + "A" * 43 + "="  # 32 bytes


def test_a_mail_carries_the_same_message_id(monkeypatch: pytest.MonkeyPatch) -> None:
    mails: list[Mail] = []
    monkeypatch.setattr(smtp, "hand_over", lambda mail, server: mails.append(mail) or "taken")
    contract.check_repeat(
        EmailAdapter(), settings=MAIL, to=cast.TOM_BY_EMAIL, heard=lambda: [_header(mail.raw, b"Message-ID") for mail in mails]
    )


def test_a_webhook_carries_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def heard(method: str, url: str, *, headers: dict[str, str], **_: object) -> http.Answer:
        asked.append(headers["webhook-id"])
        return http.Answer(200, {}, b"")

    monkeypatch.setattr(http, "request", heard)
    settings = {"reply_url": "https://chat.example/replies", "reply_secret": SECRET}
    contract.check_repeat(WebhookAdapter(), settings=settings, to=cast.TOM_BY_EMAIL, heard=lambda: asked)


def _header(raw: bytes, name: bytes) -> str:
    return next(line for line in raw.split(b"\r\n") if line.startswith(name)).decode()
