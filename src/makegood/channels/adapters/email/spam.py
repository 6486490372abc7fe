"""Whether a mail is likely spam: what the filters on its way said, else a small score of plain signs that anybody can read here.

Pure. It only ever sorts; nothing is thrown away. A customer's letter taken for spam is the dear mistake, so the bar is high.
"""

import re

from makegood.channels.adapters.email import headers
from makegood.channels.adapters.email.headers import Headers

ENOUGH = 5
_FILTERS = (
    ("x-spam-flag", re.compile(r"yes|true", re.IGNORECASE)),
    ("x-spam-status", re.compile(r"yes\b", re.IGNORECASE)),
    ("x-spam", re.compile(r"yes|spam|true", re.IGNORECASE)),
    ("x-spam-level", re.compile(r"\*{5}")),
    ("x-bogosity", re.compile(r"spam|yes", re.IGNORECASE)),
    ("x-rspamd-action", re.compile(r"reject|add header|rewrite subject", re.IGNORECASE)),
    ("x-ms-exchange-organization-scl", re.compile(r"[5-9]\s*$")),
    ("x-forefront-antispam-report", re.compile(r"\bSFV:SPM\b|\bCAT:(?:SPM|HSPM|PHSH|HPHISH|MALW)\b")),
    ("x-proofpoint-spam-details", re.compile(r"rule=spam")),
    ("subject", re.compile(r"^\s*(?:\[spam\]|\*{3,}\s?spam\s?\*{3,}|\{spam\?\})", re.IGNORECASE)),
)
_HAM_SAID = re.compile(r"^\s*no\b", re.IGNORECASE)
_SELLING = (
    "viagra", "cialis", "casino", "lottery", "jackpot", "weight loss", "lose weight", "work from home", "work at home", "get rich", "make money",
    "extra income", "earn $", "risk free", "risk-free", "100% free", "act now", "limited time offer", "refinance", "mortgage rate", "credit card debt",
    "no obligation", "guaranteed winner", "guaranteed approval", "million dollars", "million us dollars", "next of kin", "bitcoin wallet",
    "crypto investment", "seo services", "seo ranking", "first page of google", "backlinks", "enlarge", "adult site", "hot girls", "hot singles",
    "toner cartridges", "bulk e-mail", "bulk email", "addresses for sale", "removed from our", "removed from this", "removed from future",
    "to be removed", "this is not spam", "one time mailing", "one-time mailing", "dear friend", "dear beneficiary", "dear homeowner",
    "congratulations you", "you have been selected", "remove in the subject", "unclaimed funds", "unclaimed prize", "verify your account",
    "your account will be suspended", "your account has been limited", "multi-level", "financial freedom", "double your", "cash bonus",
)  # fmt: skip
_SHOUTING = re.compile(r"[A-Z]{4,}\W+[A-Z]{4,}")
_MANY_MARKS = re.compile(r"[!?$]{3,}|\${2,}")


def likely(found: Headers, text: str, html: str) -> bool:
    """Whether a filter before us called it spam, or the plain signs add up to `ENOUGH`."""
    verdicts = [(name, value) for name, pattern in _FILTERS for value in found.all_raw(name) if pattern.search(value)]
    if verdicts:
        return True
    if _HAM_SAID.search(found.raw("x-spam-status")) or _HAM_SAID.search(found.raw("x-spam-flag")):
        return False
    return score(found, text, html) >= ENOUGH


def score(found: Headers, text: str, html: str) -> int:
    """The sum of the plain signs: 2 for each selling phrase (at most 6), 2 for a shouted subject, 1 for each lesser sign."""
    subject = found.text("subject")
    words = f"{subject}\n{text[:10_000]}".lower()
    senders = headers.addresses(found.raw("from"))
    replies = headers.addresses(found.raw("reply-to"))
    signs = min(6, 2 * sum(phrase in words for phrase in _SELLING))
    signs += 2 * bool(_SHOUTING.search(subject) and subject.upper() == subject)
    signs += bool(_MANY_MARKS.search(subject))
    signs += not senders or len(found.values.get("from", ())) > 1
    signs += "message-id" not in found
    signs += "date" not in found
    signs += bool(re.search(r"\d{5,}@|@(?:\d+\.){3}\d+$", senders[0][1])) if senders else 0
    signs += bool(replies and senders and replies[0][1].rpartition("@")[2].lower() != senders[0][1].rpartition("@")[2].lower())
    signs += bool(html) and len(text.strip()) < 40 and "<img" in html.lower()
    signs += not found.raw("to")
    return signs
