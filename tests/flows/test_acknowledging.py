"""A mail is acknowledged at most once a day, truthfully, with nothing of the sender's in it, and never to a machine (RELIABILITY D3, D4, E3)."""

import email
import random
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from uuid import UUID

import pytest

from makegood.channels.messages import Asked
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from tests import cast
from tests.flows import posting
from tests.flows.posting import Mailbox, carry, letter


def switched_on(mailbox: Mailbox, per_hour: int = 200) -> Mailbox:
    from makegood.channels.actions import acknowledging

    with tenancy.brand(mailbox.brand_id):
        acknowledging.switch(on=True, per_hour=per_hour, by=SYSTEM, at=cast.AT)
    return mailbox


@pytest.fixture
def mail(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    return posting.mailbox(committed_brightside, cast.HELP_EMAIL, posting.office(monkeypatch))


def test_it_is_off_until_somebody_switches_it_on(mail: Mailbox) -> None:
    assert mail.gets(letter()) == []


def test_an_acknowledgement_is_true_and_holds_nothing_of_the_senders(mail: Mailbox) -> None:
    switched_on(mail)
    (left,) = mail.gets(letter("Win big at evil.example <tom.arden@example.org>", "Zebra words.", subject="Zebra subject?"))
    said = email.message_from_bytes(left.raw)
    words = said.get_payload(decode=True).decode()
    assert "by Monday, 2 March, 11:00 (London time)" in words
    assert not any(theirs in f"{said['Subject']} {said['To']} {words}" for theirs in ("Zebra", "Win big", "evil"))
    assert (left.sender, left.recipient) == ("", "tom.arden@example.org")
    assert said["Auto-Submitted"] == "auto-replied"
    assert said["In-Reply-To"] == "<one@mail.example>"
    assert said["X-Auto-Response-Suppress"] == "All"


def test_it_promises_no_earlier_than_the_team_is_there(mail: Mailbox) -> None:
    switched_on(mail)
    (left,) = mail.gets(letter(), at=cast.AT.replace(hour=22))  # Monday night: it comes at once, and says Tuesday
    assert "by Tuesday, 3 March, 10:00" in email.message_from_bytes(left.raw).get_payload(decode=True).decode()


def test_it_stops_no_clock_and_is_seen_in_the_case(mail: Mailbox) -> None:
    from makegood.cases import queries as cases
    from makegood.channels import queries as channels

    switched_on(mail)
    mail.gets(letter())
    with tenancy.brand(mail.brand_id):
        case = cases.by_number(number=1)
        assert (case.segments[-1].first_replied_at, case.turn) == (None, "ours")
        assert len(channels.conversations(conversation_ids=case.conversation_ids)) == 2


def test_the_second_mail_of_a_day_is_not_acknowledged_and_the_next_days_is(mail: Mailbox) -> None:
    switched_on(mail)
    sent = [
        len(
            mail.gets(
                letter(key=f"k{hours}", subject=f"About {hours}", words=f"Do you sell {hours}?"),
                at=cast.AT + timedelta(hours=hours),
            )
        )
        for hours in (0, 1, 23, 25)
    ]
    assert sent == [1, 0, 0, 1]


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-generated\n",
        "Auto-Submitted: auto-notified\n",
        "Precedence: bulk\n",
        "Precedence: list\n",
        "Precedence: junk\n",
        "List-Id: <news.example>\n",
        "List-Unsubscribe: <mailto:u@news.example>\n",
        "X-Auto-Response-Suppress: All\n",
        "X-Loop: a@b.example\n",
        "X-Autoreply: yes\n",
        "Return-Path: <>\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n",
        "X-Spam-Flag: YES\n",
    ],
)
def test_no_machine_no_list_and_no_spam_is_acknowledged(headers: str, mail: Mailbox) -> None:
    switched_on(mail)
    assert mail.gets(letter(more=headers)) == []


@pytest.mark.parametrize(
    "author", ["MAILER-DAEMON@mx.example", "postmaster@mx.example", cast.HELP_EMAIL, "owner-list@list.example"]
)
def test_no_daemon_and_not_ourselves(author: str, mail: Mailbox) -> None:
    switched_on(mail)
    assert mail.gets(letter(author, dmarc="")) == []


def test_our_own_message_id_is_never_acknowledged(mail: Mailbox) -> None:
    switched_on(mail)
    raw = letter().replace(b"<one@mail.example>", b"<mg.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@brightside.example>")
    assert mail.gets(raw) == []


def test_a_forged_sender_is_not_acknowledged(mail: Mailbox) -> None:
    switched_on(mail)
    assert mail.gets(letter(dmarc="fail")) == []


def test_forty_ordinary_mails_are_all_acknowledged(mail: Mailbox) -> None:
    switched_on(mail)
    mails = [
        letter(f"Guest {n} <guest{n}@example.org>", f"Where is my parcel {n}?", key=f"k{n}", dmarc="pass") for n in range(40)
    ]
    assert len(mail.gets(*mails)) == 40


def test_two_houses_that_answer_each_other_stop_at_once_even_without_their_marks(
    mail: Mailbox, new_brightside: Callable[[], UUID]
) -> None:
    other = switched_on(posting.mailbox(new_brightside(), "hello@pageturner.example", mail.office))
    switched_on(mail)
    rounds = 0

    def stripped(message: Message) -> None:
        """No sign of a machine is left, every mail is new, and its subject grows."""
        for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "References", "In-Reply-To", "Message-ID"):
            del message[name]
        subject = message["Subject"]
        del message["Subject"]
        message["Subject"] = f"Re: Automatic: {subject} {rounds}?"
        message["Message-ID"] = f"<loop{rounds}@mail.example>"

    houses = {mail.address: mail, other.address: other}
    waiting = mail.gets(letter(f"Pageturner <{other.address}>", "Where is our parcel?", key="first"))
    while waiting and rounds < 10:
        rounds += 1
        waiting = [
            new
            for one in waiting
            for new in houses[one.recipient].gets(carry(one, changed=stripped), at=cast.AT + timedelta(minutes=rounds))
        ]
    assert 1 <= rounds <= 3
    assert len(mail.office.left) <= 3


def test_ten_thousand_senders_are_each_told_once_and_never_beyond_the_cap(mail: Mailbox) -> None:
    from makegood.channels import queries as channels
    from makegood.channels.actions import acknowledging

    switched_on(mail, per_hour=200)
    chance = random.Random(8)
    addresses = [
        f"victim{n % 40}{'+' + str(n) if n % 2 else ''}@example.org" if n % 10 == 0 else f"u{n}@example.net"
        for n in range(10_000)
    ]
    asked = [(Asked(new_id(), address, vouched=chance.random() < 0.5), n) for n, address in enumerate(addresses)]
    granted: dict[int, list[str]] = {}
    with tenancy.brand(mail.brand_id):
        for hour, start in enumerate(range(0, 10_000, 500)):
            some = [one for one, _ in asked[start : start + 500]]
            may = acknowledging.claim(asked=some, at=cast.AT + timedelta(hours=hour, seconds=hour))
            granted[hour] = [one.address for one in some if one.message_id in may]
            doubtful = [one for one in some if one.message_id in may and not one.vouched]
            assert len(doubtful) <= 20
        assert channels.acknowledgements().capped_at is not None  # type: ignore[union-attr]
    boxes = [address.replace("+", "@").split("@")[0] for told in granted.values() for address in told]
    assert len(boxes) == len(set(boxes))
    assert max(len(told) for told in granted.values()) <= 200
    assert alarms(mail) == 20


def alarms(mail: Mailbox) -> int:
    from django.db import connection

    with tenancy.brand(mail.brand_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM platform_journal WHERE kind LIKE '%AcknowledgementsCapped'")
        return int(cursor.fetchone()[0])


def test_tags_and_dots_make_no_second_mailbox() -> None:
    from makegood.channels.rules import senders as rules

    assert {rules.mailbox(one) for one in ("Tom+a@example.org", "tom+b@Example.org", "tom@example.org")} == {"tom@example.org"}
    assert rules.mailbox("t.o.m+x@gmail.com") == "tom@gmail.com"
    assert rules.mailbox("t.om@example.org") == "t.om@example.org"


@pytest.mark.parametrize("per_hour", [0, -1, 10_001])
def test_a_cap_that_is_none_is_refused(per_hour: int, mail: Mailbox) -> None:
    from makegood.channels import queries as channels
    from makegood.channels.actions import acknowledging

    with tenancy.brand(mail.brand_id):
        with pytest.raises(Refusal) as refused:
            acknowledging.switch(on=True, per_hour=per_hour, by=SYSTEM, at=cast.AT)
        assert refused.value.fields == {"per_hour": "out of range"}
        assert channels.acknowledgements() is None


def test_ten_thousand_bounces_make_no_mail(mail: Mailbox) -> None:
    """Fifty here; each is read, set aside, and answered by nobody (RELIABILITY D4)."""
    switched_on(mail)
    bounces = [
        letter("MAILER-DAEMON@mx.example", f"550 no such person {n}", subject="Undelivered Mail", key=f"b{n}", dmarc="")
        for n in range(50)
    ]
    assert mail.gets(*bounces) == []
