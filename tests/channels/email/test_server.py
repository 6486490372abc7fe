"""Over a real mail server: what is sent arrives, what arrives is read once and left as it was, and each failure is said in words."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.utils import parseaddr
from itertools import count

import pytest

from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import AttachmentIn, Automatic, ChannelConfig, OutgoingLetter
from makegood.kernel.refusals import Trouble
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels.email.conftest import channel_with
from tests.peers.mailserver import Mailbox, MailServer

pytestmark = pytest.mark.mailserver
_NUMBERS = count(1)
CONVERSATION = "01957f6e-1111-7222-8333-444455556666"


@pytest.fixture
def mailbox(mail_server: MailServer) -> Mailbox:
    """A mailbox that no other test has seen."""
    return mail_server.mailbox(f"help{next(_NUMBERS)}")


def connected(mailbox: Mailbox, **settings: str) -> ChannelConfig:
    return replace(channel_with(**{**mailbox.settings(), **settings}), address=mailbox.address)


def letter(to: str, key: str = "answer-1", **fields: object) -> OutgoingLetter:
    address = Address(IdentityKind.EMAIL, to, "Tom Arden")
    known = {"subject": "Your torch", "text": "A new one is on its way.", "reply_token": CONVERSATION, **fields}
    return OutgoingLetter(message_key=key, to=address, **known)  # type: ignore[arg-type]


def mail(number: int, to: str) -> bytes:
    return f"From: Tom <tom.arden@example.org>\r\nTo: {to}\r\nSubject: Letter {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\nToken {number}\r\n".encode()


def test_what_we_send_leaves_and_the_answer_finds_its_conversation(mail_server: MailServer, mailbox: Mailbox) -> None:
    channel, adapter = connected(mailbox), EmailAdapter()
    file = AttachmentIn("Rechnung März.pdf", "application/pdf", bytes(range(256)) * 100)
    before = len(mail_server.sent())
    receipt = adapter.send(letter(cast.TOM_EMAIL, in_reply_to="first@example.org", attachments=(file,)), channel=channel)
    left = mail_server.wait_for_sent(before + 1)[-1]
    assert (left.sender, left.recipients) == (mailbox.address, (cast.TOM_EMAIL,))

    sent = adapter.parse(left.raw, channel=replace(channel, address="other@brightside.example"))[0]
    assert (sent.thread_key, sent.thread_keys) == (receipt.external_id, ("first@example.org",))
    assert sent.attachments == (file,)
    way_back = parseaddr("".join(str(message_from_bytes(left.raw)["Reply-To"]).split()))[1]
    answer = f"From: Tom <{cast.TOM_EMAIL}>\r\nTo: {way_back}\r\nSubject: Re: Your torch\r\nIn-Reply-To: <{receipt.external_id}>\r\n\r\nThank you!\r\n"
    mail_server.deliver(answer.encode(), way_back)
    mailbox.wait_for(1)

    fetched = adapter.fetch(channel=channel, cursor="", limit=10)
    envelope = adapter.parse(fetched.items[0][1], channel=channel)[0]
    assert envelope.visible == "Thank you!"
    assert envelope.reply_token == CONVERSATION
    assert envelope.thread_keys == (receipt.external_id,)


def test_looking_leaves_no_trace_and_goes_on_where_it_stopped(mailbox: Mailbox) -> None:
    channel, adapter = connected(mailbox), EmailAdapter()
    for number in range(5):
        mailbox.append(mail(number, mailbox.address))
    first = adapter.fetch(channel=channel, cursor="", limit=2)
    second = adapter.fetch(channel=channel, cursor=first.cursor, limit=2)
    third = adapter.fetch(channel=channel, cursor=second.cursor, limit=2)
    nothing = adapter.fetch(channel=channel, cursor=third.cursor, limit=2)
    assert [len(fetched.items) for fetched in (first, second, third, nothing)] == [2, 2, 1, 0]
    assert [fetched.more for fetched in (first, second, third, nothing)] == [True, True, False, False]
    subjects = [adapter.parse(raw, channel=channel)[0].subject for fetched in (first, second, third) for _, raw in fetched.items]
    assert subjects == [f"Letter {number}" for number in range(5)]
    assert nothing.cursor == third.cursor
    assert mailbox.flags() == [()] * 5


def test_a_folder_numbered_anew_is_read_again_under_the_same_keys(mailbox: Mailbox) -> None:
    channel, adapter = connected(mailbox), EmailAdapter()
    for number in range(3):
        mailbox.append(mail(number, mailbox.address))
    before = adapter.fetch(channel=channel, cursor="", limit=10)
    mailbox.number_anew()
    after = adapter.fetch(channel=channel, cursor=before.cursor, limit=10)
    assert before.cursor.partition(":")[0] != after.cursor.partition(":")[0]
    assert sorted(key for key, _ in after.items) == sorted(key for key, _ in before.items)


def test_a_mail_larger_than_is_kept_comes_as_far_as_it_is_kept(mailbox: Mailbox) -> None:
    channel, adapter = connected(mailbox, largest_mb="1"), EmailAdapter()
    mailbox.append(mail(1, mailbox.address) + b"The torch is dark.\r\n" * 100_000)
    ((_, raw),) = adapter.fetch(channel=channel, cursor="", limit=10).items
    assert len(raw) == 1_000_001
    assert adapter.parse(raw, channel=channel)[0].cut


def test_another_folder_is_read_by_its_name(mailbox: Mailbox) -> None:
    mailbox.append(mail(1, mailbox.address), folder='"K&APw-che \\"1\\""')
    channel = connected(mailbox, imap_folder='Küche "1"')
    assert len(EmailAdapter().fetch(channel=channel, cursor="", limit=10).items) == 1


def test_a_missing_folder_is_a_lasting_trouble(mailbox: Mailbox) -> None:
    with pytest.raises(Trouble, match="imap_folder") as trouble:
        EmailAdapter().fetch(channel=connected(mailbox, imap_folder="Nowhere"), cursor="", limit=10)
    assert trouble.value.lasting


def test_a_wrong_password_is_a_lasting_trouble(mailbox: Mailbox) -> None:
    with pytest.raises(Trouble) as trouble:
        EmailAdapter().fetch(channel=connected(mailbox, imap_password="wrong"), cursor="", limit=10)
    assert trouble.value.lasting
    assert "wrong" not in trouble.value.sentence


def test_a_server_that_is_away_is_a_passing_trouble(mailbox: Mailbox) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = str(nobody.getsockname()[1])
        channel = connected(mailbox, imap_port=port, smtp_port=port)
        for look in (
            lambda: EmailAdapter().fetch(channel=channel, cursor="", limit=1),
            lambda: EmailAdapter().send(letter(cast.TOM_EMAIL), channel=channel),
        ):
            with pytest.raises(Trouble) as trouble:
                look()
            assert not trouble.value.lasting


def test_a_line_that_breaks_gives_what_was_read_and_goes_on_later(mailbox: Mailbox) -> None:
    adapter = EmailAdapter()
    for number in range(4):
        mailbox.append(mail(number, mailbox.address) + b"x" * 200_000)
    with line_that_breaks_after(450_000, mailbox.server.imap_port) as port:
        fetched = adapter.fetch(channel=connected(mailbox, imap_port=str(port)), cursor="", limit=10)
    assert len(fetched.items) == 2
    assert fetched.more
    rest = adapter.fetch(channel=connected(mailbox), cursor=fetched.cursor, limit=10)
    assert len(rest.items) == 2


def test_a_line_that_breaks_at_the_first_mail_is_a_passing_trouble(mailbox: Mailbox) -> None:
    mailbox.append(mail(1, mailbox.address) + b"x" * 200_000)
    with line_that_breaks_after(50_000, mailbox.server.imap_port) as port, pytest.raises(Trouble) as trouble:
        EmailAdapter().fetch(channel=connected(mailbox, imap_port=str(port)), cursor="", limit=10)
    assert not trouble.value.lasting


def test_a_refusal_comes_back_as_a_bounce_with_our_message_id(mail_server: MailServer, mailbox: Mailbox) -> None:
    channel, adapter = connected(mailbox), EmailAdapter()
    receipt = adapter.send(letter("nobody@far.example"), channel=channel)
    mailbox.wait_for(1)
    envelope = adapter.parse(adapter.fetch(channel=channel, cursor="", limit=1).items[0][1], channel=channel)[0]
    assert envelope.automatic is Automatic.BOUNCE
    assert envelope.bounce is not None
    assert (envelope.bounce.recipient, envelope.bounce.lasting, envelope.bounce.status) == ("nobody@far.example", True, "5.1.1")
    assert envelope.bounce.original_message_id == receipt.external_id


@pytest.mark.parametrize(("to", "lasting"), [("nobody@far.example", True), ("later@far.example", False)])
def test_a_servers_no_is_lasting_and_its_not_now_is_passing(
    to: str, lasting: bool, mail_server: MailServer, mailbox: Mailbox
) -> None:
    channel = connected(mailbox, smtp_port=str(mail_server.sink.port))
    with pytest.raises(Trouble, match="did not take it") as trouble:
        EmailAdapter().send(letter(to), channel=channel)
    assert trouble.value.lasting is lasting


def test_a_greeting_enters_and_says_nothing_to_anybody(mail_server: MailServer, mailbox: Mailbox) -> None:
    before = len(mail_server.sent())
    assert EmailAdapter().greet(channel=connected(mailbox)) == "Speaking works: 127.0.0.1 let us in."
    assert len(mail_server.sent()) == before
    with pytest.raises(Trouble) as trouble:
        EmailAdapter().greet(channel=connected(mailbox, smtp_user="help", smtp_password="wrong"))
    assert trouble.value.lasting


def test_automatic_words_leave_with_the_null_sender(mail_server: MailServer, mailbox: Mailbox) -> None:
    before = len(mail_server.sent())
    EmailAdapter().send(letter(cast.TOM_EMAIL, automatic=True), channel=connected(mailbox))
    assert mail_server.wait_for_sent(before + 1)[-1].sender == ""


@contextmanager
def line_that_breaks_after(size: int, port: int) -> Iterator[int]:
    """A relay to this port that hangs up when so many bytes have come back."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def relay() -> None:
            inside, _ = listening.accept()
            outside = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=_pour, args=(inside, outside, 1 << 40), daemon=True).start()
            _pour(outside, inside, size)
            for end in (inside, outside):
                end.close()

        threading.Thread(target=relay, daemon=True).start()
        yield listening.getsockname()[1]


def _pour(source: socket.socket, target: socket.socket, size: int) -> None:
    try:
        while size > 0 and (data := source.recv(min(65_536, size))):
            target.sendall(data)
            size -= len(data)
        target.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
