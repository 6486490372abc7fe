"""The doctor looks, says how to mend, and changes nothing."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.commands import doctor
from makegood.commands import main as command
from makegood.config import environment


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """A fresh installation: no database, no data, two free ports."""
    for name in [name for name in os.environ if name.startswith("MAKEGOOD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MAKEGOOD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MAKEGOOD_PORT", str(free_port()))
    monkeypatch.setenv("MAKEGOOD_LIVE_PORT", str(free_port()))
    environment.settings.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    environment.settings.cache_clear()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def to_mend() -> dict[str, str]:
    return {finding.what: finding.mend for finding in doctor.findings() if finding.mend}


def test_a_fresh_installation_is_well_and_stays_untouched(
    told: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "ok    embedded PostgreSQL (not made yet: the first `makegood up` makes it)\n" in shown
    assert shown.endswith("All is well.\n")
    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_are_named_one_by_one(told: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    told.setenv("MAKEGOOD_PORT", "x")
    told.setenv("MAKEGOOD_HUE", "blue")
    assert command.main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "mend  MAKEGOOD_PORT\n      MAKEGOOD_PORT is “x”: write a whole number from 1 to 65535.\n" in shown
    assert "MAKEGOOD_HUE is not a setting of Makegood" in shown
    assert shown.endswith("2 to mend.\n")


def test_a_taken_port_is_named_with_its_setting(told: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told.setenv("MAKEGOOD_PORT", str(port))
        assert to_mend() == {f"port {port}": "Another program listens there. Free it, or set MAKEGOOD_PORT to another port."}


def test_an_address_that_is_not_of_this_machine_is_not_mended_by_another_port(told: pytest.MonkeyPatch) -> None:
    told.setenv("MAKEGOOD_HOST", "192.0.2.1")  # kept for documents: nobody has it
    way_out = "Set MAKEGOOD_HOST to an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all of them."
    assert [mend for what, mend in to_mend().items() if what.startswith("port")] == [
        f"Cannot assign requested address. {way_out}"
    ] * 2


def test_a_secret_key_that_others_may_read_is_seen(told: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "home" / "secret-key"
    secret.parent.mkdir()
    secret.write_text("s" * 64)
    secret.chmod(0o644)
    assert to_mend() == {"secret key": f"Others may read it. Close it with: chmod 600 {secret}"}


def test_an_outside_database_that_does_not_answer_is_named(told: pytest.MonkeyPatch) -> None:
    told.setenv("MAKEGOOD_DATABASE_URL", f"postgresql://makegood_app@127.0.0.1:{free_port()}/makegood")
    mend = to_mend()["database"]
    assert mend.startswith("It cannot be reached: ")
    assert mend.endswith(" Check MAKEGOOD_DATABASE_URL, then run: makegood db init")


def test_a_role_that_sees_across_brands_is_seen(told: pytest.MonkeyPatch) -> None:
    from tests.conftest import SERVER

    told.setenv("MAKEGOOD_DATABASE_URL", SERVER.admin)
    assert [what for what in to_mend() if what.startswith("the app's role")] != []


def test_a_database_of_another_major_version_is_named(told: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = tmp_path / "home" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    if os.geteuid() == 0:
        for folder in (data, data.parent, tmp_path / "home"):
            os.chown(folder, 65534, 65534)
    mend = to_mend()["embedded PostgreSQL"]
    assert "PostgreSQL 14" in mend or "may not enter" in mend
