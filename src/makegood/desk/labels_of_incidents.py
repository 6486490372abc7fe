"""The desk's words for stored labels about many at once: incidents, statements, discussions, sales, coupons. A list and nothing else; labels.py
puts it to the others."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

INCIDENTS: dict[str, dict[str, Promise]] = {
    "statement": {
        "draft": lazy("a draft"),
        "approved": lazy("approved"),
        "published": lazy("published"),
    },
    "statement_part": {
        "title": lazy("What it is about"),
        "sorry": lazy("We are sorry"),
        "what_happened": lazy("What happened"),
        "what_we_do": lazy("What we do for you"),
        "what_comes_next": lazy("What comes next"),
    },
    "phase": {
        "investigating": lazy("we look for the cause"),
        "identified": lazy("we know the cause"),
        "monitoring": lazy("it works again, we watch it"),
        "resolved": lazy("put right"),
    },
    "discussion": {
        "planned": lazy("planned"),
        "open": lazy("open now"),
        "over": lazy("over, still being answered"),
        "closed": lazy("closed"),
    },
    "talk_question": {
        "waiting": lazy("waits for a look"),
        "shown": lazy("shown"),
        "hidden": lazy("out of sight"),
        "merged": lazy("behind another"),
    },
    "held_for": {
        "first": lazy("every question is looked at first"),
        "link": lazy("names a link, shown without it until somebody looked"),
        "doubt": lazy("perhaps no person filled it in"),
    },
    "why_hidden": {
        "spam": lazy("an advertisement"),
        "rude": lazy("rude to somebody"),
        "private": lazy("private words of somebody"),
        "aside": lazy("about something else"),
        "banned": lazy("its author was banned"),
    },
    "affected": {
        "member": lazy("wrote to us about it"),
        "complained": lazy("complained in that time"),
        "basket": lazy("had something in the basket"),
        "refused": lazy("was refused at the checkout"),
        "parcel": lazy("had a parcel on its way"),
        "ordered": lazy("ordered something"),
    },
    "incident_fault": {
        "ours": lazy("our own fault"),
        "supplier": lazy("a supplier’s fault"),
        "nobody": lazy("nobody’s fault"),
    },
    "signal": {
        "outage": lazy("an outage"),
        "slow": lazy("something slow"),
        "errors": lazy("errors"),
        "other": lazy("something else"),
        "refused_checkouts": lazy("refused checkouts"),
        "late_parcels": lazy("late parcels"),
    },
    "sale_state": {
        "announced": lazy("announced"),
        "running": lazy("running"),
        "over": lazy("over by the clock"),
        "kept": lazy("ran to its end"),
        "broken": lazy("ended too early"),
        "called_off": lazy("called off"),
    },
    "sale_place": {
        "statement": lazy("statement"),
        "status_page": lazy("status page"),
        "newsletter": lazy("newsletter"),
        "banner": lazy("banner in the shop"),
        "coupons": lazy("coupons"),
        "post": lazy("public post"),
        "other": lazy("somewhere else"),
    },
    "coupon_entry": {"used": lazy("used"), "given back": lazy("came back")},
}
