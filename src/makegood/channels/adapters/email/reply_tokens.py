"""The signed reply address: `support+<token>@brand.example`. Whoever answers to it lands in the right conversation, and nobody else can.

Pure. A token is the conversation's id and an HMAC-SHA-256 of 128 bits over it and the recipient's address, written in 50 digits and
small letters, because mail addresses lose their capitals on the way. A conversation's number alone opens nothing (CVE-2024-49193).
"""

import re
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.platform import sealed

LENGTH = sealed.LENGTH
LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
_LABEL = b"makegood reply"
_TOKEN = re.compile(rf"[0-9a-z]{{{LENGTH}}}")


def make_reply_token(secret: bytes | str, conversation_id: UUID, recipient: str) -> str:
    """The token for one conversation and one recipient: the same at each call."""
    return sealed.seal(secret, _LABEL, conversation_id, recipient)


def read_reply_token(secret: bytes | str, token: str, recipient: str) -> UUID | None:
    """The conversation that the token opens for this recipient, or None: malformed, forged, or another's."""
    return sealed.names(token) if sealed.is_sealed(secret, _LABEL, token, recipient) else None


def as_conversation(text: str) -> UUID | None:
    """The conversation's id as channels write it, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def reply_address(address: str, token: str, separator: str = "+") -> str:
    """Our address with the token in it. Refuses an address whose name leaves no room for one."""
    local, _, domain = address.partition("@")
    if len(local) + len(separator) + LENGTH > LONGEST_LOCAL:
        room = LONGEST_LOCAL - LENGTH - len(separator)
        sentence = (
            f"address: “{local}” is longer than {room} characters, so no reply address fits. Set reply_address to a shorter one."
        )
        raise Refusal("address_too_long", sentence, {"reply_address": "needed"})
    return f"{local}{separator}{token}@{domain}"


def token_in(addresses: list[str], ours: str, separator: str = "+") -> str:
    """The first token among these addresses that is built on our own address, or ''."""
    local, _, domain = ours.lower().partition("@")
    for address in addresses:
        name, _, host = address.lower().partition("@")
        base, found, token = name.rpartition(separator)
        if found and base == local and host == domain and _TOKEN.fullmatch(token):
            return token
    return ""
