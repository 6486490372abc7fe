"""Who may speak (RELIABILITY E1): what our own server saw of DMARC, SPF, DKIM and ARC, and every way to write somebody else's name.

The mails are written here, after RFC 7489, 8601, 8617 and 9989 and the lines that Postfix with OpenDMARC, Exchange Online and Gmail publish.
"""

import itertools
import time

import pytest

from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import Authenticity, Envelope
from tests import cast, pace
from tests.channels.email.conftest import channel_with

OURS, V, F, U = "mx.brightside.example", Authenticity.VOUCHED, Authenticity.FORGED, Authenticity.UNKNOWN
PASS = f"Authentication-Results: {OURS}; dmarc=pass header.from=example.org\n"
FAIL = f"Authentication-Results: {OURS}; dmarc=fail header.from=example.org\n"
CHANNEL = channel_with(authserv_id=OURS, trusted_sealers="list.example, forward.example")


def read(top: str, author: str = "Tom Arden <tom.arden@example.org>", more: str = "") -> Envelope:
    raw = f"{top}From: {author}\n{more}To: help@brightside.example\nSubject: Torch\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n"
    return EmailAdapter().parse(f"{raw}Message-ID: <one@example.org>\n\nIt is dark.\n".encode(), channel=CHANNEL)[0]


def said(*results: str) -> str:
    return f"Authentication-Results: {'; '.join((OURS, *results))}\n"


SPF = {
    "spf pass": "spf=pass smtp.mailfrom=tom.arden@example.org",
    "spf pass elsewhere": "spf=pass smtp.mailfrom=bounce@sender.example",
    "spf fail": "spf=fail smtp.mailfrom=example.org",
    "spf none": "spf=none smtp.mailfrom=example.org",
}
DKIM = {
    "dkim pass": "dkim=pass header.d=example.org",
    "dkim pass elsewhere": "dkim=pass header.d=sender.example",
    "dkim fail": "dkim=fail header.d=example.org",
    "dkim none": "dkim=none",
}
ALIGNED = ("spf pass", "dkim pass")


def expected(dmarc: str, spf: str, dkim: str) -> Authenticity:
    """What the documents say, written down once more in other words."""
    if dmarc == "fail":
        return F
    if spf in ALIGNED or dkim in ALIGNED:
        return U if dmarc == "temperror" else V
    if dmarc == "none" and (spf, dkim) == ("spf fail", "dkim fail"):
        return F
    return U  # "pass" without anything that it could rest on is not our server's word


@pytest.mark.parametrize(
    ("dmarc", "spf", "dkim"),
    [pytest.param(*one, id=" ".join(one)) for one in itertools.product(("pass", "fail", "none", "temperror"), SPF, DKIM)],
)
def test_dmarc_with_spf_with_dkim(dmarc: str, spf: str, dkim: str) -> None:
    line = said(SPF[spf], DKIM[dkim], f"dmarc={dmarc} (p=quarantine) header.from=example.org")
    assert read(line).authentic == expected(dmarc, spf, dkim)


def arc(number: int, sealer: str, results: str) -> str:
    return (
        f"ARC-Seal: i={number}; a=rsa-sha256; cv=none; d={sealer}; s=x; b=AAAA\n"
        f"ARC-Message-Signature: i={number}; d={sealer}; b=AAAA\nARC-Authentication-Results: i={number}; mx.{sealer}; {results}\n"
    )


ARC_FAIL = said("arc=pass", "dmarc=fail header.from=example.org")
SAW_PASS, SAW_FAIL = "dmarc=pass header.from=example.org", "dmarc=fail header.from=example.org"


@pytest.mark.parametrize(
    ("top", "verdict"),
    [
        pytest.param(ARC_FAIL + arc(1, "list.example", SAW_PASS), V, id="a trusted list saw it pass"),
        pytest.param(
            ARC_FAIL + arc(1, "list.example", "dkim=pass header.d=example.org"), V, id="a trusted list saw the signature"
        ),
        pytest.param(ARC_FAIL + arc(1, "list.example", SAW_FAIL), F, id="a trusted list saw it fail"),
        pytest.param(
            ARC_FAIL + arc(1, "list.example", "dmarc=pass header.from=evil.example"), F, id="it passed for another domain"
        ),
        pytest.param(ARC_FAIL + arc(1, "cheat.example", SAW_PASS), F, id="a sealer whom nobody trusts"),
        pytest.param(said("arc=fail", SAW_FAIL) + arc(1, "list.example", SAW_PASS), F, id="the chain does not hold"),
        pytest.param(FAIL + arc(1, "list.example", SAW_PASS), F, id="our server says nothing of the chain"),
        pytest.param(
            ARC_FAIL + arc(2, "forward.example", SAW_FAIL) + arc(1, "list.example", SAW_PASS), V, id="two trusted in a row"
        ),
        pytest.param(
            ARC_FAIL + arc(2, "list.example", SAW_FAIL) + arc(1, "cheat.example", SAW_PASS), F, id="untrusted below trusted"
        ),
        pytest.param(
            ARC_FAIL + arc(2, "cheat.example", SAW_FAIL) + arc(1, "list.example", SAW_PASS), F, id="untrusted above trusted"
        ),
        pytest.param(ARC_FAIL + arc(1, "list.example", SAW_PASS) * 2, F, id="one number twice"),
        pytest.param(ARC_FAIL + arc(2, "list.example", SAW_PASS), F, id="a chain without its beginning"),
    ],
)
def test_arc_counts_from_trusted_sealers_only(top: str, verdict: Authenticity) -> None:
    assert read(top).authentic == verdict


@pytest.mark.parametrize(
    ("top", "verdict"),
    [
        pytest.param("", U, id="nobody said anything"),
        pytest.param("Authentication-Results: mx.elsewhere.example; dmarc=fail\n", U, id="another server"),
        pytest.param("Authentication-Results: mx.elsewhere.example; dmarc=pass\n" + PASS, U, id="ours is not the topmost"),
        pytest.param(FAIL + PASS, F, id="a forged pass below our fail"),
        pytest.param(PASS + FAIL, V, id="a forged fail below our pass"),
        pytest.param(
            said(SPF["spf pass elsewhere"], "dkim=none") + PASS, U, id="a forged pass below, where we do not look for DMARC"
        ),
        pytest.param(said(SPF["spf pass"]) + PASS, V, id="two lines of ours, one for each filter"),
        pytest.param(
            said("spf=pass") + "Authentication-Results: mx.evil.example; x=y\n" + FAIL, U, id="a run ends at a stranger's line"
        ),
        pytest.param(f"Authentication-Results: {OURS} 1; dmarc=pass header.from=example.org\n", V, id="with a version"),
        pytest.param(f"Authentication-Results: {OURS.upper()}; DMARC = Fail\n", F, id="capitals and spaces"),
        pytest.param(f'Authentication-Results: "{OURS}"; dmarc/1=pass\n', V, id="in quotes, with a method's version"),
        pytest.param(f"Authentication-Results:\n\t{OURS};\n\tdmarc=fail\n\theader.from=example.org\n", F, id="folded"),
        pytest.param(f"Authentication-Results: {OURS} (x (y); z); (a) dmarc (b) = (c) fail\n", F, id="comments in comments"),
        pytest.param(f"Authentication-Results: {OURS}; spf=fail (dmarc=fail)\n", U, id="a verdict in a comment"),
        pytest.param(said('spf=none (of "x (y)', "dmarc=fail"), U, id="a comment that never ends"),
        pytest.param(said('spf=fail (of "x) smtp.mailfrom=a.example', "dmarc=fail"), F, id="a quote in a comment opens nothing"),
        pytest.param(said('dkim=pass reason="; dmarc=pass" header.d=a.example'), U, id="a verdict in quotes"),
        pytest.param(f"Authentication-Results: {OURS}; none\n", U, id="it looked at nothing"),
        pytest.param(f"Authentication-Results: {OURS}.evil.example; dmarc=pass\n", U, id="a name that begins like ours"),
        pytest.param(f"Authentication-Results: x; {OURS}; dmarc=pass\n", U, id="our name in the wrong place"),
        pytest.param(said("dmarc=bestguesspass", SPF["spf pass"]), V, id="a best guess rests on its SPF"),
        pytest.param(said("dmarc=bestguesspass"), U, id="a best guess alone"),
        pytest.param(said("dmarc=permerror"), U, id="a policy that cannot be read"),
    ],
)
def test_only_our_own_servers_topmost_lines_count(top: str, verdict: Authenticity) -> None:
    assert read(top).authentic == verdict


@pytest.mark.parametrize(
    ("author", "verdict"),
    [
        pytest.param("tom.arden@example.org", V, id="bare"),
        pytest.param('"Arden, Tom" <TOM.Arden@Example.ORG>', V, id="quoted name, capitals"),
        pytest.param("tom.arden@example.org (Tom Arden)", V, id="name in a comment"),
        pytest.param("tom@mail.example.org", V, id="a part of the domain"),
        pytest.param('"tom.arden@example.org" <cheat@elsewhere.example>', F, id="a name that is an address"),
        pytest.param("tom.arden@example.org <cheat@elsewhere.example>", F, id="an address before the address"),
        pytest.param("cheat@elsewhere.example (<tom.arden@example.org>)", F, id="an address in a comment"),
        pytest.param("tom.arden@example.org, cheat@elsewhere.example", U, id="two in one line"),
        pytest.param("Friends: tom.arden@example.org;", U, id="a group"),
        pytest.param("tom.arden=?utf-8?Q?=40?=example.org", U, id="an encoded at"),
        pytest.param("=?utf-8?Q?tom.arden=40example.org?=", U, id="an encoded address"),
        pytest.param("=?utf-8?Q?tom.arden=40example.org?= <cheat@elsewhere.example>", F, id="an encoded name that is an address"),
        pytest.param("<tom.arden@example.org>, ", V, id="a comma at the end"),
        pytest.param("tom.arden@example.org\nFrom: cheat@elsewhere.example", F, id="two From lines"),
        pytest.param("cheat@elsewhere.example\nFrom: tom.arden@example.org", F, id="two From lines, the other way round"),
        pytest.param("tom.arden@example.org\nFrom: tom.arden@example.org", U, id="the same From twice"),
        pytest.param("tom.arden@ехample.org", F, id="a homograph"),
        pytest.param("tom.arden@example.org.evil.example", F, id="a domain that begins like it"),
        pytest.param("", F, id="nobody, and our server read somebody"),
    ],
)
def test_each_way_to_write_an_author(author: str, verdict: Authenticity) -> None:
    assert read(PASS, author).authentic == verdict


def test_an_imitated_address_is_another_address() -> None:
    other = "xn--xample-2of.org"
    top = said(f"dmarc=pass header.from={other}")
    envelope = read(top, "Tom Arden <tom.arden@еxample.org>")
    assert envelope.authentic in (V, F)
    assert envelope.author.value.casefold() != cast.TOM_EMAIL


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        pytest.param("Reply-To: cheat@elsewhere.example\n", V, id="answers wanted elsewhere"),
        pytest.param("Sender: robot@sender.example\n", V, id="sent by somebody else"),
        pytest.param("Resent-From: cheat@elsewhere.example\n", V, id="sent again"),
    ],
)
def test_only_from_says_who_it_is(more: str, verdict: Authenticity) -> None:
    envelope = read(PASS, more=more)
    assert envelope.authentic == verdict
    assert envelope.author.value == cast.TOM_EMAIL


SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; {}h=from:subject; bh=AAAA; b=AAAA\n"


@pytest.mark.parametrize(
    ("top", "verdict"),
    [
        pytest.param(said("dkim=pass header.d=example.org", "dmarc=pass") + SIGNED.format(""), V, id="all of the body"),
        pytest.param(said("dkim=pass header.d=example.org", "dmarc=pass") + SIGNED.format("l=10; "), U, id="a part of the body"),
        pytest.param(
            said("dkim=pass header.d=example.org", SPF["spf pass"], "dmarc=pass") + SIGNED.format("l=10; "),
            V,
            id="a part, and SPF",
        ),
        pytest.param(said("dkim=pass header.d=example.org", "dmarc=none") + SIGNED.format("l=0; "), U, id="nothing of the body"),
        pytest.param(said("dkim=pass header.i=@mail.example.org"), V, id="a subdomain signs"),
        pytest.param(said("dkim=pass header.d=org"), U, id="a suffix signs"),
        pytest.param(said("spf=pass smtp.mailfrom=bounces.example.org"), V, id="a subdomain's envelope"),
        pytest.param(
            said("spf=softfail smtp.mailfrom=example.org", "dkim=fail header.d=example.org"), F, id="both failed, softly"
        ),
        pytest.param(
            said("spf=fail smtp.mailfrom=sender.example", "dkim=fail header.d=sender.example"), U, id="others' failures"
        ),
    ],
)
def test_alignment_and_partial_signatures(top: str, verdict: Authenticity) -> None:
    assert read(top).authentic == verdict


@pytest.mark.parametrize(
    ("author", "signer", "verdict"),
    [
        ("tom@shop.example.co.uk", "mail.example.co.uk", V),
        ("tom@shop.example.co.uk", "evil.co.uk", U),
        ("tom@arden.github.io", "evil.github.io", U),
        ("tom@bücher.example", "xn--bcher-kva.example", V),
    ],
)
def test_two_domains_are_one_organisations_by_the_public_suffix_list(author: str, signer: str, verdict: Authenticity) -> None:
    assert read(said(f"dkim=pass header.d={signer}"), author).authentic == verdict


def test_a_forged_sender_is_not_taken_for_spam_and_his_words_are_kept() -> None:
    envelope = read(FAIL)
    assert (envelope.authentic, envelope.spam_likely, envelope.visible) == (F, False, "It is dark.")


@pytest.mark.parametrize("poison", ["(" * 60_000, '"' * 60_000, "a" * 60_000, "a.b=" * 15_000, ";=" * 30_000, "\\" * 60_000])
def test_a_line_made_to_be_slow_is_not(poison: str) -> None:
    started = time.process_time()
    read(f"Authentication-Results: {OURS}; {poison}\n")
    assert pace.within(time.process_time() - started, 0.5)
