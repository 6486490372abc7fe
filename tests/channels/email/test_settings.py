"""A mailbox's settings: each wrong one is refused by its name, and the house's contract for channels holds."""

import pytest

from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.kernel.refusals import Refusal
from tests.channels import contract
from tests.channels.email.conftest import SETTINGS
from tests.channels.email.test_letters import LETTERS


def test_the_channel_keeps_the_contract() -> None:
    examples = [path.read_bytes() for path in sorted(LETTERS.glob("*.eml"))]
    contract.check(EmailAdapter(), settings=SETTINGS, examples=examples, tells_nonsense_apart=False)


def test_what_is_left_out_has_a_safe_default() -> None:
    cleaned = EmailAdapter().check_settings(
        {"imap_host": "imap.example.org", "imap_user": "help", "imap_password": "x", "smtp_host": "smtp.example.org"}
    )
    assert (cleaned["imap_tls"], cleaned["imap_port"]) == ("ssl", "993")
    assert (cleaned["smtp_tls"], cleaned["smtp_port"]) == ("starttls", "587")
    assert cleaned["imap_folder"] == "INBOX"
    assert len(cleaned["reply_secret"]) >= 32
    assert EmailAdapter().check_settings(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("imap_host", ""),
        ("imap_host", "not a host"),
        ("imap_host", "http://imap.example.org"),
        ("imap_host", "imap.example.org\r\nX"),
        ("imap_port", "0"),
        ("imap_port", "65536"),
        ("imap_port", "abc"),
        ("imap_port", "٣"),
        ("imap_tls", "tls1"),
        ("imap_user", ""),
        ("imap_password", ""),
        ("imap_folder", ""),
        ("imap_folder", "IN\nBOX"),
        ("smtp_host", ""),
        ("smtp_port", "-25"),
        ("smtp_tls", "yes"),
        ("smtp_user", "somebody"),
        ("smtp_password", "somebody's"),
        ("from_name", "x" * 101),
        ("from_name", "Shop\r\nBcc: x"),
        ("reply_address", "nobody"),
        ("reply_secret", "short"),
        ("authserv_id", "mx example"),
        ("largest_mb", "0"),
        ("largest_mb", "many"),
        ("timeout_s", "1e9"),
        ("colour", "blue"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        EmailAdapter().check_settings({**SETTINGS, name: value})
    expected = "smtp_password" if name == "smtp_user" else "imap_password" if (name, value) == ("imap_password", "") else name
    assert expected in refused.value.fields
    assert expected in refused.value.sentence


@pytest.mark.parametrize("server", ["imap", "smtp"])
def test_an_open_line_is_only_for_this_machine(server: str) -> None:
    with pytest.raises(Refusal) as refused:
        EmailAdapter().check_settings({**SETTINGS, f"{server}_host": "mail.example.org"})
    assert list(refused.value.fields) == [f"{server}_tls"]


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        EmailAdapter().check_settings({"imap_port": "x", "timeout_s": "x"})
    assert set(refused.value.fields) == {"imap_host", "imap_port", "imap_user", "smtp_host", "timeout_s"}
