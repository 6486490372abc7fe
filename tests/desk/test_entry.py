"""One-time sign-in links: once, for a day, and only when somebody presses the button."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from makegood.desk import entry
from makegood.desk.models import OneTimeLink
from tests import cast
from tests.desk.conftest import Door, account

NOW = datetime.now(UTC)


def test_a_link_signs_in_once(door: Door) -> None:
    account(cast.MARA["user_id"])
    link, client = entry.make_link(user_id=cast.MARA["user_id"], at=NOW), Client()
    assert client.post(link)["Location"] == "/"
    assert client.get(door.at("")).status_code == 200
    second = Client()
    assert second.post(link).status_code == 422
    assert second.get(door.at("")).status_code == 302


def test_a_scanner_that_follows_the_link_spends_nothing(door: Door) -> None:
    account(cast.MARA["user_id"])
    link, scanner = entry.make_link(user_id=cast.MARA["user_id"], at=NOW), Client()
    for _ in range(3):
        assert "This link works once." in scanner.get(link).content.decode()
        assert scanner.head(link).status_code == 200
    assert scanner.get(door.at("")).status_code == 302
    assert Client().post(link).status_code == 303


def test_only_a_digest_is_kept(db: None) -> None:
    before = set(OneTimeLink.objects.values_list("digest", flat=True))  # other tests' links
    token = entry.make_link(user_id=2, at=NOW).split("/")[2]
    (digest,) = set(OneTimeLink.objects.values_list("digest", flat=True)) - before
    assert token not in digest
    assert len(token) == 43  # 256 bits in base64url


def test_a_link_lasts_a_day_and_an_unknown_one_not_at_all(db: None) -> None:
    token = entry.make_link(user_id=2, at=NOW).split("/")[2]
    assert entry.is_good(token=token, at=NOW + timedelta(hours=24) - timedelta(seconds=1))
    assert not entry.is_good(token=token, at=NOW + timedelta(hours=24))
    assert entry.spend(token=token, at=NOW + timedelta(hours=24)) is None
    assert entry.spend(token="x" * 43, at=NOW) is None


def test_an_account_that_rests_stays_out(db: None) -> None:
    user = account(7)
    user.is_active = False  # type: ignore[attr-defined]
    user.save()  # type: ignore[attr-defined]
    assert Client().post(entry.make_link(user_id=7, at=NOW)).status_code == 422


@pytest.mark.races
def test_of_many_racers_one_gets_in(django_db_setup: None, django_db_blocker: object) -> None:
    from django.db import connection

    won: list[int | None] = []

    def race(token: str) -> None:
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            won.append(entry.spend(token=token, at=NOW))
            connection.close()

    token = _committed_link(django_db_blocker)
    racers = [threading.Thread(target=race, args=(token,)) for _ in range(12)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(one for one in won if one is not None) == [2]


def _committed_link(blocker: object) -> str:
    """A link that other connections see: made on a connection of its own."""
    made: list[str] = []

    def make() -> None:
        from django.db import connection

        with blocker.unblock():  # type: ignore[attr-defined]
            made.append(entry.make_link(user_id=2, at=NOW))
            connection.close()

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made[0].split("/")[2]
