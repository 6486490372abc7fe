"""Outgoing HTTP is never led inside."""

import pytest

from makegood.kernel.refusals import Refusal
from makegood.platform import http, tenancy

INSIDE = [
    "http://127.0.0.1/", "http://localhost/", "http://0177.0.0.1/", "http://0x7f.0x0.0x0.0x1/", "http://127.1/", "http://2130706433/",
    "http://[::1]/", "http://[::ffff:169.254.169.254]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
    "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/", "http://0.0.0.0/", "http://[fd00::1]/", "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/",
]  # fmt: skip
NOT_WEB = [
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "unix:/tmp/socket", "http://", "http://user@127.0.0.1/",
    "http://example.org:25/", "http://example.org:6379/", "http://example.org:99999/", "javascript:alert(1)",
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
