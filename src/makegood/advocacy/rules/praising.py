"""Whether a praise in public counts: ours, surely praise, and paid for by nobody. Pure.

Source: the house's notes on measuring, section 1: verified, unsolicited, not incentivised, read with .9 at least.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from makegood.advocacy.types import LeftOut, PraiseSeen, Verdict

SURE = 0.9
CONTEST_WINDOW = timedelta(days=28)  # before the praise, and a day after it: some post first and send the form in later
CONTEST_AFTER = timedelta(days=1)
COUPON_WINDOW = timedelta(days=14)  # before the praise
ASKED_WINDOW = timedelta(days=14)

_PAID = re.compile(
    r"(?<!\w)#(?:ad|ads|sponsored|gifted|paidpartnership|anzeige|werbung|gesponsert|giveaway|contest|gewinnspiel)\b"
    r"|\b(?:paid partnership|sponsored (?:post|by)|in exchange for (?:a|an|this|my)|bezahlte (?:partnerschaft|werbung)|unbezahlte werbung)\b",
    re.IGNORECASE,
)
_CONTEST = re.compile(r"(?<!\w)#(?:giveaway|contest|gewinnspiel)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:leave|write|post|give) (?:us )?(?:a|your) (?:review|rating)\b|\brate us\b|\breview us\b|\brecommend us\b|\btell (?:your|a) friends?\b"
    r"|\bspread the word\b|\bbewerten sie uns\b|\bbewerte uns\b|\beine bewertung\b|\bempfehlen sie uns\b|\bempfiehl uns\b|\bsagen sie es weiter\b"
    r"|\bsag es weiter\b",
    re.IGNORECASE,
)


def judge(seen: PraiseSeen) -> Verdict:
    """Whether it counts, and why, in a sentence. The first reason that speaks against it is said."""
    if _CONTEST.search(seen.words):
        return Verdict(LeftOut.CONTEST, "The words say that they belong to a contest.")
    if _PAID.search(seen.words):
        return Verdict(LeftOut.PAID, "The words say that they were paid for.")
    if not (seen.answers_us or names_us(seen.words, seen.names)):
        return Verdict(LeftOut.NOT_OURS, "It names nobody of us and answers none of our words.")
    if seen.contest_at is not None and seen.at - CONTEST_WINDOW <= seen.contest_at <= seen.at + CONTEST_AFTER:
        return Verdict(LeftOut.CONTEST, "They took part in a contest of ours within 28 days before.")
    if seen.coupon_at is not None and seen.at - COUPON_WINDOW <= seen.coupon_at <= seen.at:
        return Verdict(LeftOut.COUPON, "They had taken a coupon of ours within 14 days before.")
    if seen.sure < SURE:
        return Verdict(LeftOut.UNSURE, f"It was read as praise with {seen.sure:.2f}; {SURE:.2f} is needed, or a member’s word.")
    why = "It answers us" if seen.answers_us else "It names us"
    return Verdict(LeftOut.NOTHING, f"{why}, is read as praise with {seen.sure:.2f}, and nothing was given for it.")


def names_us(words: str, names: Sequence[str]) -> bool:
    """Whether one of these names stands in the words, whatever its case and the spaces in it ("Brightside Lights", "@brightsidelights")."""
    said = _bare(words)
    return any(len(bare) > 2 and bare in said for bare in map(_bare, names))


def asks_for_praise(words: str) -> bool:
    """Whether words of ours ask somebody to speak of us to others."""
    return bool(_ASKS.search(words))


def _bare(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())
