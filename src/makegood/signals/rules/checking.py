"""May this be taken? Pure: what a machine tells must name what is watched and when, and nobody tells of the future."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.kernel.refusals import Refusal
from makegood.signals.types import CheckoutIn, Word

AHEAD = timedelta(minutes=10)  # how far a machine's clock may go before ours
KEPT_FOR = timedelta(days=30)  # what is attached to nothing, and what was told of the checkout
LONGEST_NAME, LONGEST_TITLE = 200, 200


def words(told: Sequence[Word], *, at: datetime) -> list[Word]:
    """The words, tidied, each once, those of more than 30 days ago left out. Refuses ("bad_signal") one without a name of what is watched, and one
    of the future."""
    for number, one in enumerate(told):
        if not one.source.strip() or not one.reference.strip():
            raise _bad(f"signals[{number}].id", "is missing", "name what is watched")
        if one.at > at + AHEAD:
            raise _bad(f"signals[{number}].at", "lies ahead", "that instant has not come yet; look at the sender's clock")
    clean = [
        Word(_line(one.source), _line(one.reference), one.began, one.at, _line(one.title)[:LONGEST_TITLE], one.kind)
        for one in told
        if one.at > at - KEPT_FOR
    ]
    return list({(one.source, one.reference, one.began, one.at): one for one in clean}.values())


def checkout(told: Sequence[CheckoutIn], *, at: datetime) -> None:
    """Refuses ("bad_event") what lies ahead, and an amount without its currency, naming each by its place."""
    for number, one in enumerate(told):
        if one.at > at + AHEAD:
            raise Refusal(
                "bad_event",
                f"events[{number}].at: that instant has not come yet; look at the sender's clock.",
                {f"events[{number}].at": "lies ahead"},
            )
        if (one.minor is None) != (not one.currency):
            raise Refusal(
                "bad_event",
                f"events[{number}].currency: an amount and its currency go together.",
                {f"events[{number}].currency": "goes with the amount"},
            )


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]


def _bad(field: str, why: str, sentence: str) -> Refusal:
    return Refusal("bad_signal", f"{field}: {sentence}.", {field: why})
