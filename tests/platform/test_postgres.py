"""The launcher of the embedded PostgreSQL, with servers of its own."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from makegood.kernel.refusals import Refusal
from makegood.platform import postgres_place, postgres_remains
from makegood.platform.postgres import Cluster
from makegood.platform.postgres_roles import APP, OWNER, SUPERUSER, database_roles

LAUNCH = (
    "import sys; from pathlib import Path; from makegood.platform.postgres import Cluster; Cluster(Path(sys.argv[1])).start()"
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A short path, open to the unprivileged account: pytest's own temporary folders are closed to it."""
    path = Path(f"/tmp/mg-launcher-{os.getpid()}")
    path.mkdir(mode=0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def home(folder: Path) -> Iterator[Path]:
    """A data folder whose cluster has been made once; each test leaves it stopped."""
    home = folder / "home"
    with Cluster(home) as cluster:
        database_roles(cluster.url("postgres", SUPERUSER))
        with psycopg.connect(cluster.url("makegood", OWNER)) as connection:
            connection.execute("CREATE TABLE kept (word text)")
    yield home
    Cluster(home).stop()


def words(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.url("makegood", OWNER)) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM kept ORDER BY word")]


def keep(cluster: Cluster, word: str) -> None:
    with psycopg.connect(cluster.url("makegood", OWNER)) as connection:
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def kill_everything(cluster: Cluster) -> None:
    for pid in postgres_remains._alive(cluster.place):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_data_outlives_a_stop(home: Path) -> None:
    with Cluster(home) as cluster:
        keep(cluster, "stop")
        assert cluster.running()
    assert not cluster.running()
    with Cluster(home) as cluster:
        assert "stop" in words(cluster)


def test_a_committed_word_outlives_the_death_of_every_process(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    keep(cluster, "killed")
    kill_everything(cluster)
    with Cluster(home) as again:
        assert not again.adopted
        assert "killed" in words(again)


def test_only_the_postmaster_killed_is_no_hindrance(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    with psycopg.connect(cluster.url("makegood", OWNER)):
        os.kill(postgres_remains.postmaster(cluster.place) or 0, signal.SIGKILL)
        with Cluster(home) as again:
            assert "killed" in words(again)


def test_a_lock_whose_number_now_belongs_to_a_stranger_is_seen_through(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    kill_everything(cluster)
    stranger = subprocess.Popen(["/bin/sleep", "60"], **cluster.place.account.how())
    try:
        lock = cluster.place.data / "postmaster.pid"
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with Cluster(home) as again:
            assert "killed" in words(again)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_left_running_by_a_dead_launcher_is_adopted_and_stopped(home: Path) -> None:
    subprocess.run([sys.executable, "-c", LAUNCH, str(home)], check=True)
    with Cluster(home) as guest:
        assert guest.adopted
    assert guest.running()
    guest.stop()
    assert not guest.running()


def test_the_doors_are_shut(home: Path) -> None:
    with Cluster(home) as cluster:
        place = cluster.place
        assert [stat.S_IMODE(path.stat().st_mode) for path in (place.data, place.socket)] == [0o700, 0o700]
        with psycopg.connect(cluster.url("makegood", APP)) as connection:
            shown = {
                name: connection.execute(f"SHOW {name}").fetchone() for name in ("listen_addresses", "fsync", "full_page_writes")
            }
        if place.account.borrowed:
            address = cluster.url("makegood", APP)
            said = place.account.run([str(place.programs / "psql"), address, "-c", "SELECT 1"])
            assert "Peer authentication failed" in said.stderr
    assert shown == {"listen_addresses": ("",), "fsync": ("on",), "full_page_writes": ("on",)}


def test_the_app_owns_nothing_and_the_owner_is_no_superuser(home: Path) -> None:
    with Cluster(home) as cluster, psycopg.connect(cluster.url("makegood", APP)) as connection:
        roles = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname ~ '^makegood' ORDER BY 1"
        ).fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (word text)")
    assert roles == [
        ("makegood_app", True, False, False),
        ("makegood_owner", True, False, False),
        ("makegood_root", True, True, True),
        ("makegood_search", False, False, True),
    ]


def test_a_folder_of_another_major_version_is_refused_unchanged(home: Path) -> None:
    file = home / "postgres" / "data" / "PG_VERSION"
    before = file.read_text()
    file.write_text("14\n")
    try:
        with pytest.raises(Refusal) as refused:
            Cluster(home).start()
        assert file.read_text() == "14\n"
    finally:
        file.write_text(before)
    assert refused.value.code == "postgres_version"
    assert refused.value.sentence.startswith(
        f"The database in {home}/postgres/data was made by PostgreSQL 14, and this is PostgreSQL 18."
    )


def test_a_socket_folder_that_is_open_to_others_is_refused(home: Path) -> None:
    socket = Cluster(home).place.socket
    socket.chmod(0o755)
    try:
        with pytest.raises(Refusal) as refused:
            Cluster(home).start()
    finally:
        socket.chmod(0o700)
    assert refused.value.code == "postgres_unsafe"


def test_a_long_path_moves_the_socket_only(folder: Path) -> None:
    long = folder / ("a" * 90)
    place = Cluster(long).place
    assert place.socket == Path("/tmp") / place.name
    assert place.data == long / "postgres" / "data"


def test_a_killed_making_of_the_data_is_begun_again(folder: Path) -> None:
    half = folder / "half"
    place = Cluster(half).place
    postgres_place.make_private(place.base / "data.new", place.account)
    (place.base / "data.new" / "PG_VERSION").write_text("18\n")
    with Cluster(half) as cluster, psycopg.connect(cluster.url("postgres", SUPERUSER)) as connection:
        assert connection.info.server_version // 10_000 == 18


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has other accounts at hand")
def test_the_parents_of_the_data_keep_their_permissions_and_a_closed_one_moves_the_database(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_place, "FALLBACK", folder / "lib")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    with Cluster(home) as cluster:
        assert cluster.place.base == folder / "lib" / postgres_place.digest(home)
        assert cluster.place.remarks == (
            f"{home} is closed to the account {cluster.place.account.name}: the database is kept in {cluster.place.base}.",
        )
        assert (cluster.place.data.stat().st_uid, cluster.place.account.uid == 0) == (cluster.place.account.uid, False)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (closed, folder)] == [0o700, 0o755]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_an_ordinary_account_runs_its_own_server(folder: Path) -> None:
    """As `nobody`, in a forked child, because that account may not be able to start this interpreter."""
    nobody = pwd.getpwnam("nobody")
    own = folder / "own"
    own.mkdir()
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    Cluster(folder / "warm").place.account.may_pass(folder)  # everything that is imported late is imported as root
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            with Cluster(own / "home") as cluster:
                database_roles(cluster.url("postgres", SUPERUSER))
                status = 0 if not cluster.place.account.borrowed else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    data = (own / "home" / "postgres" / "data").stat()
    assert (data.st_uid, stat.S_IMODE(data.st_mode)) == (nobody.pw_uid, 0o700)
    assert stat.S_IMODE((own / "home").stat().st_mode) == 0o700
