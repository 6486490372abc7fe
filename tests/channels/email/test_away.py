"""Until when an automatic reply says that somebody is away."""

from datetime import date

import pytest

from makegood.channels.adapters.email import away
from makegood.channels.adapters.email.adapter import EmailAdapter
from tests.channels.email.conftest import channel_with

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("I am away and will be back on 9 March. In urgent cases call Sam.", date(2026, 3, 9)),
        ("I will return on March 9th, 2026.", date(2026, 3, 9)),
        ("I am out of the office until 2026-03-08.", date(2026, 3, 9)),
        ("Ich bin vom 2.3. bis 6.3.2026 nicht im Büro.", date(2026, 3, 7)),
        ("Ab dem 9. März bin ich wieder erreichbar.", date(2026, 3, 9)),
        ("Je suis de retour le 9 mars.", date(2026, 3, 9)),
        ("Estoy de vuelta el 9 de marzo de 2026.", date(2026, 3, 9)),
        ("I am back on 5 January.", date(2027, 1, 5)),
        ("I am away.", None),
        ("Your order of 9 March has arrived.", None),
        ("I was back on 1 March 2020.", None),
        ("Back on 31 February.", None),
        ("Back on 9 March 2099.", None),
        ("", None),
    ],
)
def test_the_day_on_which_they_are_back(words: str, back: date | None) -> None:
    assert away.back_on(words, today=TODAY) == back


def test_only_an_automatic_reply_says_it() -> None:
    mail = "{}From: tom@example.org\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nSubject: Away\nMessage-ID: <a@b.c>\n\nI am back on 9 March.\n"
    read = EmailAdapter().parse
    assert read(mail.format("Auto-Submitted: auto-replied\n").encode(), channel=channel_with())[0].away_until == date(2026, 3, 9)
    assert read(mail.format("").encode(), channel=channel_with())[0].away_until is None
