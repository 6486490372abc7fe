"""Whom a mail server's certificate must be vouched for by: strict, and read once."""

import ssl

import pytest

from makegood.channels.adapters.email import imap, smtp, trust
from makegood.channels.adapters.email.settings import Server
from makegood.kernel.refusals import Trouble
from tests.peers.mailserver import Sink


def test_names_and_certificates_are_checked_by_the_machines_own_authorities() -> None:
    found = trust.authorities()
    assert (found.check_hostname, found.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_the_authorities_are_read_once_and_not_at_all_where_nothing_is_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[int]()
    monkeypatch.setattr(ssl, "create_default_context", lambda real=ssl.create_default_context: read.append(1) or real())
    trust.authorities.cache_clear()
    sink = Sink()
    try:
        plain = Server(host="127.0.0.1", port=sink.port, tls="none", user="", password="", timeout_s=5)
        assert smtp.greet(plain) == "Speaking works: 127.0.0.1 let us in."
        assert read == []
        for _ in range(3):
            with pytest.raises(Trouble):
                smtp.greet(Server(host="127.0.0.1", port=sink.port, tls="ssl", user="", password="", timeout_s=5))
        assert read == [1]
    finally:
        sink.close()
        trust.authorities.cache_clear()
    assert imap.authorities is smtp.authorities
