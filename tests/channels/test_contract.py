"""Every channel there is passes the one contract."""

import json
from pathlib import Path

import pytest

from makegood.channels import registry
from tests import cast
from tests.channels import contract
from tests.channels.mail_provider import payloads

LETTERS = Path(__file__).parent / "email/letters"
MAIL = {"imap_host": "mail.brightside.example", "imap_user": "help", "imap_password": "x", "smtp_host": "mail.brightside.example"}
POSTS = [
    {
        "id": "1",
        "author": {"email": cast.TOM_EMAIL, "name": cast.TOM_NAME},
        "text": cast.TOM_WORDS,
        "sent_at": "2026-03-02T10:00:00Z",
    },
    {
        "id": "2",
        "author": {"handle": cast.TOM_HANDLE},
        "text": cast.TOM_PRAISE,
        "sent_at": "2026-03-04T10:00:00+01:00",
        "public": True,
        "reach": 4200,
    },
]
EXAMPLES = {
    "email": (MAIL, [path.read_bytes() for path in sorted(LETTERS.glob("*.eml"))], False),  # any words are a mail of somebody
    "mail_provider": (
        payloads.settings("postmark"),
        [b"makegood-call\ninbound\napplication/json\n" + payloads.postmark_raw().body],
        True,
    ),
    "webhook": ({}, [json.dumps({"messages": POSTS}).encode()], True),
}


@pytest.mark.parametrize("kind", sorted(registry.ADAPTERS))
def test_the_channel_keeps_every_promise_of_the_seam(kind: str) -> None:
    settings, examples, tells_nonsense_apart = EXAMPLES[kind]
    assert examples
    contract.check(registry.ADAPTERS[kind], settings=settings, examples=examples, tells_nonsense_apart=tells_nonsense_apart)
