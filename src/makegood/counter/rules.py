"""What can be noted at the counter. Pure."""

from makegood.counter.types import Done, TouchIn
from makegood.kernel.refusals import Refusal

MOST_WORDS, MOST_KEY = 600, 200
MOST_KM = 2_000_000
VISIT_HOURS = 2  # what is done within so long of coming in is the same visit


def check(touch: TouchIn) -> None:
    """Refuses ("touch_malformed") what nobody could read later."""
    wrong: dict[str, str] = {}
    if not 1 <= len(touch.key) <= MOST_KEY:
        wrong["key"] = f"1 to {MOST_KEY} characters"
    if touch.done is Done.NOTE and not touch.words.strip():
        wrong["words"] = "write down what matters"
    if len(touch.words) > MOST_WORDS:
        wrong["words"] = f"at most {MOST_WORDS} letters"
    if touch.done is Done.ODOMETER and not (touch.number is not None and 0 < touch.number <= MOST_KM):
        wrong["number"] = f"whole kilometres from 1 to {MOST_KM:,}"
    if wrong:
        field, why = next(iter(wrong.items()))
        raise Refusal("touch_malformed", f"{field}: {why}.", wrong)
