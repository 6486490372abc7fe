"""The words in which tracking services tell of parcels, in ours. Pure tables: a word that is not in them is refused, never guessed.

From what these services publish for those who listen to them: AfterShip's delivery statuses (its API of 2025-01), EasyPost's tracker statuses
(docs.easypost.com/docs/trackers), TrackingMore's delivery statuses (its API v4), 17TRACK's main statuses (its API v2.2). Read, not tried: no account was
available. What a word leaves open (why an exception is one) stays open: `kind` is '' then, unless the sender says it.
"""

from makegood.orders.types import ExceptionKind, ParcelState

_Meaning = tuple[ParcelState, str]  # and of an exception its kind, where the word says it


def _plain(state: ParcelState) -> _Meaning:
    return state, ""


_CREATED, _MOVING, _OUT = _plain(ParcelState.CREATED), _plain(ParcelState.MOVING), _plain(ParcelState.OUT_FOR_DELIVERY)
_FAILED, _PICKUP = _plain(ParcelState.ATTEMPT_FAILED), _plain(ParcelState.READY_FOR_PICKUP)
_DELIVERED, _EXCEPTION, _RETURNING = (
    _plain(ParcelState.DELIVERED),
    _plain(ParcelState.EXCEPTION),
    _plain(ParcelState.RETURNING),
)
_LOST: _Meaning = (ParcelState.EXCEPTION, ExceptionKind.LOST.value)

WORDS: dict[str, dict[str, _Meaning]] = {
    "aftership": {
        "InfoReceived": _CREATED,
        "Pending": _CREATED,
        "InTransit": _MOVING,
        "OutForDelivery": _OUT,
        "AttemptFail": _FAILED,
        "AvailableForPickup": _PICKUP,
        "Delivered": _DELIVERED,
        "Exception": _EXCEPTION,
        "Expired": _LOST,
    },
    "easypost": {
        "unknown": _CREATED,
        "pre_transit": _CREATED,
        "in_transit": _MOVING,
        "out_for_delivery": _OUT,
        "available_for_pickup": _PICKUP,
        "delivered": _DELIVERED,
        "return_to_sender": _RETURNING,
        "failure": _EXCEPTION,
        "error": _EXCEPTION,
        "cancelled": _plain(ParcelState.CANCELLED),
    },
    "trackingmore": {
        "pending": _CREATED,
        "notfound": _CREATED,
        "inforeceived": _CREATED,
        "transit": _MOVING,
        "pickup": _OUT,
        "undelivered": _FAILED,
        "delivered": _DELIVERED,
        "exception": _EXCEPTION,
        "expired": _LOST,
    },
    "17track": {
        "NotFound": _CREATED,
        "InfoReceived": _CREATED,
        "InTransit": _MOVING,
        "OutForDelivery": _OUT,
        "DeliveryFailure": _FAILED,
        "AvailableForPickup": _PICKUP,
        "Delivered": _DELIVERED,
        "Exception": _EXCEPTION,
        "Expired": _LOST,
    },
}
SERVICES = tuple(WORDS)


def meaning(service: str, word: str) -> _Meaning | None:
    """What a service's word means: the state, and of an exception its kind or ''. Capitals do not count. None for a word that it does not publish."""
    table = {name.casefold(): found for name, found in WORDS.get(service, {}).items()}
    return table.get(word.strip().casefold())


def known(service: str) -> str:
    """The words of a service, for a sentence that says which there are."""
    return ", ".join(WORDS[service])
