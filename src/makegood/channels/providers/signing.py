"""Whether a provider signed a call: one comparison in constant time, and one sentence that never says what was wrong with it."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence

from makegood.channels.types import CallAnswer, Envelope, WasTaken
from makegood.kernel.refusals import Refusal


def digest(secret: str, content: bytes, kind: str = "sha256") -> bytes:
    """The HMAC of the content."""
    return hmac.digest(secret.encode(), content, kind)


def require(given: str, expected: Iterable[str], *, header: str) -> None:
    """Refuses (`bad_signature`) unless the header is exactly one of the expected; every one of them is compared, in constant time."""
    told = given.encode("utf-8", "replace")
    good = False
    for one in expected:
        good |= hmac.compare_digest(told, one.encode())
    if not good:
        raise unsigned(header)


def unsigned(header: str) -> Refusal:
    sentence = "The provider did not sign this call. Check that the channel's settings hold the provider's current secret."
    return Refusal("bad_signature", sentence, {header: "does not fit"})


def says_something(parse: Callable[[], Sequence[Envelope | WasTaken]]) -> bool:
    """Whether a call is worth keeping: receipts that nobody reads are not, what cannot be read is, for a person to look at."""
    try:
        return bool(parse())
    except ValueError:
        return True


def kept(body: bytes, *, worth_it: bool) -> CallAnswer:
    """The call's body under its own digest, so that a repeat is kept once; nothing where nobody would read it."""
    return CallAnswer(items=((hashlib.sha256(body).hexdigest(), body),) if worth_it else ())
