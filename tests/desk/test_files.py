"""What strangers sent is shown without being trusted: downloads, the sandboxed mail, unreadable mail."""

from uuid import UUID

import pytest

from makegood.channels import queries as channels
from makegood.channels.actions import connecting, intake
from makegood.channels.types import AttachmentIn, Envelope, MessageId
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import Door

NASTY = 'in"voice\r\nSet-Cookie: x=1.html'


@pytest.fixture
def message(door: Door) -> MessageId:
    """A mail with an HTML part and a file whose name and content mean harm."""
    envelope = Envelope(
        external_id="m-1",
        author=cast.TOM_BY_EMAIL,
        text=cast.TOM_WORDS,
        visible=cast.TOM_WORDS,
        sent_at=cast.AT,
        html='<p>Hello <a href="https://example.org/">there</a></p>',
        attachments=(AttachmentIn(NASTY, "text/html", b"<script>alert(1)</script>"),),
    )
    with tenancy.brand(door.brand_id):
        channel = connecting.add_channel(kind="webhook", name="Mail", address="mail", settings={}, by=SYSTEM, at=cast.AT)
        return intake.store_messages(channel_id=channel, envelopes=[envelope], at=cast.AT)[0]


def attachment(door: Door, message: MessageId) -> UUID:
    with tenancy.brand(door.brand_id):
        return channels.messages(message_ids=[message])[0].attachments[0].id


def test_a_file_is_always_a_download_that_nothing_runs(door: Door, message: MessageId) -> None:
    answer = door.signed_in(cast.MARA["user_id"]).get(door.at(f"attachments/{attachment(door, message)}/"))
    assert answer.status_code == 200
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_mail_is_shown_in_a_sandbox_of_its_own(door: Door, message: MessageId) -> None:
    answer = door.signed_in(cast.MARA["user_id"]).get(door.at(f"messages/{message}/body/"))
    policy = answer["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "<p>Hello" in answer.content.decode()
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_files_of_another_brand_are_not_here(door: Door, message: MessageId) -> None:
    from makegood.brands import actions as brands

    other = brands.found(**cast.PAGETURNER, at=cast.AT)
    with tenancy.brand(other):
        brands.add_member(**cast.JOE, by=SYSTEM, at=cast.AT)
    joe = door.signed_in(cast.JOE["user_id"])
    assert joe.get(f"/b/pageturner/attachments/{attachment(door, message)}/").status_code == 404
    assert joe.get(f"/b/pageturner/messages/{message}/body/").status_code == 404
    assert joe.get(door.at(f"attachments/{attachment(door, message)}/")).status_code == 200  # he is in both teams


@pytest.mark.parametrize("path", ["attachments/{}/", "messages/{}/body/", "troubles/raw/{}/", "people/{}/"])
def test_what_is_unknown_is_not_here(door: Door, path: str) -> None:
    assert door.signed_in(cast.MARA["user_id"]).get(door.at(path.format(cast.NOBODY))).status_code == 404
