"""The settings: read once from the environment, checked, frozen.

Every value is `MAKEGOOD_<NAME>`; a secret may instead stand in a file that `MAKEGOOD_<NAME>_FILE` names.
Never reads a value twice, never guesses: an unknown name or a malformed value stops the start with its sentence.
Nothing else in the tree looks at the environment.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from makegood.config import parsing
from makegood.kernel.refusals import Refusal

PREFIX = "MAKEGOOD_"
MOST_WORKERS_UNASKED = 4  # worker processes where nobody said how many; each holds some memory and some database connections
SHORTEST_SECRET = 32  # characters; Django's own warning starts at 50 with its prefix, 32 random ones hold 190 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What this installation was told. Secrets are left out of `repr`, so that a log never shows them.

    `database_url` is empty when Makegood runs its own PostgreSQL and nobody has started it yet.
    """

    home: Path
    database_url: str = field(repr=False)
    owner_database_url: str = field(repr=False)
    admin_database_url: str = field(repr=False)
    database_pool: int
    secret_key: str = field(repr=False)
    debug: bool
    host: str
    port: int
    live_port: int
    live_url: str
    base_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[parsing.Network, ...]
    http_allow: frozenset[str]
    time_machine: bool
    web_workers: int
    worker_processes: int
    api_per_minute: int
    undo_seconds: int
    message_reader: str
    log_level: str

    @property
    def attachments(self) -> Path:
        """Where attachments are kept: under `home`, never under anything that the web serves."""
        return self.home / "attachments"

    @property
    def static_root(self) -> Path:
        return self.home / "static"

    @property
    def embedded(self) -> bool:
        """Whether the database is the one that Makegood starts by itself."""
        return not self.database_url

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process, read at the first call. Refusal `settings` names every wrong variable."""
    return read(os.environ)


def use_database(*, app: str, owner: str) -> None:
    """Tells this process and those it starts where the database is, once it runs. Call it before Django loads its settings."""
    for name, other in (("DATABASE_URL", app), ("OWNER_DATABASE_URL", owner)):
        os.environ.pop(f"{PREFIX}{name}_FILE", None)
        os.environ[PREFIX + name] = other
    settings.cache_clear()


def use_defaults(**values: str) -> None:
    """Values for this process and those it starts, by name without prefix, where the environment says nothing else."""
    for name, value in values.items():
        os.environ.setdefault(PREFIX + name, value)
    settings.cache_clear()


def allow_address(host_and_port: str) -> None:
    """One more private address that this process and those it starts may ask, besides what HTTP_ALLOW names. May be repeated."""
    held = [part.strip() for part in os.environ.get(PREFIX + "HTTP_ALLOW", "").split(",") if part.strip()]
    if host_and_port not in held:
        os.environ[PREFIX + "HTTP_ALLOW"] = ", ".join([*held, host_and_port])
    settings.cache_clear()


def read(environ: Mapping[str, str]) -> Settings:
    """Settings from `environ`. Refusal `settings`, with one field per wrong variable, when anything is wrong.

    Makes the secret key in `home` when none is given and none was made before; changes nothing else.
    """
    reader = parsing.Reader(environ, PREFIX)
    home = reader.take("HOME", parsing.folder, Path.cwd() / ".var")
    database_url = reader.secret("DATABASE_URL", parsing.database_url, "")
    owner_database_url = reader.secret("OWNER_DATABASE_URL", parsing.database_url, "")
    admin_database_url = reader.secret("ADMIN_DATABASE_URL", parsing.database_url, "")
    secret_key = reader.secret("SECRET_KEY", parsing.at_least(SHORTEST_SECRET), "")
    host = reader.take("HOST", parsing.host, "127.0.0.1")
    port = reader.take("PORT", parsing.port, 8000)
    live_port = reader.take("LIVE_PORT", parsing.port, 8001)
    base_url = reader.take("BASE_URL", parsing.web_address, f"http://{_as_seen(host)}:{port}")
    live_url = reader.take("LIVE_URL", parsing.web_address, f"http://{_as_seen(host)}:{live_port}")
    trusted_proxies: tuple[parsing.Network, ...] = reader.take("TRUSTED_PROXIES", parsing.networks, ())
    http_allow: frozenset[str] = reader.take("HTTP_ALLOW", parsing.hosts_and_ports, frozenset())
    allowed_hosts = reader.take("ALLOWED_HOSTS", parsing.hosts, parsing.hosts_of(base_url))
    database_pool = reader.take("DATABASE_POOL", parsing.whole(0, 200), 8)
    web_workers = reader.take("WEB_WORKERS", parsing.whole(1, 32), 1)
    worker_processes = reader.take("WORKER_PROCESSES", parsing.whole(1, 32), min(MOST_WORKERS_UNASKED, _cores()))
    api_per_minute = reader.take("API_PER_MINUTE", parsing.whole(1, 1_000_000), 600)
    undo_seconds = reader.take("UNDO_SECONDS", parsing.whole(0, 60), 10)
    message_reader = reader.take("READER", parsing.one_of("small", "first"), "small")
    debug = reader.take("DEBUG", parsing.yes_or_no, False)
    time_machine = reader.take("TIME_MACHINE", parsing.yes_or_no, False)
    log_level = reader.take("LOG_LEVEL", parsing.one_of("debug", "info", "warning", "error"), "info")
    _check_together(reader, database_url, owner_database_url, port, live_port)
    reader.finish()
    return Settings(
        home=home,
        database_url=database_url,
        owner_database_url=owner_database_url,
        admin_database_url=admin_database_url,
        secret_key=secret_key or kept_secret(home),
        host=host,
        port=port,
        live_port=live_port,
        base_url=base_url,
        live_url=live_url,
        allowed_hosts=allowed_hosts,
        trusted_proxies=trusted_proxies,
        http_allow=http_allow,
        database_pool=database_pool,
        web_workers=web_workers,
        worker_processes=worker_processes,
        api_per_minute=api_per_minute,
        undo_seconds=undo_seconds,
        message_reader=message_reader,
        debug=debug,
        time_machine=time_machine,
        log_level=log_level,
    )


def make_home(home: Path) -> None:
    """Makes the data folder if it is absent; an existing one and its parents keep their permissions.

    Root's is 0711: the database's unprivileged account must pass through it, and everything private inside has
    its own lock. Anybody else's is 0700. Refusal `settings` when it cannot be made.
    """
    if home.is_dir():
        return
    try:
        home.mkdir(parents=True)
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as trouble:
        why = f"the folder {home} cannot be made ({trouble.strerror})"
        raise Refusal(
            "settings", f"MAKEGOOD_HOME: {why}. Choose one that this account may write.", {"MAKEGOOD_HOME": why}
        ) from trouble


def kept_secret(home: Path) -> str:
    """The installation's own secret from `home/secret-key`, mode 0600, made at the first call. Safe to race."""
    path = home / "secret-key"
    try:
        if not path.exists():
            make_home(home)
            _put_once(path, secrets.token_urlsafe(48))
        kept = path.read_text().strip()
    except OSError as trouble:
        why = f"the file {path} cannot be used ({trouble.strerror})"
        sentence = f"MAKEGOOD_SECRET_KEY: {why}. Let this account read and write it, or set MAKEGOOD_SECRET_KEY."
        raise Refusal("settings", sentence, {"MAKEGOOD_SECRET_KEY": why}) from trouble
    if len(kept) < SHORTEST_SECRET:
        why = f"the file {path} holds fewer than {SHORTEST_SECRET} characters"
        raise Refusal("settings", f"MAKEGOOD_SECRET_KEY: {why}. Restore it, or delete it.", {"MAKEGOOD_SECRET_KEY": why})
    return kept


def _put_once(path: Path, text: str) -> None:
    """Whole or not at all; whoever comes second keeps the first one's."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # 0600 by itself
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _check_together(reader: parsing.Reader, app: str, owner: str, port: int, live_port: int) -> None:
    if owner and not app:
        reader.wrong("DATABASE_URL", "is missing, but MAKEGOOD_OWNER_DATABASE_URL is set: give both, or neither")
    if app and owner and parsing.role_of(app) == parsing.role_of(owner):
        reader.wrong("OWNER_DATABASE_URL", "names the same role as MAKEGOOD_DATABASE_URL: the app must not own its tables")
    if port == live_port:
        reader.wrong("LIVE_PORT", f"is {live_port}, the same as MAKEGOOD_PORT: choose another")


def _cores() -> int:
    """Those that this process may use, which a container may hold below what the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _as_seen(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host
