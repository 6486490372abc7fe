"""The words of the desk for stored labels and states, translated as wholes. No sentence is built from pieces here.

Never decides anything: a label that is not listed is shown as it is.
"""

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

_NUMBERS = (
    lazy("no"), lazy("one"), lazy("two"), lazy("three"), lazy("four"), lazy("five"), lazy("six"),
    lazy("seven"), lazy("eight"), lazy("nine"), lazy("ten"), lazy("eleven"), lazy("twelve"),
)  # fmt: skip

_CLOCK = {  # what → (while it holds, once it is broken)
    "first_reply": (lazy("reply in %(span)s"), lazy("reply late by %(span)s")),
    "resolution": (lazy("put right in %(span)s"), lazy("late by %(span)s")),
}

_LABELS: dict[str, dict[str, Promise]] = {
    "list": {
        "ours": lazy("Our turn"),
        "theirs": lazy("Their turn"),
        "mine": lazy("Mine"),
        "unowned": lazy("Nobody’s"),
        "late": lazy("Late"),
        "resolved": lazy("Put right"),
    },
    "side": {
        "asked": lazy("somebody else was asked"),
        "answered": lazy("somebody else answered"),
        "copy": lazy("somebody in copy wrote"),
    },
    "typed": {
        "webchat": lazy("typed in the chat, not confirmed"),
        "contact_form": lazy("typed into the form, not confirmed"),
    },
    "finding": {
        "open": lazy("to be looked at"),
        "accepted": lazy("accepted"),
        "changing": lazy("being changed"),
        "changed": lazy("changed"),
        "checked": lazy("changed, and it helped"),
        "aside": lazy("set aside"),
    },
    "call_result": {
        "fine": lazy("spoken with, all is well"),
        "not_fine": lazy("spoken with, not well yet"),
        "dropped": lazy("not needed any more"),
    },
    "chosen_how": {"page": lazy("on their page"), "message": lazy("in their answer"), "member": lazy("as they told us")},
    "page_link": {
        "letter": lazy("a line in a letter"),
        "sent": lazy("a letter of its own"),
        "asked": lazy("a letter, because they asked"),
        "shown": lazy("shown here"),
        "machine": lazy("handed to the shop"),
    },
    "turn": {"ours": lazy("our turn"), "theirs": lazy("their turn"), "parcel": lazy("a parcel is on its way")},
    "proposal": {
        "proposed": lazy("a way to put it right"),
        "running": lazy("being put right"),
        "stuck": lazy("stuck"),
        "done": lazy("put right"),
        "declined": lazy("proposal declined"),
        "revoked": lazy("called off"),
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
    "standing": {
        "unknown": lazy("not known yet"),
        "detractor": lazy("let down"),
        "passive": lazy("content, and quiet about it"),
        "promoter": lazy("would recommend us"),
        "advocate": lazy("speaks up for us"),
    },
    "fault": {
        "ours": lazy("in ours"),
        "carrier": lazy("in the carrier’s"),
        "theirs": lazy("in theirs"),
        "nobody": lazy("in nobody’s"),
    },
    "verb": {
        "fix": lazy("Fix"),
        "say": lazy("Own it"),
        "give": lazy("Give"),
        "wait": lazy("Follow up"),
        "follow_up": lazy("Follow up"),
        "thank": lazy("Follow up"),
    },
    "step": {
        "waiting": lazy("waits its turn"),
        "doing": lazy("being done now"),
        "done": lazy("done"),
        "failed": lazy("did not work"),
        "revoked": lazy("called off"),
        "skipped": lazy("not needed"),
    },
    "parcel": {
        "created": lazy("label made"),
        "accepted": lazy("with the carrier"),
        "moving": lazy("on its way"),
        "customs": lazy("with customs"),
        "out_for_delivery": lazy("out for delivery"),
        "attempt_failed": lazy("nobody was in"),
        "ready_for_pickup": lazy("ready to be picked up"),
        "delivered": lazy("delivered"),
        "exception": lazy("something went wrong on the way"),
        "returning": lazy("coming back"),
        "cancelled": lazy("cancelled"),
    },
    "outgoing": {
        "queued": lazy("leaves in a moment"),
        "held": lazy("held back for now"),
        "leaving": lazy("just leaving"),
        "sent": lazy("sent"),
        "failed": lazy("did not arrive"),
        "withdrawn": lazy("taken back"),
    },
    "automatic": {
        "auto_reply": lazy("an automatic reply"),
        "bounce": lazy("a delivery report"),
        "list": lazy("bulk mail"),
        "own": lazy("our own message"),
        "report": lazy("a receipt"),
        "opt_out": lazy("their wish to hear nothing more here"),
        "opt_in": lazy("their wish to hear from us again"),
    },
    "channel": {
        "email": lazy("e-mail"),
        "webhook": lazy("message"),
        "webchat": lazy("chat"),
        "contact_form": lazy("contact form"),
        "own_page": lazy("their own page"),
        "bluesky": lazy("Bluesky"),
        "mastodon": lazy("Mastodon"),
        "x": lazy("X"),
        "messenger": lazy("Messenger"),
        "instagram": lazy("Instagram"),
        "whatsapp": lazy("WhatsApp"),
        "sms": lazy("SMS"),
        "counter": lazy("told to one of us"),
        "feed": lazy("article"),
        "reviews": lazy("review"),
        "webmention": lazy("mention"),
    },
    "identity": {
        "email": lazy("e-mail"),
        "phone": lazy("telephone"),
        "handle": lazy("handle"),
        "customer_number": lazy("customer number"),
    },
    "role": {"owner": lazy("owner"), "lead": lazy("lead"), "agent": lazy("agent"), "viewer": lazy("viewer")},
    "gesture": {
        "fix": lazy("fix"),
        "words": lazy("words"),
        "money": lazy("money"),
        "product": lazy("product"),
        "time": lazy("time"),
        "surprise": lazy("surprise"),
    },
    "payer": {
        "brand": lazy("us"),
        "supplier": lazy("the supplier"),
        "carrier": lazy("the carrier"),
        "sponsor": lazy("a sponsor"),
    },
    "ledger": {"refill": lazy("filled up"), "hold": lazy("set aside"), "spend": lazy("given"), "release": lazy("put back")},
    "mark": {
        "order": lazy("Order"),
        "case": lazy("Case"),
        "gesture": lazy("Gesture"),
        "praise": lazy("Praise"),
        "standing": lazy("Standing"),
        "delivered": lazy("Delivery"),
        "return": lazy("Return"),
    },
    "work": {
        "hear": lazy("Looking into a mailbox"),
        "read_raw": lazy("Reading what arrived"),
        "message_arrived": lazy("Understanding a message"),
        "second_reading": lazy("Reading a message again at leisure"),
        "large_reading": lazy("Asking a large model about a message"),
        "deliver": lazy("Sending an answer"),
        "member_wrote": lazy("Saying what a member answered by mail"),
        "mail_to_member": lazy("Mailing what was written to the member whose case it is"),
        "delivery_failed": lazy("Seeing to an answer that did not arrive"),
        "making_good": lazy("Putting something right"),
        "follow_up_due": lazy("Asking whether all is well"),
        "parcel_moved": lazy("Following a parcel"),
        "identities_linked": lazy("Joining what two addresses told us"),
        "praise_credited": lazy("Passing on thanks"),
        "inbox_row": lazy("Keeping the inbox up to date"),
        "webhook_facts": lazy("Reading what webhooks are told of"),
        "webhook": lazy("Telling a webhook"),
        "channel_health": lazy("Looking after a channel"),
        "alike": lazy("Comparing a message with others"),
        "alike_past": lazy("Comparing past messages with each other"),
        "touchpoints_past": lazy("Putting past cases to their touchpoints"),
        "finding_tell": lazy("Telling somebody what became of their words"),
    },
    "arm": {"surprise": lazy("with a surprise"), "no_surprise": lazy("without a surprise")},
}


def label(kind: str, value: str) -> str:
    """The word for a stored label of this kind, or the label with its underscores taken out."""
    return _label(kind, value, get_language())


def options(kind: str) -> list[tuple[str, str]]:
    """(label, word) of a kind, in their order: for choices in forms."""
    return [(value, str(words)) for value, words in _LABELS[kind].items()]


def corrections() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What a member may put right in a reading: every question, its words, its choices."""
    fields = (
        ("act", _("What it is")),
        ("feeling", _("Feeling")),
        ("happened", _("What happened")),
        ("asked", _("Asked for")),
        ("urgency", _("Urgency")),
        ("leaving", _("Staying")),
        ("advocacy", _("What others hear")),
    )
    return [(name, words, [one for one in options(name) if one[0] != "unsure"]) for name, words in fields]


def number(count: int) -> str:
    """Up to twelve in words."""
    return str(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else str(count)


def clock_words(what: str, span: str, *, broken: bool) -> str:
    """“reply in 40 min” or, once broken, “reply late by 2 h”."""
    holds, late = _CLOCK.get(what, _CLOCK["resolution"])
    return str(late if broken else holds) % {"span": span}


def clock_at_rest(what: str) -> str:
    """What a clock says that does not run."""
    return _("their turn") if what == "paused" else _("put right")


def greeting(hour: int, name: str) -> str:
    """By the local hour of the brand."""
    if hour < 12:
        return _("Good morning, %(name)s.") % {"name": name}
    if hour < 18:
        return _("Good afternoon, %(name)s.") % {"name": name}
    return _("Good evening, %(name)s.") % {"name": name}


def sentence(words: str) -> str:
    """With a capital at its start."""
    return capfirst(words)


@lru_cache(maxsize=4096)
def _label(kind: str, value: str, _language: str | None) -> str:
    return str(_LABELS.get(kind, {}).get(value) or value.replace("_", " "))
