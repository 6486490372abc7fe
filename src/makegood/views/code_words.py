"""The words for what the journal holds as codes, so that a timeline says none: by the kind of fact and its field. A list and nothing else; a code that is
not listed is read as it stands. Those that the desk shows as labels, too, are its labels (`desk.labels`), which it translates; a fact's sentence is not."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as noop

STANDING = {
    "unknown": noop("not known yet"),
    "detractor": noop("let down"),
    "passive": noop("content, and quiet about it"),
    "promoter": noop("would recommend us"),
    "advocate": noop("speaks up for us"),
}
PARCEL = {
    "created": noop("label made"),
    "accepted": noop("with the carrier"),
    "moving": noop("on its way"),
    "customs": noop("with customs"),
    "out_for_delivery": noop("out for delivery"),
    "attempt_failed": noop("nobody was in"),
    "ready_for_pickup": noop("ready to be picked up"),
    "delivered": noop("delivered"),
    "exception": noop("something went wrong on the way"),
    "returning": noop("coming back"),
    "cancelled": noop("cancelled"),
}
_PROMISE = {
    "delivery": "a delivery",
    "call": "a call",
    "answer": "an answer",
    "refund": "a refund",
    "visit": "a visit",
    "offer": "an offer",
    "other": "something else",
}
_PHASE = {
    "investigating": "we look for the cause",
    "identified": "we know the cause",
    "monitoring": "it works again, we watch it",
    "resolved": "put right",
}
_CHANNEL = {
    "email": "e-mail",
    "webhook": "message",
    "webchat": "chat",
    "contact_form": "e-mail, after a form",
    "own_page": "their own page",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "x": "X",
    "messenger": "Messenger",
    "instagram": "Instagram",
}
FINDING = {
    "open": noop("to be looked at"),
    "accepted": noop("accepted"),
    "changing": noop("being changed"),
    "changed": noop("changed"),
    "checked": noop("changed, and it worked"),
    "aside": noop("set aside"),
}
CHECK = {
    "worked": noop("it worked"),
    "did_not": noop("it did not work"),
    "cannot": noop("it cannot be said"),
}
_SIGNAL = {"outage": "something is down", "slow": "it is slow", "errors": "errors", "other": "something else"}
_WAY = {"mail": "by e-mail", "sms": "by SMS", "webhook": "by a program of the team"}

PLACES = ("touchpoints.", "health.")  # facts of these name a touchpoint by its key
WORDS: dict[tuple[str, str], dict[str, str]] = {
    ("outcomes.StandingChanged", "was"): STANDING,
    ("outcomes.StandingChanged", "now"): STANDING,
    ("orders.ParcelMoved", "state"): PARCEL,
    **{
        (f"promises.Promise{how}", "promise_kind"): _PROMISE
        for how in ("Made", "AtRisk", "SafeAgain", "Moved", "Kept", "Broken", "Withdrawn")
    },
    ("statements.StatementPublished", "phase"): _PHASE,
    ("statements.StatementUpdated", "phase"): _PHASE,
    ("statements.PersonTold", "channel"): _CHANNEL,
    ("statements.NoticePosted", "channel"): _CHANNEL,
    ("statements.NoticeFailed", "channel"): _CHANNEL,
    ("touchpoints.FindingMoved", "state"): FINDING,
    ("touchpoints.CheckCameOut", "result"): CHECK,
    ("signals.SignalBegan", "signal_kind"): _SIGNAL,
    ("signals.SignalEnded", "signal_kind"): _SIGNAL,
    ("rota.MemberWoken", "way"): _WAY,
    ("rota.MemberNotReached", "way"): _WAY,
    ("understanding.LeavingHeard", "leaving"): {"risk": "perhaps", "yes": "they do"},
    ("understanding.AdvocacyHeard", "advocacy"): {"recommends": "recommends us", "warns": "warns of us"},
    ("bursts.BurstJudged", "verdict"): {"nothing": "it was nothing"},
}
_PLACE_FIELDS = ("place", "touchpoint", "was", "now")


def in_words(kind: str, data: Mapping[str, object], places: Mapping[str, str]) -> dict[str, object]:
    """The values of a fact with words in the place of codes, and the names of touchpoints in the place of their keys (`places`: key → name)."""
    told = dict(data)
    for field, value in data.items():
        if not isinstance(value, str):
            continue
        if kind.startswith(PLACES) and field in _PLACE_FIELDS:
            told[field] = places.get(value, value)
        else:
            told[field] = WORDS.get((kind, field), {}).get(value, value)
    return told
