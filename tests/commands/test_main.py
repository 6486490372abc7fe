"""The command line says what it can do and what went wrong, in one sentence."""

import sys
from pathlib import Path

import pytest

from makegood.commands import main as command
from makegood.config import environment


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert [name for name in ("up", "web", "live", "worker", "db", "doctor") if f"\n  {name} " not in shown] == []


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


def test_only_the_command_that_is_asked_for_is_loaded() -> None:
    """Django must not read its settings before the database's address is known."""
    import subprocess

    code = "import sys, makegood.commands.main; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
