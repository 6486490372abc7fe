"""By what a fact names its work, and which of its kind cause any: what the map in `when` says of a line. Pure: on the fact alone."""

from makegood.calls import types as calls
from makegood.cases import events as case_events
from makegood.flows import status_page
from makegood.incidents import events as incident_events
from makegood.kernel.events import Event
from makegood.orders import events as order_events
from makegood.people import events as people_events
from makegood.promises import events as promise_events
from makegood.statements import events as statement_events


def of_a_makegood(event: order_events.ParcelMoved | order_events.ParcelDelivered) -> bool:
    return bool(event.command_key)


def no_calls(event: people_events.ConsentNoted) -> bool:
    return event.channel == calls.MEDIUM and not event.granted


def an_account(event: people_events.IdentityFirstSeen) -> bool:
    return event.address == "handle"


def whose(event: Event) -> str:
    return str(event.identity_id)


def in_a_case(event: Event) -> bool:
    return event.case_id is not None


def of_a_delivery(event: promise_events.PromiseBroken) -> bool:
    return event.promise_kind == "delivery"


def told(event: statement_events.PersonTold) -> str:
    return str(event.told_id)


def incident(event: incident_events.IncidentOpened | incident_events.IncidentConfirmed) -> str:
    return str(event.incident_id)


def identity(event: Event) -> str:
    return str(event.identity_id)


def of_incident(event: Event) -> str:
    return str(event.incident_id)  # type: ignore[attr-defined]  # all of the facts that hold or let go many have one


def case(event: Event) -> str:
    return str(event.case_id)


def order(event: Event) -> str:
    return str(event.order_id)  # type: ignore[attr-defined]  # all of when._TELLS_OF_A_PROMISED_ORDER have one


def statement(event: statement_events.StatementPublished | statement_events.StatementUpdated) -> str:
    """Each of its words is told by itself."""
    return f"{event.statement_id} {getattr(event, 'update', 0)}"


def one_page(_event: Event) -> str:
    return status_page.KEY


def channel(event: Event) -> str:
    return str(event.channel_id)  # type: ignore[attr-defined]  # all of when._CHANGES_OF_A_CHANNEL have one


def has_a_message(event: case_events.CaseOpened | case_events.CaseJoined | case_events.CaseReopened) -> bool:
    return event.message_id is not None


def message(event: Event) -> str:
    return str(event.message_id)  # type: ignore[attr-defined]  # all of when._PUT_TO_A_CASE have one
