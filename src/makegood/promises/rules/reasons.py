"""Why a promise is at risk, in words for staff. Whole sentences with named places; decides nothing."""

from datetime import datetime

from makegood.promises.types import Reason

_CARRIER = {
    "exception": "The carrier has trouble with it.",
    "attempt_failed": "The carrier tried to deliver it, and nobody took it.",
    "returning": "The carrier is sending it back.",
    "cancelled": "The carrier called it off.",
    "lost": "The carrier says that it is lost.",
    "damaged": "The carrier says that it is damaged.",
    "no_stock": "There is nothing in stock to send.",
    "delayed": "The carrier says that it is delayed, and does not say until when.",
}


def sentence(reason: Reason) -> str:
    """The reason as one or two sentences."""
    values = reason.values
    match reason.code:
        case "shop_later":
            until = datetime.fromisoformat(str(values["until"]))
            return f"The shop itself now says {until:%-d %B %Y}."
        case "carrier":
            return _CARRIER.get(
                str(values.get("kind") or values["state"]), _CARRIER.get(str(values["state"]), "The carrier has trouble with it.")
            )
        case "clock":
            return (
                f"Little time is left and the carrier does not have it yet. This goes by the clock alone: "
                f"{values['parcels']} parcels came so far, and a chance takes {values['needed']}."
            )
        case "clock_short":
            return "Little time is left and the carrier does not have it yet. A promise of less than four days goes by the clock alone."
        case "due":
            return "Its time has come close, and nobody has said that it is done."
        case "not_handed_over":
            return (
                f"The carrier does not have it yet. Of 100 orders that waited {_long(values['age_h'])}, {values['come']} came "
                f"within the {_long(values['left_h'])} that are left."
            )
        case "silent" | "under_way":
            told = (
                f"Of 100 parcels on this road that had been under way for {_long(values['age_h'])}, {values['come']} came "
                f"within the {_long(values['left_h'])} that are left."
            )
            return f"{told} 95 of 100 take less than {_long(values['usual_h'])}." if reason.code == "silent" else told
        case _:
            return ""


def _long(hours: str | int | float) -> str:
    """A length of time as one says it."""
    number = int(hours)
    if number < 48:
        return "an hour" if number == 1 else f"{number} hours"
    return f"{round(number / 24)} days"
