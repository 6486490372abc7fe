"""Whether our own mail server found the sender forged (RFC 8601, DMARC).

Pure. Only the topmost Authentication-Results line counts, and only with our own server's name in it: any other is what the sender
wrote himself. Without that name in the settings nothing is known, and nothing is claimed.
"""

import re

from makegood.channels.adapters.email.headers import Headers

_DMARC = re.compile(r"\bdmarc\s*=\s*(pass|fail|none|temperror|permerror|bestguesspass)\b", re.IGNORECASE)


def verdict(found: Headers, authserv_id: str) -> str:
    """What our server says of DMARC: "pass", "fail", "none" …; '' when it says nothing, or is not known to us."""
    lines = found.all_raw("authentication-results")
    if not authserv_id or not lines:
        return ""
    server = re.split(r"[\s;]", lines[0].strip(), maxsplit=1)[0].lower()
    said = _DMARC.search(re.sub(r"\([^()]*\)", "", lines[0])) if server == authserv_id.lower() else None
    return said[1].lower() if said else ""


def forged(found: Headers, authserv_id: str) -> bool:
    """Whether the mail claims a sender whose domain disowns it."""
    return verdict(found, authserv_id) == "fail"
