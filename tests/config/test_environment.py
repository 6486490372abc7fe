"""Settings are read once, and a wrong one is refused by its name."""

import stat
from ipaddress import ip_network
from pathlib import Path

import pytest

from makegood.config import environment
from makegood.kernel.refusals import Refusal

SECRET = "s" * 40


def read(home: Path, **told: str) -> environment.Settings:
    return environment.read({"PATH": "/bin", "MAKEGOOD_HOME": str(home), "MAKEGOOD_SECRET_KEY": SECRET} | told)


def test_an_empty_environment_gives_a_private_start_on_this_machine(tmp_path: Path) -> None:
    told = read(tmp_path)
    assert (told.host, told.port, told.live_port) == ("127.0.0.1", 8000, 8001)
    assert (told.base_url, told.live_url) == ("http://127.0.0.1:8000", "http://127.0.0.1:8001")
    assert told.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert (told.debug, told.time_machine, told.https, told.embedded) == (False, False, False, True)
    assert (told.trusted_proxies, told.http_allow, told.log_level) == ((), frozenset(), "info")
    assert told.attachments == tmp_path / "attachments"


def test_every_value_can_be_told(tmp_path: Path) -> None:
    told = read(
        tmp_path,
        MAKEGOOD_DATABASE_URL="postgresql://makegood_app:a@db.example.org/makegood",
        MAKEGOOD_OWNER_DATABASE_URL="postgresql://makegood_owner:b@db.example.org/makegood",
        MAKEGOOD_DATABASE_POOL="20",
        MAKEGOOD_DEBUG="Yes",
        MAKEGOOD_HOST="::1",
        MAKEGOOD_PORT="9000",
        MAKEGOOD_LIVE_PORT="9001",
        MAKEGOOD_LIVE_URL="https://live.example.org/",
        MAKEGOOD_BASE_URL="https://care.example.org",
        MAKEGOOD_ALLOWED_HOSTS="care.example.org, .example.net",
        MAKEGOOD_TRUSTED_PROXIES="10.0.0.0/8, ::1",
        MAKEGOOD_HTTP_ALLOW="127.0.0.1:8070, [::1]:9, Shop.local:80",
        MAKEGOOD_TIME_MACHINE="on",
        MAKEGOOD_WEB_WORKERS="2",
        MAKEGOOD_LOG_LEVEL="Warning",
    )
    assert told.database_url == "postgresql://makegood_app:a@db.example.org/makegood"
    assert (told.database_pool, told.web_workers, told.log_level) == (20, 2, "warning")
    assert (told.debug, told.time_machine, told.https, told.embedded) == (True, True, True, False)
    assert (told.live_url, told.allowed_hosts) == ("https://live.example.org", ("care.example.org", ".example.net"))
    assert told.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1"))
    assert told.http_allow == {"127.0.0.1:8070", "::1:9", "shop.local:80"}


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("PORT", "eight", "is “eight”: write a whole number from 1 to 65535"),
        ("PORT", "0", "is “0”: write a whole number from 1 to 65535"),
        ("PORT", "65536", "is “65536”: write a whole number from 1 to 65535"),
        ("PORT", "٨٠", "is “٨٠”: write a whole number from 1 to 65535"),
        ("PORT", " ", "is empty: give it a value, or remove it"),
        ("LIVE_PORT", "8000", "is 8000, the same as MAKEGOOD_PORT: choose another"),
        ("HOST", "http://here", "is “http://here”: write a host name or an address such as 127.0.0.1, without a port"),
        ("DEBUG", "perhaps", "is “perhaps”: write yes or no"),
        ("TIME_MACHINE", "2", "is “2”: write yes or no"),
        (
            "BASE_URL",
            "care.example.org",
            "is “care.example.org”: write an address such as https://care.example.org, without a path",
        ),
        ("BASE_URL", "https://a/b", "is “https://a/b”: write an address such as https://care.example.org, without a path"),
        ("LIVE_URL", "ftp://a", "is “ftp://a”: write an address such as https://care.example.org, without a path"),
        ("LIVE_URL", "http://a:99999", "is “http://a:99999”: write an address such as https://care.example.org, without a path"),
        ("ALLOWED_HOSTS", "a.org,*", "holds “*”: write host names separated by commas"),
        ("ALLOWED_HOSTS", "a.org,", "holds “”: write host names separated by commas"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "holds “10.0.0.1/8”: write addresses or networks such as 10.0.0.0/8"),
        ("HTTP_ALLOW", "127.0.0.1", "holds “127.0.0.1”: write host:port, separated by commas"),
        ("HTTP_ALLOW", "::1:80", "holds “::1:80”: write host:port, separated by commas"),
        ("DATABASE_POOL", "-1", "is “-1”: write a whole number from 0 to 200"),
        ("WEB_WORKERS", "0", "is “0”: write a whole number from 1 to 32"),
        ("WORKER_PROCESSES", "all", "is “all”: write a whole number from 1 to 32"),
        ("LOG_LEVEL", "loud", "is “loud”: write one of debug, info, warning, error"),
        ("SECRET_KEY", "short", "has 5 characters: a secret needs at least 32 random ones"),
        ("DATABASE_URL", "mysql://a", "must start with postgresql:// and name role, host and database"),
        ("DATABASE_URL", "postgresql://h/d", "names no role: write postgresql://role:password@host:5432/database"),
        ("DATABASE_URL", "postgresql://u@h", "names no database: write postgresql://role:password@host:5432/database"),
        (
            "DATABASE_URL",
            "postgresql://u:p@h/d?nonsense=1",
            "cannot be read: write postgresql://role:password@host:5432/database",
        ),
        ("DATABSE_URL", "x", "is not a setting of Makegood: correct its name, or remove it"),
        ("SECRET_KEY_FILE", "/nowhere", "and MAKEGOOD_SECRET_KEY_FILE are both set: keep one of them"),
    ],
)
def test_a_malformed_value_is_refused_with_a_sentence_that_names_it(tmp_path: Path, name: str, value: str, why: str) -> None:
    variable = "MAKEGOOD_SECRET_KEY" if name == "SECRET_KEY_FILE" else f"MAKEGOOD_{name}"
    with pytest.raises(Refusal) as refused:
        read(tmp_path, **{f"MAKEGOOD_{name}": value})
    assert refused.value.code == "settings"
    assert refused.value.fields == {variable: why}
    assert refused.value.sentence == f"{variable} {why}."
    assert list(tmp_path.iterdir()) == []


def test_all_wrong_values_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, MAKEGOOD_PORT="x", MAKEGOOD_DEBUG="x", MAKEGOOD_NEW="x")
    assert set(refused.value.fields) == {"MAKEGOOD_PORT", "MAKEGOOD_DEBUG", "MAKEGOOD_NEW"}


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k" * 50 + "\n")
    told = environment.read({"MAKEGOOD_HOME": str(tmp_path), "MAKEGOOD_SECRET_KEY_FILE": str(file)})
    assert told.secret_key == "k" * 50


@pytest.mark.parametrize(("content", "why"), [(None, "cannot be read (No such file or directory)"), (b"\xff\xfe", "is not text")])
def test_a_secrets_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, why: str) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        environment.read({"MAKEGOOD_HOME": str(tmp_path), "MAKEGOOD_SECRET_KEY_FILE": str(file)})
    assert refused.value.fields == {"MAKEGOOD_SECRET_KEY_FILE": f"names {file}, which {why}"}


def test_a_complaint_never_repeats_a_secret(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, MAKEGOOD_SECRET_KEY="hunter2", MAKEGOOD_DATABASE_URL="postgresql://u:hunter2@h/d?x=y")
    assert "hunter2" not in refused.value.sentence
    assert SECRET not in repr(read(tmp_path))


def test_the_owners_address_needs_the_apps_and_another_role(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="MAKEGOOD_DATABASE_URL is missing"):
        read(tmp_path, MAKEGOOD_OWNER_DATABASE_URL="postgresql://o@h/d")
    with pytest.raises(Refusal, match="MAKEGOOD_OWNER_DATABASE_URL names the same role"):
        read(tmp_path, MAKEGOOD_OWNER_DATABASE_URL="postgresql://o@h/d", MAKEGOOD_DATABASE_URL="postgresql://o@h/d")


def test_the_secret_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    first = environment.read({"MAKEGOOD_HOME": str(home)}).secret_key
    assert len(first) == 64
    assert environment.read({"MAKEGOOD_HOME": str(home)}).secret_key == first
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]


def test_a_secret_key_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("cut")
    with pytest.raises(Refusal) as refused:
        environment.read({"MAKEGOOD_HOME": str(tmp_path)})
    assert refused.value.fields == {"MAKEGOOD_SECRET_KEY": f"the file {tmp_path}/secret-key holds fewer than 32 characters"}


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(Refusal) as refused:
        read(tmp_path / "home")
    assert refused.value.fields == {"MAKEGOOD_HOME": f"names {tmp_path}/home, which is not a folder"}


def test_a_relative_home_starts_where_the_command_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(Path("data")).home == tmp_path / "data"
