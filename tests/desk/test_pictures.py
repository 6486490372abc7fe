"""Pictures in letters: those that came along are shown, those from elsewhere wait for a click, tracking pixels never load."""

import struct
from uuid import UUID

import pytest

from makegood.channels.actions import connecting, intake
from makegood.channels.providers import html_clean
from makegood.channels.types import AttachmentIn, Authenticity, Envelope, MessageId
from makegood.desk import picture_files, pictures
from makegood.kernel.actors import SYSTEM
from makegood.platform import journal, tenancy
from tests import cast
from tests.desk.conftest import Door

GIF = b"GIF89a" + struct.pack("<HH", 40, 30) + b"\x00" * 20
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 480) + b"\x08\x06\x00\x00\x00"
JPEG = (
    b"\xff\xd8\xff\xe0"
    + struct.pack(">H", 16)
    + b"JFIF"
    + b"\x00" * 10
    + b"\xff\xc0"
    + struct.pack(">HBHH", 17, 8, 480, 640)
    + b"\x00" * 9
)
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
LETTER = html_clean.clean(
    '<p>Our news</p><img src="https://news.example.org/lamp.jpg?a=1&b=2" width="300" height="200" alt="A lamp">'
    '<img src="https://cdn.example.net/x.png"><img src="https://count.example.com/o?id=7" width="1" height="1">'
    '<img src="http://192.168.0.1/reboot"><img src="https://intranet/x"><img src="https://evil.example:8443/x">'
    '<img src="cid:logo@here" alt="our mark"><img src="cid:gone@here">'
)


def test_pictures_are_known_by_their_own_bytes_and_never_by_their_name() -> None:
    found = {picture_files.kind(content) for content in (GIF, PNG, JPEG, WEBP)}
    assert found == {"image/gif", "image/png", "image/jpeg", "image/webp"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"GIF89a/*" + b"\x00" * 2 + b"*/=1;alert(1)//",
        PNG.replace(struct.pack(">II", 640, 480), struct.pack(">II", 30_000, 30_000)),
        PNG.replace(struct.pack(">II", 640, 480), struct.pack(">II", 9_999, 9_999)),
        PNG.replace(struct.pack(">II", 640, 480), struct.pack(">II", 0, 480)),
        PNG + b"x" * picture_files.LARGEST_BYTES,
        b"\xff\xd8\xff\xe0\xff\xff",
        b"\xff\xd8\xff",
        PNG[:14],
        b"RIFF\x00\x00\x00\x00WEBPVP8?",
    ],
)
def test_what_is_no_picture_or_too_large_a_one_is_not_shown(content: bytes) -> None:
    assert picture_files.kind(content) == ""


def test_what_a_letter_would_load_is_counted_and_named() -> None:
    found = pictures.elsewhere(LETTER)
    assert (found.pictures, found.hosts) == (2, ("news.example.org", "cdn.example.net"))
    assert (found.trackers, found.refused) == (("count.example.com",), 3)


def test_before_a_click_nothing_has_an_address_from_elsewhere() -> None:
    shown = pictures.prepared(LETTER, {}, ask_elsewhere=False)
    assert "://" not in shown
    assert "data-remote-src" not in shown
    assert 'alt="A lamp"' in shown


def test_after_a_click_only_pictures_out_in_the_world_load_and_no_pixel() -> None:
    shown = pictures.prepared(LETTER, {}, ask_elsewhere=True)
    assert (
        '<img src="https://news.example.org/lamp.jpg?a=1&amp;b=2" referrerpolicy="no-referrer" width="300" height="200"' in shown
    )
    assert "cdn.example.net" in shown
    for never in ("count.example.com", "192.168.0.1", "intranet", "8443"):
        assert never not in shown
    assert pictures.sources(LETTER) == (
        "https://news.example.org http://news.example.org https://cdn.example.net http://cdn.example.net"
    )


def test_what_came_along_is_written_into_the_page() -> None:
    shown = pictures.prepared(LETTER, {"Logo@here": PNG, "gone@here": b"<svg onload=alert(1)>"}, ask_elsewhere=False)
    assert shown.count("data:image/png;base64,") == 1
    assert "svg" not in shown
    assert "cid:" not in shown


def test_no_more_is_written_in_than_a_letter_bears() -> None:
    large = PNG + b"x" * (picture_files.LARGEST_BYTES - len(PNG))
    html = "".join(f'<img src="cid:p{n}">' for n in range(5))
    shown = pictures.prepared(html, {f"p{n}": large for n in range(5)}, ask_elsewhere=False)
    assert shown.count("data:image/png") == 3


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example;script-src *",
        "https://a.example, https://b",
        "https://a.example'unsafe-inline'",
        "https://user@a.example/x",
        "https://[::1]/x",
        "https://127.1/x",
        "https://0x7f.1/x",
        "https://printer.local/x",
        "https://a..example/x",
        "ftp://a.example/x",
        "https://example/x",
    ],
)
def test_no_odd_address_gets_into_the_policy(address: str) -> None:
    assert pictures.sources(f'<img data-remote-src="{address}">') == ""


# On the desk ---------------------------------------------------------------------------------------------------------


def written(door: Door, **more: object) -> MessageId:
    envelope = Envelope(
        external_id=f"m-{len(more)}-{more.get('authentic', '')}",
        author=cast.TOM_BY_EMAIL,
        text="Our news",
        visible="Our news",
        sent_at=cast.AT,
        html=LETTER,
        attachments=(AttachmentIn("logo.svg", "image/svg+xml", PNG, "logo@here"),),
        **more,  # type: ignore[arg-type]
    )
    with tenancy.brand(door.brand_id):
        channel = connecting.add_channel(
            kind="webhook", name="Mail", address=f"mail{len(more)}{more.get('authentic', '')}", settings={}, by=SYSTEM, at=cast.AT
        )
        return intake.store_messages(channel_id=channel, envelopes=[envelope], at=cast.AT)[0]


def body(door: Door, message: UUID, query: str = "") -> tuple[str, str, str]:
    answer = door.signed_in(cast.MARA["user_id"]).get(door.at(f"messages/{message}/body/{query}"))
    return answer.content.decode(), answer["Content-Security-Policy"], answer["Referrer-Policy"]


def test_the_page_of_a_letter_loads_nothing_until_it_is_asked(door: Door) -> None:
    message = written(door)
    html, policy, referrer = body(door, message)
    assert "data:image/png;base64," in html
    assert "example.org" not in html + policy
    assert "img-src data:;" in policy
    assert referrer == "no-referrer"
    html, policy, _ = body(door, message, "?pictures=shown")
    assert "https://news.example.org/lamp.jpg" in html
    assert (
        "img-src data: https://news.example.org http://news.example.org https://cdn.example.net http://cdn.example.net;" in policy
    )
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy


def test_a_member_may_say_so_for_a_sender_and_take_it_back(door: Door) -> None:
    message = written(door)
    mara = door.signed_in(cast.MARA["user_id"])
    for _ in range(2):
        assert mara.post(door.at(f"messages/{message}/pictures/"), {"next": door.at("")}).status_code == 303
    assert "https://news.example.org/lamp.jpg" in body(door, message)[0]
    mara.post(door.at(f"messages/{message}/pictures/"), {"load": "no"})
    assert "https://news.example.org/lamp.jpg" not in body(door, message)[0]
    with tenancy.brand(door.brand_id):
        told = [entry.sentence for entry in journal.latest(limit=20)]
    assert told.count("{by} lets pictures load in the letters of a sender.") == 1


@pytest.mark.parametrize("doubt", [Authenticity.FORGED, Authenticity.CLAIMED])
def test_a_letter_that_only_claims_to_be_from_that_sender_loads_nothing_by_itself(door: Door, doubt: Authenticity) -> None:
    trusted, doubted = written(door), written(door, authentic=doubt)
    door.signed_in(cast.MARA["user_id"]).post(door.at(f"messages/{trusted}/pictures/"), {})
    assert "news.example.org" in body(door, trusted)[0]
    assert "news.example.org" not in body(door, doubted)[0]


def test_a_viewer_may_look_but_decides_nothing_for_the_team(door: Door) -> None:
    message = written(door)
    vera = door.signed_in(4)
    assert vera.get(door.at(f"messages/{message}/body/?pictures=shown")).status_code == 200
    assert vera.post(door.at(f"messages/{message}/pictures/"), {}).status_code == 403
    assert "news.example.org" not in body(door, message)[0]
