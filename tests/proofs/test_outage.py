"""A week in which mail, Bluesky and Mastodon cannot be reached loses nothing (issue 4; RELIABILITY A6). `make proof` does it with a thousand
items in each place."""

from uuid import UUID

import pytest

from tests.peers import mailserver
from tests.proofs import outage

pytestmark = [
    pytest.mark.mailserver,
    pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here"),
]


@pytest.mark.timeout(900)
def test_seven_days_without_mail_bluesky_and_mastodon_lose_nothing(
    committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    print(outage.run(committed_brightside, monkeypatch, people=6, during=18))


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_a_thousand_items_in_each_place(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    print(outage.run(committed_brightside, monkeypatch, people=40, during=25))
