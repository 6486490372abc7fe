"""Every channel there is passes the one contract."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from makegood.channels import registry
from makegood.channels.adapters.counter import adapter as counter
from makegood.channels.adapters.feed import reading
from makegood.channels.adapters.sms import calls
from makegood.channels.adapters.webmention.adapter import _kept
from tests import cast
from tests.channels import contract, graph
from tests.channels.bluesky import payloads as skies
from tests.channels.contact_form import forms
from tests.channels.feed import payloads as feeds
from tests.channels.instagram import payloads as pictures
from tests.channels.mail_provider import payloads
from tests.channels.mastodon import payloads as toots
from tests.channels.messenger import payloads as pages
from tests.channels.own_page import pages as own_pages
from tests.channels.reviews import payloads as stars
from tests.channels.sms import provider as texts
from tests.channels.webchat import windows
from tests.channels.whatsapp import payloads as numbers
from tests.channels.x import payloads as tweets
from tests.channels.x.server import KEYS

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
_ARTICLES = [
    reading.as_bytes(one, heard_at=cast.AT) for one in reading.articles(feeds.RSS, url="https://lampworld.example/feed.xml")
]
_MENTION = _kept("https://ana.example/1", "https://brightside.example/lamp", cast.AT, gone=False)[1]


def _raw(examples: Sequence[object]) -> list[bytes]:
    return [json.dumps(one).encode() for one in examples]


_NOTE = counter.example(key="note:1", how=counter.How.PHONE, author=cast.TOM_BY_EMAIL, words=cast.TOM_WORDS, at=cast.AT)
EXAMPLES = {
    "bluesky": (skies.SETTINGS, [skies.kept(post) for post in skies.POSTS], True),
    "email": (MAIL, [path.read_bytes() for path in sorted(LETTERS.glob("*.eml"))], False),  # any words are a mail of somebody
    "feed": ({"url": "https://lampworld.example/feed.xml"}, _ARTICLES, True),
    "counter": ({}, [_NOTE], True),
    "reviews": (stars.SETTINGS, [stars.JSON, stars.CSV], True),
    "webmention": ({"sites": "brightside.example"}, [_MENTION], True),
    "mail_provider": (
        payloads.settings("postmark"),
        [b"makegood-call\ninbound\napplication/json\n" + payloads.postmark_raw().body],
        True,
    ),
    "mastodon": ({"base_url": "https://social.example", "access_token": "x"}, _raw(toots.EXAMPLES), True),
    "x": (KEYS, _raw(tweets.EXAMPLES), True),
    "messenger": ({**graph.SETTINGS, "page_id": graph.OURS}, _raw(pages.EXAMPLES), True),
    "instagram": ({**graph.SETTINGS, "account_id": graph.OURS}, _raw(pictures.EXAMPLES), True),
    "whatsapp": ({**graph.SETTINGS, "phone_number_id": graph.OURS}, _raw(numbers.EXAMPLES), True),
    "sms": (texts.SETTINGS, [calls.with_instant(one, cast.AT) for one in texts.EXAMPLES], True),
    "webhook": ({}, [json.dumps({"messages": POSTS}).encode()], True),
    "webchat": (windows.SETTINGS, windows.EXAMPLES, True),
    "contact_form": ({}, forms.EXAMPLES, True),
    "own_page": ({}, own_pages.EXAMPLES, True),
}


@pytest.mark.parametrize("kind", sorted(registry.ADAPTERS))
def test_the_channel_keeps_every_promise_of_the_seam(kind: str) -> None:
    settings, examples, tells_nonsense_apart = EXAMPLES[kind]
    assert examples
    contract.check(registry.ADAPTERS[kind], settings=settings, examples=examples, tells_nonsense_apart=tells_nonsense_apart)
