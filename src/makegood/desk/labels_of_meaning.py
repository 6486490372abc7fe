"""The desk's words for what a reading says of a message. A list and nothing else; labels.py puts it to the others."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

MEANING: dict[str, dict[str, Promise]] = {
    "language": {
        "en": lazy("English"),
        "de": lazy("German"),
    },
    "feeling": {
        "negative": lazy("unhappy"),
        "neutral": lazy("calm"),
        "positive": lazy("happy"),
        "unsure": lazy("feeling unsure"),
    },
    "act": {
        "complaint": lazy("a complaint"),
        "praise": lazy("praise"),
        "question": lazy("a question"),
        "request": lazy("a request"),
        "information": lazy("information"),
        "leaving": lazy("a farewell, or a threat to leave"),
        "buying": lazy("a wish to buy"),
        "unsure": lazy("not sure what"),
    },
    "large_call": {
        "asked": lazy("is asked"),
        "answered": lazy("answered"),
        "nothing": lazy("nothing of use"),
        "failed": lazy("failed"),
        "no_budget": lazy("not asked: the budget is used up"),
    },
    "tier": {
        "first": lazy("Read by the first reader"),
        "small": lazy("Read by the small reader"),
        "large": lazy("Read by the large model"),
        "member": lazy("Set right by a member"),
    },
    "leaving": {
        "no": lazy("stays"),
        "risk": lazy("may leave"),
        "yes": lazy("says that they leave"),
        "unsure": lazy("not said"),
    },
    "advocacy": {
        "warns": lazy("warns others"),
        "none": lazy("tells others nothing"),
        "recommends": lazy("recommends us to others"),
        "unsure": lazy("not said"),
    },
    "happened": {
        "late": lazy("late"),
        "lost": lazy("lost"),
        "faulty": lazy("faulty or damaged"),
        "wrong_item": lazy("the wrong thing came"),
        "billing": lazy("billing"),
        "staff": lazy("how we behaved"),
        "outage": lazy("an outage"),
        "quality": lazy("quality"),
        "privacy": lazy("privacy"),
        "safety": lazy("safety"),
        "other": lazy("something else"),
    },
    "asked": {
        "refund": lazy("money back"),
        "replacement": lazy("a replacement"),
        "information": lazy("information"),
        "call": lazy("a call"),
        "apology": lazy("an apology"),
        "cancel": lazy("to cancel"),
    },
    "urgency": {
        "safety": lazy("safety"),
        "legal": lazy("legal"),
        "stranded": lazy("stranded"),
        "deadline": lazy("has a deadline"),
        "normal": lazy("not urgent"),
    },
}
