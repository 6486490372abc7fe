"""Looks into a mailbox without leaving a trace: read-only, nothing marked, moved or deleted (RFC 3501).

The cursor is `UIDVALIDITY:UID`, the last one read. When a server gives the folder a new UIDVALIDITY everything is read again; a raw
item's key is the digest of its bytes, so nothing is kept twice. Dates are never asked for: an outage of a week loses nothing.
"""

import hashlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imap_tools.imap_utf7 import utf7_encode

from makegood.channels.adapters.email.settings import MailSettings, Server
from makegood.channels.adapters.email.trust import authorities
from makegood.channels.types import Fetched
from makegood.kernel.refusals import Trouble

MOST_BYTES = 60_000_000  # of one look
_WINDOW = 50_000  # UIDs per search: the answer stays one short line
_SIZE = re.compile(rb"UID (\d+)\b.*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)\b.*?UID (\d+)", re.DOTALL)
_PASSING = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\]|temporar|try again|too many", re.IGNORECASE)


def look(settings: MailSettings, *, cursor: str, limit: int) -> Fetched:
    """At most `limit` mails after the cursor, oldest first. Raises Trouble; when some were read before the line broke, gives those."""
    server = settings.imap
    items: list[tuple[str, bytes]] = []
    with _spoken(server), _entered(server) as connection:
        validity, following = _opened(connection, settings.folder)
        last = _after(cursor, validity)
        waiting = _waiting(connection, last, following, limit)
        sizes = _sizes(connection, waiting[:limit])
        taken = 0
        for uid in waiting[:limit]:
            if items and taken + sizes.get(uid, 0) > MOST_BYTES:
                break
            try:
                raw = _mail(connection, uid, settings.largest_bytes)
            except (OSError, imaplib.IMAP4.abort):
                if items:
                    return Fetched(tuple(items), f"{validity}:{last}", more=True)
                raise
            last = uid
            if raw is not None:  # None: somebody took it away meanwhile
                items.append((f"sha256:{hashlib.sha256(raw).hexdigest()}", raw))
                taken += len(raw)
        done = last if waiting else max(last, following - 1)
        return Fetched(tuple(items), f"{validity}:{done}", more=bool(waiting) and last < waiting[-1])


@contextmanager
def _spoken(server: Server) -> Iterator[None]:
    """Says in our words what went wrong inside."""
    try:
        yield
    except ssl.SSLCertVerificationError as trouble:
        raise Trouble(f"The certificate of {server.host} is not valid ({trouble.verify_message}).", lasting=True) from trouble
    except (OSError, EOFError, imaplib.IMAP4.abort) as trouble:
        raise Trouble(f"The mailbox at {server.host} cannot be reached ({' '.join(str(trouble).split())[:120]}).") from trouble
    except imaplib.IMAP4.error as trouble:
        said = " ".join(str(trouble).split())[:200]
        raise Trouble(f"The mailbox at {server.host} refused: {said}", lasting=not _PASSING.search(said)) from trouble


@contextmanager
def _entered(server: Server) -> Iterator[imaplib.IMAP4]:
    if server.tls == "ssl":
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=authorities(), timeout=server.timeout_s
        )
    else:
        connection = imaplib.IMAP4(server.host, server.port, timeout=server.timeout_s)
    try:
        if server.tls == "starttls":
            connection.starttls(authorities())
        if "AUTH=PLAIN" in connection.capabilities:
            connection.authenticate("PLAIN", lambda _: f"\0{server.user}\0{server.password}".encode())
        else:
            connection.login(server.user, server.password)
        yield connection
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _opened(connection: imaplib.IMAP4, folder: str) -> tuple[int, int]:
    """Opens the folder read-only; its UIDVALIDITY and the UID that the next mail will get (a very large one where none is told)."""
    quoted = b'"' + utf7_encode(folder).replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    kind, answer = connection.select(quoted, readonly=True)  # type: ignore[arg-type]  # imaplib takes bytes, its types do not say so
    if kind != "OK":
        said = b" ".join(part for part in answer if isinstance(part, bytes)).decode("utf-8", "replace")
        raise Trouble(f"imap_folder: the folder “{folder}” cannot be opened ({said[:120]}).", lasting=not _PASSING.search(said))
    return _number(connection, "UIDVALIDITY", 0), _number(connection, "UIDNEXT", 1 << 32)


def _number(connection: imaplib.IMAP4, name: str, otherwise: int) -> int:
    _, values = connection.response(name)
    return int(values[-1]) if values and values[-1] and values[-1].isdigit() else otherwise


def _after(cursor: str, validity: int) -> int:
    """The last UID that was read; 0 for a fresh start and for a folder that was numbered anew."""
    match = re.fullmatch(r"(\d{1,12}):(\d{1,12})", cursor)
    return int(match[2]) if match and int(match[1]) == validity else 0


def _waiting(connection: imaplib.IMAP4, last: int, following: int, limit: int) -> list[int]:
    """UIDs after `last`, in order: at least `limit` + 1 of them where there are so many."""
    found: list[int] = []
    start = last + 1
    while start < following and len(found) <= limit:
        open_end = following >= 1 << 32
        end = "*" if open_end else str(min(start + _WINDOW, following) - 1)
        kind, answer = connection.uid("SEARCH", f"UID {start}:{end}")
        if kind != "OK":
            raise imaplib.IMAP4.abort("the search was refused")
        found += sorted(uid for line in answer if line for uid in map(int, line.split()) if uid >= start)
        start = following if open_end else start + _WINDOW
    return found


def _sizes(connection: imaplib.IMAP4, uids: list[int]) -> dict[int, int]:
    if not uids:
        return {}
    _, answer = connection.uid("FETCH", ",".join(map(str, uids)), "(RFC822.SIZE)")
    matches = [_SIZE.search(line) for line in answer if isinstance(line, bytes)]
    return {int(m[1] or m[4]): int(m[2] or m[3]) for m in matches if m}


def _mail(connection: imaplib.IMAP4, uid: int, largest: int) -> bytes | None:
    """The mail's bytes, of a larger one the first `largest` and one more, which says that it was cut. None when it is gone."""
    _, answer = connection.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{largest + 1}>)")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)
