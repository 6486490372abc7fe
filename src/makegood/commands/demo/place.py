"""What the demonstration must remember between two starts: where its shop listens, its secrets, and whether it was made to the end.

One file in the data folder, readable by its owner alone. Whole or absent.
"""

import json
import os
import socket
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from uuid import UUID

from makegood.config import environment

FIRST_PORT, PORTS = 8070, 40


@dataclass(frozen=True, slots=True)
class Place:
    """`told_at` is the path of Makegood's door for the shop, `posts_at` that of the door for public posts; each with its secret."""

    brand_id: UUID
    port: int
    told_at: str
    secret: str = field(repr=False)
    posts_at: str
    posts_secret: str = field(repr=False)
    finished: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """As MAKEGOOD_HTTP_ALLOW wants it."""
        return f"127.0.0.1:{self.port}"


def load() -> Place | None:
    """What was remembered, or None. A file that cannot be read counts as none: the demonstration is then made anew."""
    try:
        told = json.loads(_file().read_text())
        return Place(**{**told, "brand_id": UUID(told["brand_id"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(place: Place) -> Place:
    """Remembers it, before anything that needs it begins."""
    fresh = _file().with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({**asdict(place), "brand_id": str(place.brand_id)}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, _file())
    return place


def finish(place: Place) -> Place:
    return save(replace(place, finished=True))


def forget() -> None:
    """Takes away the file, and what the shop kept."""
    for path in (_file(), *_shop_files()):
        path.unlink(missing_ok=True)


def shop_state() -> Path:
    """Where the reference shop keeps its orders: made here, so that nobody else may read it."""
    path = _shop_files()[0]
    path.touch(mode=0o600)
    return path


def free_port(*, wished: int = FIRST_PORT) -> int:
    """The wished port, or the next one on which nobody listens."""
    return next((port for port in range(wished, wished + PORTS) if _is_free(port)), wished)


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _file() -> Path:
    return environment.settings().home / "demo.json"


def _shop_files() -> tuple[Path, ...]:
    base = environment.settings().home / "reference-shop.sqlite"
    return (base, base.with_name(base.name + "-wal"), base.with_name(base.name + "-shm"))
