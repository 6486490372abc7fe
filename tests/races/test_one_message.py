"""The same mail on eight lines at once is one message, and two mails that share a name are two (RELIABILITY A5)."""

import random
import threading
from uuid import UUID

import pytest
from django.db import connection

from makegood.channels import models
from makegood.channels.actions import connecting, intake
from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import ChannelConfig, ChannelId
from makegood.kernel.actors import SYSTEM
from makegood.platform import jobs, tenancy
from tests import cast
from tests.proofs import mails

pytestmark = pytest.mark.races
LINES, TIMES, MAILS = 8, 5, 12
MAIL = {"imap_host": "mail.brightside.example", "imap_user": "help", "imap_password": "x", "smtp_host": "mail.brightside.example"}


def letters() -> list[bytes]:
    """A thread of answers, and among them two different mails under one Message-ID."""
    told = [
        mails.letter(
            author=f"{cast.TOM_NAME} <{cast.TOM_EMAIL}>",
            to="help@brightside.example",
            name=f"mail-{number}@tom.example",
            words=f"Word {number}, token-{number}.",
            at=cast.AT,
            above=[f"mail-{above}@tom.example" for above in range(number)],
        )
        for number in range(MAILS)
    ]
    return [*told, told[3].replace(b"token-3", b"token-other")]


def test_a_mail_five_times_on_eight_lines_is_one_message_and_two_of_one_name_are_two(committed_brightside: UUID) -> None:
    with tenancy.brand(committed_brightside):
        channel_id = connecting.add_channel(
            kind="email", name="Mail", address="help@brightside.example", settings=MAIL, by=SYSTEM, at=cast.AT
        )
    channel = ChannelConfig(ChannelId(channel_id), committed_brightside, "email", "Mail", "help@brightside.example", MAIL)
    envelopes = [EmailAdapter().parse(raw, channel=channel)[0] for raw in letters()]
    start, failed = threading.Barrier(LINES), list[Exception]()

    def line(number: int) -> None:
        order = [*envelopes] * TIMES
        random.Random(number).shuffle(order)
        try:
            start.wait(10)
            for at in range(0, len(order), 7):
                with tenancy.brand(committed_brightside):
                    intake.store_messages(channel_id=channel_id, envelopes=order[at : at + 7], at=cast.AT)
        except Exception as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=line, args=(number,)) for number in range(LINES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    jobs.do_all_due(committed_brightside, at=cast.AT)
    with tenancy.brand(committed_brightside):
        rows = list(models.Message.objects.filter(channel_id=channel_id).values_list("text", "conversation_id"))
    assert failed == []
    told = sorted(text.partition("token-")[2].strip(" .\n") for text, _ in rows)
    assert told == sorted([*(str(number) for number in range(MAILS)), "other"])
    assert len({conversation for _, conversation in rows}) == 1
