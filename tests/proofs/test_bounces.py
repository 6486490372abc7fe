"""No report of a mail server makes a mail, whoever many there are. `make proof`: ten thousand letters and eleven thousand reports."""

from uuid import UUID

import pytest

from tests.flows import posting
from tests.flows.posting import Mailbox
from tests.proofs import bounces


@pytest.fixture
def mail(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    opened = posting.mailbox(committed_brightside, "help@brightside.example", posting.office(monkeypatch))
    bounces.switched_on(opened)
    return opened


def test_two_hundred_letters_that_come_back_make_no_mail_and_each_is_marked_once(mail: Mailbox) -> None:
    seen = bounces.run(mail, letters=200, seed=20261122)
    assert (seen.reports, seen.left, seen.failed, seen.marked, seen.cases, seen.aside) == (222, 0, 200, 200, 0, 2), str(seen)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_ten_thousand_letters_that_come_back_make_no_mail_and_cost_the_same_to_the_end(mail: Mailbox) -> None:
    seen = bounces.run(mail, letters=10_000, seed=20261122)
    print(seen)
    assert (seen.reports, seen.left, seen.failed, seen.marked, seen.cases, seen.aside) == (11_100, 0, 10_000, 10_000, 0, 100), (
        str(seen)
    )
    assert seen.last_ms < 2 * seen.first_ms, str(seen)
    assert seen.grown_mb < 200, str(seen)
