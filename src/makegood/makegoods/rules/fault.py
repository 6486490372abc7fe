"""In whose hands it happened, from what the carrier said and when. Pure. Where nothing speaks for anybody else it is ours.

Never blames somebody for what was theirs to claim: that a thing was broken when it came says nothing of who broke it.
"""

from datetime import datetime, timedelta

from makegood.makegoods.types import Fault

IN_TIME = timedelta(hours=24)  # what left us at least so long before it was promised had its chance; our own number
_AT_THE_CARRIERS = frozenset({"late", "lost"})


def of_the_journey(
    harm: str, *, promised_until: datetime | None, left_us_at: datetime | None, trouble_at: datetime | None
) -> Fault:  # fmt: skip
    """The carrier's, where it left us in time and was late or lost afterwards: lost, only where the carrier says that something happened to it.
    `left_us_at` is the carrier's first word of having it, `trouble_at` the first of an exception or of its way back."""
    if harm not in _AT_THE_CARRIERS or left_us_at is None:
        return Fault.OURS
    in_time = promised_until is not None and left_us_at <= promised_until - IN_TIME
    if harm == "lost":
        return Fault.CARRIER if trouble_at is not None and (in_time or promised_until is None) else Fault.OURS
    return Fault.CARRIER if in_time else Fault.OURS
