"""While the database is out of reach, a page says so, and what is no such thing stays a fault."""

import logging

import psycopg
import pytest
from django.db import OperationalError

from makegood.brands import queries as brands
from tests import cast
from tests.desk.conftest import Door


def broken(words: str, cause: psycopg.Error) -> object:
    def fails(**_where: object) -> None:
        raise OperationalError(words) from cause

    return fails


def test_it_is_said_with_the_way_out_and_logged_without_the_address(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mara = door.signed_in(cast.MARA["user_id"])
    monkeypatch.setattr(brands, "ask_member_of_user", broken("connection refused", psycopg.OperationalError("refused")))
    with caplog.at_level(logging.INFO):
        told = mara.get(door.at(""))
    assert (told.status_code, told["Retry-After"], told["Cache-Control"]) == (503, "5", "no-store")
    assert "Nothing that was accepted is lost" in told.text
    assert 'lang="de"' in told.text
    (line,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert line.getMessage() == "The database is out of reach: GET OperationalError, OperationalError"
    assert line.exc_info is None


def test_what_the_database_refuses_for_a_reason_of_its_own_is_a_fault_of_ours(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = door.signed_in(cast.MARA["user_id"])
    mara.raise_request_exception = False
    monkeypatch.setattr(brands, "ask_member_of_user", broken("deadlock", psycopg.errors.DeadlockDetected("deadlock")))
    assert mara.get(door.at("")).status_code == 500
