"""The desk's words for stored labels about what reaches people unasked: surveys, contests, what was not sent and why. A list and nothing else;
labels.py puts it to the others."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

CONTACT: dict[str, dict[str, Promise]] = {
    "survey_kind": {
        "csat": lazy("how satisfied, 1 to 5"),
        "ces": lazy("how easy, 1 to 7"),
        "nps": lazy("would recommend us, 0 to 10"),
        "open": lazy("one open question"),
    },
    "survey_after": {
        "delivery": lazy("a delivery"),
        "case": lazy("a case that was put right"),
        "visit": lazy("a visit"),
        "once": lazy("nothing: once, of a segment"),
        "told": lazy("another system says when"),
    },
    "not_sent": {  # why a contact was not made
        "consent_withdrawn": lazy("they asked us not to"),
        "no_consent": lazy("they never agreed"),
        "capped": lazy("enough for a while"),
        "met": lazy("something else that day"),
        "night": lazy("night where they are"),
        "too_late": lazy("too late to make sense"),
        "too_many": lazy("too many automatic ones"),
        "automatic_to_automatic": lazy("a machine would answer a machine"),
        "wrote_meanwhile": lazy("they wrote meanwhile"),
        "held": lazy("held back"),
        "held_complaint": lazy("something of theirs is open"),
        "held_incident": lazy("an incident is not over"),
        "held_safety": lazy("about somebody’s safety"),
        "held_no_contact": lazy("left in peace"),
    },
    "contest_group": {
        "asked": lazy("asked or complained: first an answer"),
        "bought": lazy("entered, and had bought before"),
        "praised": lazy("praised us"),
        "entered": lazy("entered"),
        "followed": lazy("only follow us"),
    },
    "contest_aside": {"duplicate": lazy("twice the same person"), "bot": lazy("programs, by a written mark")},
    "hold": {
        "complaint": lazy("something is open"),
        "incident": lazy("an incident is not over"),
        "safety": lazy("about safety"),
        "no_contact": lazy("left in peace"),
        "": lazy("held back"),
    },
    "purpose": {"service": lazy("service"), "relationship": lazy("greetings"), "marketing": lazy("offers")},
}
