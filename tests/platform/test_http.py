"""Outgoing HTTP is never led inside."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from makegood.config import environment
from makegood.kernel.refusals import Refusal
from makegood.platform import http, tenancy
from tests.channels import stand_in
from tests.channels.stand_in import Asked, Said

INSIDE = [
    "http://127.0.0.1/", "http://localhost/", "http://0177.0.0.1/", "http://0x7f.0x0.0x0.0x1/", "http://127.1/", "http://2130706433/",
    "http://[::1]/", "http://[::ffff:169.254.169.254]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
    "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/", "http://0.0.0.0/", "http://[fd00::1]/", "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/", "http://127。0。0。1/", "http://①②⑦.0.0.1/",
    "http://127.0.0.1#@example.org/", "http://127.0.0.1?@example.org/", "http://017700000001/", "http://[::127.0.0.1]/",
]  # fmt: skip
NOT_WEB = [
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "unix:/tmp/socket", "http://", "http://user@127.0.0.1/",
    "http://example.org:25/", "http://example.org:6379/", "http://example.org:99999/", "javascript:alert(1)",
    "http://example.org@127.0.0.1/", "http://example.org\\@127.0.0.1/", "http://:@127.0.0.1/", "dict://127.0.0.1/", "data:text/plain,x",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_inside_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        http.request("GET", url)
    assert refused.value.code == "forbidden_address"
    assert "url" in refused.value.fields


@pytest.mark.parametrize("url", NOT_WEB)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        http.request("GET", url)
    assert refused.value.code == "bad_url"


@pytest.mark.django_db
def test_the_network_is_never_used_inside_a_transaction() -> None:
    from uuid import uuid4

    with tenancy.brand(uuid4()), pytest.raises(RuntimeError, match="close the brand first"):
        http.request("GET", "https://example.org/")


class Elsewhere(stand_in.StandIn):
    """A page that sends whoever asks on to the inside."""

    def answer(self, asked: Asked) -> Said:
        return Said(b"", status=302, headers={"location": "http://169.254.169.254/latest/meta-data/"})


def named(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """From now on each look-up of a name gives the next of these; the last one stays. Returns the names that are asked for."""
    asked: list[str] = []

    def look_up(host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        if str(host)[:1].isdigit():  # an address is no name
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(str(host))
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_is_resolved_once_and_that_very_address_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name leads elsewhere the second time it is asked for."""
    with stand_in.standing(Elsewhere(), monkeypatch) as there:
        port = there.url.rpartition(":")[2]
        held = environment.settings()
        monkeypatch.setattr(environment, "settings", lambda: replace(held, http_allow=frozenset({f"shop.example:{port}"})))
        asked = named(monkeypatch, ["127.0.0.1"], ["169.254.169.254"])
        answer = http.request("GET", f"http://shop.example:{port}/feed")
    assert (answer.status, [one.headers["host"] for one in there.asked]) == (302, [f"shop.example:{port}"])
    assert asked == ["shop.example"]


def test_a_redirect_is_told_and_never_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    with stand_in.standing(Elsewhere(), monkeypatch) as there:
        answer = http.request("GET", f"{there.url}/1")
    assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/latest/meta-data/")
    assert len(there.asked) == 1


@pytest.mark.parametrize("found", [["93.184.215.14", "10.0.0.1"], ["10.0.0.1", "93.184.215.14"], ["::ffff:127.0.0.1"]])
def test_a_name_of_which_one_address_is_inside_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    named(monkeypatch, found)
    for ask in (lambda: http.request("GET", "https://shop.example/"), lambda: open_line("https://shop.example/")):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "forbidden_address"


def open_line(url: str) -> None:
    with http.held_open(url, quiet_s=1.0):
        raise AssertionError("nothing was asked")
