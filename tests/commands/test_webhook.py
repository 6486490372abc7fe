"""`makegood webhook`: whom a brand tells, from the command line; the secret is shown once, and an unknown name is refused with those there are."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from makegood.brands.types import Brand
from makegood.commands import asking, webhook
from makegood.kernel.refusals import Refusal
from makegood.platform import clock
from makegood.webhooks import queries


@pytest.fixture
def say(brightside: Brand, at: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    @contextmanager
    def open_brand(_slug: str) -> Iterator[object]:
        yield brightside.id

    monkeypatch.setattr(asking, "open_brand", open_brand)
    monkeypatch.setattr(clock, "now", lambda: at)

    def said(*words: str) -> str:
        parser = argparse.ArgumentParser()
        webhook.add_arguments(parser)
        assert webhook.run(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    return said


def test_one_is_added_tested_looked_at_switched_and_removed(say) -> None:  # type: ignore[no-untyped-def]
    assert "There is none yet" in say("list")
    assert "secret   whsec_" in say("add", "Warehouse", "https://warehouse.example/hook", "--kinds", "cases.*,people.NameNoted")
    assert "whsec_" not in say("list")
    assert "A test is on its way." in say("test", "Warehouse")
    assert "webhooks.Test" in say("log", "Warehouse")
    assert "secret   whsec_" in say("rotate", "Warehouse")
    say("off", "Warehouse")
    assert "0 waiting, 1 failed: switched off." in say("list")
    say("on", "Warehouse")
    assert say("resend", "Warehouse") == "1 are on their way again.\n"
    say("off", "Warehouse")
    say("remove", "Warehouse")
    assert queries.webhooks() == ()


def test_all_that_one_can_be_told_of_is_named_with_its_sentence(say) -> None:  # type: ignore[no-untyped-def]
    named = say("kinds")
    assert "cases.CaseOpened" in named
    assert len(named.splitlines()) > 60


def test_an_unknown_name_is_refused_with_those_there_are(say) -> None:  # type: ignore[no-untyped-def]
    say("add", "Warehouse", "https://warehouse.example/hook", "--kinds", "*")
    with pytest.raises(Refusal, match=r"There are: Warehouse\."):
        say("test", "Werehouse")


def test_kinds_that_do_not_exist_are_refused_and_nothing_is_kept(say) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal, match=r"there is no “cases\.CaseOpend”"):
        say("add", "Warehouse", "https://warehouse.example/hook", "--kinds", "cases.CaseOpend")
    assert queries.webhooks() == ()
