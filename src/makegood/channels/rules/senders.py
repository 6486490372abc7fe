"""Who writes, as far as rules about senders go: which mailbox an address is, what a rule may name, and who is told that theirs arrived. Pure."""

import re
from collections.abc import Sequence

from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_SENDER = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{0,64}@(?=.{3,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
_ANYBODYS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mailbox.org",
        "fastmail.com",
        "zoho.com",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "qq.com",
        "163.com",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "libero.it",
        "btinternet.com",
        "hotmail.co.uk",
        "yahoo.co.uk",
    ]
)


def mailbox(address: str) -> str:
    """The mailbox in which mail to this address ends: without a tag ("tom+1@"), and without dots where the provider ignores them."""
    local, _, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in _DOTLESS else local}@{domain}"


def within_cap(vouched: Sequence[bool], *, said: Sequence[bool], per_hour: int) -> list[bool]:
    """Which of these may still be told within this hour, in their order. `said` are those who were told in it; of both, True says that
    somebody vouches for the sender. Those for whom nobody does share a tenth of the cap, at least one."""
    left, doubtful = per_hour - len(said), max(1, per_hour // 10) - sum(not one for one in said)
    allowed = []
    for one in vouched:
        may = left > 0 and (one or doubtful > 0)
        left, doubtful = left - may, doubtful - (may and not one)
        allowed.append(may)
    return allowed


def senders(author: Address) -> tuple[str, ...]:
    """How a rule about a sender may name this author: the address, and its domain and those above it after an @, but no top one alone."""
    value = author.value.strip().lower()
    local, _, domain = value.rpartition("@")
    if not local or not domain:
        return ()
    labels = domain.split(".")
    return (value, *(f"@{'.'.join(labels[i:])}" for i in range(max(1, len(labels) - 1))))


def checked_sender(text: str, *, ours: Sequence[str]) -> str:
    """A sender as a rule names them: "tom@example.org", or "@example.org" for all of a domain. Refuses what is neither, our own addresses
    and domains, and a domain at which anybody may have a mailbox."""
    value = text.strip().lower()
    if not _SENDER.fullmatch(value):
        sentence = "sender: give an address such as tom@example.org, or @example.org for everybody there."
        raise Refusal("bad_sender", sentence, {"sender": "neither an address nor a domain"})
    if any(value in senders(Address(IdentityKind.EMAIL, one)) for one in ours):
        raise Refusal("own_sender", "sender: this is our own.", {"sender": "our own"})
    if value.startswith("@") and value[1:] in _ANYBODYS:
        sentence = f"sender: anybody may have a mailbox at {value[1:]}. Block the one address instead."
        raise Refusal("anybodys_domain", sentence, {"sender": "too many people"})
    return value
