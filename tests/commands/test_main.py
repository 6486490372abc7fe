"""The command line says what it can do and what went wrong, in one sentence."""

import gc
import signal
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from makegood.commands import doctor
from makegood.commands import main as command
from makegood.config import environment
from tests.commands.test_doctor import free_port


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert [name for name in ("up", "web", "live", "worker", "db", "doctor") if f"\n  {name} " not in shown] == []


def test_without_a_command_it_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 2
    assert "\n  up        Start everything here" in capsys.readouterr().err


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["dance"])
    assert left.value.code == 2
    assert "invalid choice: 'dance'" in capsys.readouterr().err


def test_a_wrong_setting_stops_the_start_with_its_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MAKEGOOD_PORT", "eighty")
    environment.settings.cache_clear()
    try:
        assert command.main(["up"]) == 2
    finally:
        environment.settings.cache_clear()
    said = capsys.readouterr()
    assert said.err == "makegood: MAKEGOOD_PORT is “eighty”: write a whole number from 1 to 65535.\n"
    assert said.out == ""


def test_a_role_that_the_schema_does_not_know_is_refused_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("MAKEGOOD_HOME", str(tmp_path))
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", "postgresql://shop@127.0.0.1:9/makegood")
    environment.settings.cache_clear()
    try:
        assert command.main(["db", "init", "--admin", "postgresql://root@127.0.0.1:9/postgres"]) == 2
    finally:
        environment.settings.cache_clear()
    assert "MAKEGOOD_DATABASE_URL names the role shop: it must be makegood_app" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["brand", "list"], ["db", "migrate"], ["up"]])
def test_an_outside_database_that_nobody_answers_for_is_named_in_one_sentence(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("MAKEGOOD_HOME", str(tmp_path))
    for name in ("PORT", "LIVE_PORT"):
        monkeypatch.setenv(f"MAKEGOOD_{name}", str(free_port()))
    silent = free_port()
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", f"postgresql://makegood_app@127.0.0.1:{silent}/makegood")
    monkeypatch.setenv("MAKEGOOD_OWNER_DATABASE_URL", f"postgresql://makegood_owner@127.0.0.1:{silent}/makegood")
    environment.settings.cache_clear()
    endings = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert command.main(words) == 1
    finally:
        gc.enable()
        environment.settings.cache_clear()
        for number, way in endings.items():
            signal.signal(number, way)
    said = capsys.readouterr()
    assert said.err.startswith("makegood: The database cannot be reached: ")
    assert said.err.endswith("Check that it runs, and MAKEGOOD_DATABASE_URL; `makegood doctor` looks at the rest.\n")
    assert said.out == ""


def test_a_database_that_fails_on_the_way_is_no_page_of_frames(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_told: object) -> int:
        raise OperationalError('could not extend file "base/1": No space left on device\nHINT:  Check free disk space.')

    monkeypatch.setattr(doctor, "run", fail)
    assert command.main(["doctor"]) == 1
    assert capsys.readouterr().err == (
        'makegood: The database failed: could not extend file "base/1": No space left on device. `makegood doctor` says what to mend.\n'
    )


def test_only_the_command_that_is_asked_for_is_loaded() -> None:
    """Django must not read its settings before the database's address is known."""
    import subprocess

    code = "import sys, makegood.commands.main; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
