"""Whether our own mail server vouches for the sender, or found them forged (RFC 8601, 8617, 7489, 9989).

Pure. Only the topmost Authentication-Results lines count, and only with our own server's name in them: any other is what the sender wrote
himself. Without that name in the settings nothing is known, and nothing is claimed. Nothing is asked of the DNS: what our server saw counts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from publicsuffixlist import PublicSuffixList

from makegood.channels.adapters.email import headers
from makegood.channels.adapters.email.headers import Headers
from makegood.channels.types import Authenticity

MOST_LINES, MOST_RESULTS, LONGEST_LINE = 10, 50, 8_000
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_MARKS, _MARK = re.compile(r'([\\"();])'), frozenset('\\"();')
_RESULT = re.compile(r"\s*([a-z][\w-]*)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![a-zA-Z])([a-z]++)\s*\.\s*([\w-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s;]+)", re.IGNORECASE)
_TAG = re.compile(r"(?:^|;)\s*([a-z]+)\s*=\s*([^;]*)", re.IGNORECASE)
_DKIM_FAILED = ("fail", "permerror", "policy")
_SPF_FAILED = ("fail", "softfail", "hardfail")


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result: `domain` is what it speaks of ('' where the line does not say)."""

    method: str  # "spf", "dkim", "dmarc", "arc"
    result: str  # "pass", "fail", "none" …
    domain: str


def verdict(found: Headers, author: str, *, authserv_id: str, sealers: Sequence[str] = ()) -> Authenticity:
    """What we may believe of `author` (the address that the mail is shown under).

    - FORGED: our server says that DMARC failed, and no trusted sealer (`sealers`, ARC) saw it pass before the mail was changed; or several
      From lines name different addresses; or DMARC passed for another domain than the one we show; or the domain has no DMARC and both
      its SPF and its DKIM failed.
    - VOUCHED: DMARC passed for this domain; or the domain has no DMARC, and SPF or DKIM passed for it (relaxed alignment: the
      same organisational domain by the public suffix list). A signature over a part of the body only (`l=`) vouches for nothing.
    - UNKNOWN: everything else: no word of our server, no policy and no signature, a passing error, a From that two programs may read differently.
    """
    results = _of_our_server(found, authserv_id)
    if not results:
        return Authenticity.UNKNOWN
    domain = _ascii(author.rpartition("@")[2])
    plain = _is_plain(found, author)
    verdict = _judge(_without_partial(results, found), domain, plain=plain)
    if len(_authors(found)) > 1 and len(found.values.get("from", ())) > 1:
        return Authenticity.FORGED
    if verdict is Authenticity.FORGED and plain and _pass(results, "arc"):
        sealed = _sealed(found, frozenset(one.lower() for one in sealers))
        if sealed and _judge(sealed, domain, plain=True) is Authenticity.VOUCHED:
            return Authenticity.VOUCHED
    return verdict


def aligned(one: str, other: str) -> bool:
    """Whether two domains are one organisation's (relaxed alignment, RFC 7489 3.1)."""
    return bool(one) and bool(other) and (one == other or organisation(one) == organisation(other))


def organisation(domain: str) -> str:
    """The domain that somebody registered: "example.co.uk" of "mail.example.co.uk"; a public suffix itself stays what it is."""
    return str(_suffixes().privatesuffix(domain) or domain)


# ---------------------------------------------------------------------------------------------------------------------


def _judge(results: Sequence[Result], domain: str, *, plain: bool) -> Authenticity:
    said = next((one for one in results if one.method == "dmarc"), None)
    if said is not None and said.result == "fail":
        return Authenticity.FORGED
    if said is not None and said.result == "pass" and said.domain and not aligned(said.domain, domain):
        return Authenticity.FORGED  # our server read another From than we do
    if not plain or (said is not None and said.result in ("temperror", "permerror")):
        return Authenticity.UNKNOWN
    if said is not None and said.result == "pass":
        return Authenticity.UNKNOWN if _is_contradicted(results, domain) else Authenticity.VOUCHED
    return _without_policy(results, domain)


def _without_policy(results: Sequence[Result], domain: str) -> Authenticity:
    """The domain has no DMARC policy, or our server does not look for one: an aligned pass vouches, two aligned failures disown."""
    ours = [one for one in results if one.method in ("spf", "dkim") and aligned(one.domain, domain)]
    if any(one.result == "pass" for one in ours):
        return Authenticity.VOUCHED
    spf = any(one.method == "spf" and one.result in _SPF_FAILED for one in ours)
    dkim = any(one.method == "dkim" and one.result in _DKIM_FAILED for one in ours)
    return Authenticity.FORGED if spf and dkim else Authenticity.UNKNOWN


def _is_contradicted(results: Sequence[Result], domain: str) -> bool:
    """DMARC is said to have passed, but nothing that it could rest on has: a line that was not our server's, or a partial signature."""
    below = [one for one in results if one.method in ("spf", "dkim")]
    rests_on = any(one.result == "pass" and (not one.domain or aligned(one.domain, domain)) for one in below)
    return bool(below) and not rests_on


def _of_our_server(found: Headers, authserv_id: str) -> list[Result]:
    """The results in the topmost lines that carry our server's name. One line may come from each of its filters; a line that says again
    what a line above it said is another hop's, or the sender's own, and ends them."""
    results: list[Result] = []
    for line in found.all_raw("authentication-results")[:MOST_LINES] if authserv_id else ():
        server, stated = _stated(line)
        repeated = {one.method for one in results} & {one.method for one in stated}
        if server != authserv_id.lower() or repeated:
            break
        results += stated
    return results


def _stated(line: str) -> tuple[str, list[Result]]:
    """(server, results) of one line; a version after the server's name is passed over."""
    pieces = _pieces(line[:LONGEST_LINE])
    server = (pieces[0].split() or [""])[0].strip('"').lower()
    stated = []
    for piece in pieces[1 : MOST_RESULTS + 1]:
        match = _RESULT.match(piece)
        if match:
            properties = {
                f"{kind}.{name}".lower(): value.strip('"') for kind, name, value in _PROPERTY.findall(piece[match.end() :])
            }
            method = match[1].lower()
            stated.append(Result(method, match[2].lower(), _speaks_of(method, properties)))
    return server, stated


def _speaks_of(method: str, properties: dict[str, str]) -> str:
    names = {"spf": ("smtp.mailfrom", "smtp.mail"), "dkim": ("header.d", "header.i"), "dmarc": ("header.from",)}.get(method, ())
    value = next((properties[name] for name in names if name in properties), "")
    return _ascii(value.strip("<>").rpartition("@")[2])


def _pieces(text: str) -> list[str]:
    """The text between semicolons, its comments taken out; what stands in quotes is neither. Letter by letter, because a comment may hold
    what the sender chose: a quote in a comment opens nothing, nor does a bracket in quotes."""
    pieces, depth, quoted, escaped = [""], 0, False, False
    for part in filter(None, _MARKS.split(text)):
        if escaped or part not in _MARK:
            escaped = False
        elif part == "\\":
            escaped = quoted or depth > 0
        elif part == '"' and not depth:
            quoted = not quoted
        elif part == "(" and not quoted:
            depth += 1
            continue
        elif part == ")" and depth:
            depth -= 1
            part = " "
        elif part == ";" and not quoted and not depth:
            pieces.append("")
            continue
        if not depth:
            pieces[-1] += part
    return pieces


def _sealed(found: Headers, trusted: frozenset[str]) -> list[Result]:
    """What the first of the trusted sealers saw, where all that came after it are trusted too (ARC, RFC 8617). Our own server has said
    that the chain holds."""
    seals = _instances(found.all_raw("arc-seal"))
    seen = _instances(found.all_raw("arc-authentication-results"))
    if not seals or sorted(seals) != list(range(1, len(seals) + 1)):
        return []
    results: list[Result] = []
    for number in sorted(seals, reverse=True):
        domain = {name.lower(): value.strip() for name, value in _TAG.findall(seals[number])}.get("d", "")
        if _ascii(domain) not in trusted or number not in seen:
            break
        results = _stated(seen[number].partition(";")[2])[1]
    return results


def _instances(lines: Iterable[str]) -> dict[int, str]:
    """Lines by their instance number; none of them where one number stands twice."""
    numbered: dict[int, str] = {}
    for line in lines:
        match = re.search(r"(?:^|;)\s*i\s*=\s*(\d{1,2})\b", line)
        if match is None or int(match[1]) in numbered:
            return {}
        numbered[int(match[1])] = line
    return numbered


def _without_partial(results: Sequence[Result], found: Headers) -> list[Result]:
    """Signatures that cover only a part of the body do not pass: somebody may have written below it (RFC 6376, 8.2)."""
    tags = [{name.lower(): value.strip() for name, value in _TAG.findall(line)} for line in found.all_raw("dkim-signature")]
    partial = {_ascii(one.get("d", "")) for one in tags if "l" in one}
    return [replace(one, result="partial") if one.method == "dkim" and one.domain in partial else one for one in results]


def _pass(results: Iterable[Result], method: str) -> bool:
    return any(one.method == method and one.result == "pass" for one in results)


def _authors(found: Headers) -> set[str]:
    return {address.lower() for value in found.all_raw("from") for _, address in headers.addresses(value)}


def _is_plain(found: Headers, author: str) -> bool:
    """Whether every program reads the same author: one From line with one address, written out, in no group."""
    lines = found.all_raw("from")
    if len(lines) != 1:
        return False
    bare = _QUOTED.sub(" ", ";".join(_pieces(lines[0][:LONGEST_LINE])))
    return bare.count("@") == 1 and ":" not in bare and author.lower() in bare.lower()


def _ascii(domain: str) -> str:
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
