"""How one setting's text becomes a value, with the sentence that is said when it does not.

Reads nothing but the file that a `_FILE` variable names. A parser raises ValueError with a half sentence that follows
the variable's name and never repeats a secret.
"""

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from makegood.kernel.refusals import Refusal

Network = IPv4Network | IPv6Network
T = TypeVar("T")

_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*", re.ASCII)
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Reader:
    """Takes values out of `environ` by name, gathers all that is wrong, and refuses it at the end in one go."""

    def __init__(self, environ: Mapping[str, str], prefix: str) -> None:
        self._environ = environ
        self._prefix = prefix
        self._known: set[str] = set()
        self._wrong: dict[str, str] = {}

    def take(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """The parsed value, or `default` when the variable is absent. What is wrong is kept for `finish`."""
        text = self._text(name)
        if text is None:
            return default
        return self._parsed(name, text, parse, default)

    def secret(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """Like `take`, and the value may stand in the file that `<name>_FILE` names; both at once are refused."""
        text, file = self._text(name), self._text(f"{name}_FILE")
        if text is not None and file is not None:
            self.wrong(name, f"and {self._prefix}{name}_FILE are both set: keep one of them")
            return default
        if text is not None:
            return self._parsed(name, text, parse, default)
        if file is None:
            return default
        content = self._parsed(f"{name}_FILE", file, content_of, None)
        return default if content is None else self._parsed(f"{name}_FILE", content, parse, default)

    def wrong(self, name: str, why: str) -> None:
        """`why` is a half sentence that follows the variable's name. The first complaint about a variable stays."""
        self._wrong.setdefault(self._prefix + name, why)

    def finish(self) -> None:
        """Refusal `settings` when anything was wrong, an unknown variable of ours included."""
        for variable in sorted(self._environ):
            if variable.startswith(self._prefix) and variable not in self._known:
                self._wrong.setdefault(variable, "is not a setting of Makegood: correct its name, or remove it")
        if self._wrong:
            raise Refusal("settings", " ".join(f"{name} {why}." for name, why in self._wrong.items()), self._wrong)

    def _text(self, name: str) -> str | None:
        self._known.add(self._prefix + name)
        return self._environ.get(self._prefix + name)

    def _parsed(self, name: str, text: str, parse: Callable[[str], T], default: T) -> T:
        try:
            if not text.strip():
                raise ValueError("is empty: give it a value, or remove it")
            if "\0" in text:
                raise ValueError("holds a zero byte")
            return parse(text.strip())
        except ValueError as complaint:
            self.wrong(name, str(complaint))
            return default


def content_of(text: str) -> str:
    """What the file `text` holds, at most 64 kB of UTF-8."""
    try:
        with Path(text).open(encoding="utf-8") as file:
            return file.read(65_536)
    except UnicodeDecodeError:
        raise ValueError(f"names {text}, which is not text") from None
    except OSError as trouble:
        raise ValueError(f"names {text}, which cannot be read ({trouble.strerror})") from trouble


def folder(text: str) -> Path:
    """An absolute path; a relative one starts where the command was started."""
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError(f"names {path}, which is not a folder")
    return path


def yes_or_no(text: str) -> bool:
    word = text.lower()
    if word not in _YES + _NO:
        raise ValueError(f"is “{text}”: write yes or no")
    return word in _YES


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not lowest <= int(text) <= highest:
            raise ValueError(f"is “{text}”: write a whole number from {lowest} to {highest}")
        return int(text)

    return parse


def port(text: str) -> int:
    return whole(1, 65_535)(text)


def one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"is “{text}”: write one of {', '.join(words)}")
        return text.lower()

    return parse


def at_least(length: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) < length:
            raise ValueError(f"has {len(text)} characters: a secret needs at least {length} random ones")
        return text

    return parse


def host(text: str) -> str:
    """A name or an address, without port."""
    if _is_address(text) or _HOST.fullmatch(text):
        return text
    raise ValueError(f"is “{text}”: write a host name or an address such as 127.0.0.1, without a port")


def hosts(text: str) -> tuple[str, ...]:
    """Names separated by commas, as Django's ALLOWED_HOSTS takes them: a leading dot means all below. `*` is refused."""
    names = tuple(part.strip() for part in text.split(","))
    for name in names:
        if not _HOST.fullmatch(name.removeprefix(".")) and not _is_address(name.strip("[]")):
            raise ValueError(f"holds “{name}”: write host names separated by commas")
    return names


def hosts_of(base_url: str) -> tuple[str, ...]:
    """The hosts that are allowed when only `base_url` is known: its own and this machine's names for itself."""
    own = urlsplit(base_url).hostname or "localhost"
    return tuple(dict.fromkeys((f"[{own}]" if ":" in own else own, "localhost", "127.0.0.1", "[::1]")))


def hosts_and_ports(text: str) -> frozenset[str]:
    """`shop.local:9000, [::1]:9000` → `host:port` each, lower-case and without brackets."""
    return frozenset(_host_and_port(part.strip()) for part in text.split(","))


def networks(text: str) -> tuple[Network, ...]:
    """Addresses or networks separated by commas: `10.0.0.0/8, 127.0.0.1`."""
    found = []
    for part in text.split(","):
        try:
            found.append(ip_network(part.strip()))
        except ValueError:
            raise ValueError(f"holds “{part.strip()}”: write addresses or networks such as 10.0.0.0/8") from None
    return tuple(found)


def web_address(text: str) -> str:
    """`http(s)://host[:port]`, nothing after it, and no slash at the end."""
    complaint = ValueError(f"is “{text}”: write an address such as https://care.example.org, without a path")
    try:
        parts = urlsplit(text)
        named = parts.hostname and parts.port != 0 and not parts.username
    except ValueError:
        raise complaint from None
    bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme not in ("http", "https") or not named or not bare or re.search(r"\s", text):
        raise complaint
    host(parts.hostname or "")
    return f"{parts.scheme}://{parts.netloc}"


def database_url(text: str) -> str:
    """An address that libpq reads, with role and database named. Its password is never repeated in a complaint."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("must start with postgresql:// and name role, host and database")
    try:
        found = conninfo_to_dict(text)
    except ProgrammingError:
        raise ValueError("cannot be read: write postgresql://role:password@host:5432/database") from None
    for key, word in (("user", "role"), ("dbname", "database")):
        if not found.get(key):
            raise ValueError(f"names no {word}: write postgresql://role:password@host:5432/database")
    return text


def role_of(address: str) -> str:
    return str(conninfo_to_dict(address).get("user", ""))


def _host_and_port(text: str) -> str:
    name, _, number = text.rpartition(":")
    try:
        if ":" in name and not name.startswith("["):
            raise ValueError
        return f"{host(name.removeprefix('[').removesuffix(']')).lower()}:{port(number)}"
    except ValueError:
        raise ValueError(f"holds “{text}”: write host:port, separated by commas") from None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
