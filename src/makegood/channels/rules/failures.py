"""Why words did not arrive, out of what the other side said, and what a person can do about it. Pure; never repeats an address that stands in
another server's words."""

import re

from makegood.channels import privacy
from makegood.channels.messages import Failure

_STATUS = re.compile(r"(?<![\d.])5\.(\d{1,3}\.\d{1,3})(?![\d.])")
_BY_STATUS = {
    **dict.fromkeys(("1.0", "1.1", "1.3", "1.6"), Failure.UNKNOWN_ADDRESS),
    **dict.fromkeys(("1.2", "1.10", "4.1", "4.4"), Failure.UNKNOWN_PLACE),
    **dict.fromkeys(("2.0", "2.1"), Failure.CLOSED),
    **dict.fromkeys(("2.2",), Failure.FULL),
    **dict.fromkeys(("2.3", "3.4"), Failure.TOO_LARGE),
    **dict.fromkeys(("7.0", "7.1", "7.2", "7.509", "7.511"), Failure.NOT_ALLOWED),
    **dict.fromkeys(("7.3", "7.28", "7.350", "7.520"), Failure.SPAM),
    **dict.fromkeys(("7.8", "7.9", "7.57"), Failure.NOT_LET_IN),
    **dict.fromkeys(
        ("7.15", "7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.29", "7.30"), Failure.NOT_VOUCHED
    ),
    "1.8": Failure.NOT_VOUCHED,
}
_POLICIES = (
    (Failure.NOT_VOUCHED, re.compile(r"\b(?:spf|dkim|dmarc|unauthenticated|reverse dns|ptr)\b", re.IGNORECASE)),
    (
        Failure.SPAM,
        re.compile(r"spam|junk|blocked|black ?list|block ?list|reputation|unsolicited|content|virus|abus", re.IGNORECASE),
    ),
    (
        Failure.UNKNOWN_ADDRESS,
        re.compile(r"(?:user|recipient|address|mailbox)\b.{0,40}\b(?:unknown|not found|does ?n[o']t exist)", re.IGNORECASE),
    ),
)
_BY_WORDS = (
    (Failure.NOT_LET_IN, re.compile(r"authentication (?:failed|credentials|required)|bad (?:username|password)|\b535\b", re.IGNORECASE)),
    (Failure.FULL, re.compile(r"mailbox (?:is )?full|over ?quota|quota (?:is )?exceeded|insufficient (?:system )?storage", re.IGNORECASE)),
    (Failure.TOO_LARGE, re.compile(r"too (?:large|big)|size (?:limit|exceed)|exceeds? .{0,30}size", re.IGNORECASE)),
    _POLICIES[1],
    _POLICIES[0],
    (Failure.UNKNOWN_PLACE, re.compile(r"(?:domain|host)\b.{0,40}\b(?:not found|unknown|does ?n[o']t exist)|null mx|no such domain|unrout", re.IGNORECASE)),
    (Failure.CLOSED, re.compile(r"(?:mailbox|account|user)\b.{0,30}\b(?:disabled|inactive|suspended|closed|deactivated)", re.IGNORECASE)),
    (Failure.UNKNOWN_ADDRESS, re.compile(r"(?:unknown|no such|invalid) (?:user|recipient|mailbox|address|local)|(?:user|recipient|address|mailbox)\b.{0,40}\b(?:unknown|not found|does ?n[o']t exist|invalid|unavailable)", re.IGNORECASE)),
)  # fmt: skip
_IN_WORDS = {
    Failure.UNKNOWN_ADDRESS: (
        "There is no mailbox of this name.",
        "Look for a mistake in the address, or write to another one of theirs.",
    ),
    Failure.UNKNOWN_PLACE: (
        "Nobody takes mail for this address: what stands behind the @ is not there.",
        "Look for a mistake in the address, or reach them another way.",
    ),
    Failure.CLOSED: ("This mailbox is closed and takes nothing.", "Write to another address of theirs."),
    Failure.FULL: ("Their mailbox is full.", "Try again tomorrow, or reach them another way."),
    Failure.SPAM: (
        "Their mail server took it for spam.",
        "Say it in plainer words with fewer links and try again, or reach them another way.",
    ),
    Failure.NOT_VOUCHED: (
        "Their mail server does not believe that this comes from us.",
        "Whoever looks after our mail domain should check SPF, DKIM and DMARC; until then, reach them another way.",
    ),
    Failure.NOT_ALLOWED: (
        "Their mail server takes no mail from us.",
        "Reach them another way, and ask whoever looks after our mail domain.",
    ),
    Failure.TOO_LARGE: ("It is too large for their mailbox.", "Send it with fewer or smaller files."),
    Failure.NOT_LET_IN: (
        "Our own server did not let us in.",
        "Set the channel’s name and password right, then try again.",
    ),
    Failure.UNREACHED: (
        "It was tried for three days, and nobody took it.",
        "Try again, or reach them another way.",
    ),
    Failure.UNWANTED: ("They asked us meanwhile not to write to them here.", "Do not write here; wait until they do."),
    Failure.PROGRAM: (
        "Our own program made a mistake while it sent this.",
        "Try again; if it fails again, tell whoever looks after it.",
    ),
}


def why_it_failed(*, status: str, said: str) -> Failure:
    """What kept words from arriving, by the enhanced status code that the other side gave ("5.1.1", also inside `said`), else by its words.

    Codes: IANA's registry of SMTP Enhanced Status Codes (RFC 3463, 5248, 7372, 7505).
    """
    code = _STATUS.search(status) or _STATUS.search(said)
    found = _BY_STATUS.get(code[1]) if code else None
    if found is Failure.NOT_ALLOWED:  # 5.7.1 says "policy" and is what most say who take something for spam, or for forged
        return next((one for one, words in _POLICIES if words.search(said)), found)
    return found or next((one for one, words in _BY_WORDS if words.search(said)), Failure.OTHER)


def what_failed(failure: Failure) -> str:
    """What happened, in a sentence; '' where only the other side's own words say it."""
    return _IN_WORDS.get(failure, ("", ""))[0]


def way_out(failure: Failure) -> str:
    """What a person can do about it."""
    return _IN_WORDS.get(failure, ("", "Read what the other side says, then try again or find another way to reach them."))[1]


def without_addresses(reason: str) -> str:
    """What a mail server said, without the addresses that servers put into it."""
    return privacy.without_addresses(reason)
