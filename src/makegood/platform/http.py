"""Outgoing HTTP, for whoever must speak to the outside: with a timeout, a size limit, and a guard against being sent inside.

A name is resolved once and the connection goes to that very address, so a name that answers differently the second time (DNS
rebinding) gains nothing. Private, loopback, link-local and reserved addresses are refused unless the operator listed the host and
port in MAKEGOOD_HTTP_ALLOW. Redirects are never followed. Never call it inside a transaction.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from makegood.config import environment
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import tenancy

if TYPE_CHECKING:
    import httpx  # loaded by the first request: what starts need not wait for it

LARGEST_ANSWER = 5 * 1024 * 1024  # bytes
LONGEST_LINE = 1024 * 1024  # bytes, of an answer that does not end
_PORTS = {"http": 80, "https": 443}
_FORBIDDEN_PORTS = frozenset({22, 23, 25, 110, 143, 465, 587, 993, 995, 3306, 5432, 6379, 11211, 27017})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: any status. `content` is at most LARGEST_ANSWER bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer that does not end: any status, and its lines as they come, without their ends. `lines` raises passing Trouble where nothing
    comes for too long or the line breaks, and ends where the other side ends it."""

    status: int
    headers: Mapping[str, str]
    lines: Iterator[str]


@contextmanager
def held_open(
    url: str, *, headers: Mapping[str, str] | None = None, opens_within_s: float = 15.0, quiet_s: float
) -> Iterator[OpenAnswer]:
    """A GET whose answer goes on for as long as the block lasts, behind the same guard as `request`. The other side has `opens_within_s`
    seconds to let us in, and may be silent for at most `quiet_s`; no line is longer than LONGEST_LINE."""
    import httpx

    if tenancy.open_brand() is not None:
        raise RuntimeError("No network inside a transaction: close the brand first")
    parts = check_url(url)
    address = _resolve(parts)
    transport = httpx.HTTPTransport(verify=_trusted(), trust_env=False)
    limits = httpx.Timeout(opens_within_s, read=quiet_s)
    sent, named = _headers(parts, headers or {}), {"sni_hostname": parts.hostname}
    try:
        with (
            httpx.Client(transport=transport, timeout=limits, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", _target(parts, address), headers=sent, extensions=named) as answer,
        ):
            yield OpenAnswer(answer.status_code, dict(answer.headers), _lines(answer, parts.hostname or ""))
    except httpx.HTTPError as failed:
        raise Trouble(_why(parts.hostname or "", failed)) from failed


def request(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes = b"", timeout_s: float = 15.0
) -> Answer:
    """One request, over after `timeout_s` from the first step to the last byte. Refuses (`bad_url`, `forbidden_address`) before anything is
    sent; raises passing Trouble when the outside does not answer in time. Statuses are the caller's business."""
    import httpx

    if tenancy.open_brand() is not None:
        raise RuntimeError("No network inside a transaction: close the brand first")
    parts = check_url(url)
    address = _resolve(parts)
    try:
        return _send(method, parts, address, headers or {}, content, timeout_s)
    except httpx.HTTPError as failed:
        raise Trouble(_why(parts.hostname or "", failed)) from failed


def check_url(url: str, *, field: str = "url") -> SplitResult:
    """The parts of an http(s) address that may be asked at all. Refuses others, naming `field`. Needs no network."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), -1
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None or port == -1:
        raise Refusal("bad_url", f"{field}: “{url}” is not a plain http or https address.", {field: "not a web address"})
    if _port(parts) in _FORBIDDEN_PORTS:
        raise Refusal("bad_url", f"{field}: port {_port(parts)} is not for web addresses.", {field: "forbidden port"})
    return parts


def is_public(address: str) -> bool:
    """Whether an IP address is out in the world, tunnels and mapped forms looked through."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _within(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_HOLDING_V4 = tuple(ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))  # NAT64; RFC 4291 2.5.5.1


def _within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if any(ip in network for network in _HOLDING_V4) else None


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _resolve(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failed:
        raise Trouble(f"{host} cannot be found") from failed
    addresses = [str(entry[4][0]) for entry in found]
    if f"{host}:{_port(parts)}" in environment.settings().http_allow:
        return addresses[0]
    if not all(is_public(address) for address in addresses):
        sentence = f"{host} leads to a private address. List {host}:{_port(parts)} in MAKEGOOD_HTTP_ALLOW if it may be asked."
        raise Refusal("forbidden_address", sentence, {"url": "private address"})
    return addresses[0]


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once: reading them takes longer than a request inside one machine."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _send(method: str, parts: SplitResult, address: str, headers: Mapping[str, str], content: bytes, timeout_s: float) -> Answer:
    import httpx

    from makegood.platform.deadlines import Deadline

    target, sent = _target(parts, address), _headers(parts, headers)
    transport = httpx.HTTPTransport(verify=_trusted(), trust_env=False)
    transport._pool._network_backend = Deadline(timeout_s)  # httpx hands none through
    with (
        httpx.Client(transport=transport, timeout=timeout_s, follow_redirects=False, trust_env=False) as client,
        client.stream(method, target, headers=sent, content=content, extensions={"sni_hostname": parts.hostname}) as answer,
    ):
        body = b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise Trouble(f"{parts.hostname} answered with more than {LARGEST_ANSWER} bytes", lasting=True)
        return Answer(answer.status_code, dict(answer.headers), body)


def _target(parts: SplitResult, address: str) -> str:
    """The address that is connected to: the very one that was looked at."""
    literal = f"[{address}]" if ":" in address else address
    return parts._replace(netloc=f"{literal}:{_port(parts)}", fragment="").geturl()


def _why(host: str, failed: "httpx.HTTPError") -> str:
    import httpx

    if isinstance(failed, httpx.TimeoutException):
        return f"{host} did not answer in time."
    return f"{host} could not be reached." if isinstance(failed, httpx.ConnectError) else f"{host} broke off while it answered."


def _headers(parts: SplitResult, headers: Mapping[str, str]) -> dict[str, str]:
    return {"User-Agent": "Makegood", **headers, "Host": parts.netloc}


def _lines(answer: "httpx.Response", host: str) -> Iterator[str]:
    left = b""
    for piece in answer.iter_bytes():
        *whole, left = (left + piece).split(b"\n")
        if len(left) > LONGEST_LINE:
            raise Trouble(f"{host} sends a line of more than {LONGEST_LINE} bytes.")
        for line in whole:
            yield line.decode(errors="replace").rstrip("\r")
