"""Why a case was put to a touchpoint, in words. Pure."""

from makegood.touchpoints.types import Where

_SENTENCES = {
    "says": "They write of “{word}”.",
    "read": "It was read as: {harm}.",
    "late_order": "Late or lost, and the delivery of order {order} was promised there.",
    "late": "Late or lost, and a delivery was promised there.",
    "hour": "They wrote while nobody was here.",
    "spoken_there": "They said it at the counter.",
    "about_order": "It is about order {order}.",
    "asks": "They ask before they buy.",
    "nothing_more": "Nothing says more of where it was.",
    "promise": "We saw ourselves that a promise made there may not hold.",
    "member": "A member said so.",
}
_HARMS = {
    "wrong_item": "the wrong thing came",
    "staff": "how we behaved",
    "quality": "quality",
    "outage": "an outage",
    "billing": "billing",
}


def sentence(where: Where) -> str:
    """A whole sentence; '' for a reason of a later release."""
    code = "late" if where.code == "late_order" and "order" not in where.values else where.code
    harm = where.values.get("harm", "")
    return _SENTENCES.get(code, "").format(**{"word": "", "order": "", **where.values, "harm": _HARMS.get(harm, harm)})
