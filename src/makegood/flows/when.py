"""The one map from what happened to what comes next. Packages announce, only flows decide, and this is where to look it up.

Each line: a fact, and the kind of work that it leaves. Below it: who does which kind of work.
"""

from makegood.cases import events as case_events
from makegood.channels import events as channel_events
from makegood.flows import (
    alike_messages,
    asking,
    channel_health,
    delivering,
    delivery_failed,
    findings_told,
    hearing,
    inbox_rows,
    large_reading,
    making_good,
    member_addresses,
    members_by_mail,
    message_arrived,
    one_person,
    order_known,
    out_of_sight,
    own_page_links,
    parcels,
    praise,
    promise_keeping,
    proposing,
    second_reading,
    shop_asked,
    shop_listening,
    telling_first,
    touched,
    unseen_answers,
    webhooks_out,
)
from makegood.kernel.events import Event
from makegood.makegoods import events as makegood_events
from makegood.orders import events as order_events
from makegood.outcomes import events as outcome_events
from makegood.people import events as people_events
from makegood.platform import jobs, journal
from makegood.platform.work import Consumer

CONSUMERS = (
    Consumer("hear", hearing.hear, outside=True, parks=False),
    Consumer("read_raw", hearing.read_raw, batch=100),
    Consumer("look_up", hearing.look_up, outside=True),
    Consumer("message_arrived", message_arrived.arrived, batch=300),
    Consumer(message_arrived.SECOND_READING, second_reading.read, batch=second_reading.BATCH, patient=True),
    Consumer(message_arrived.LARGE_READING, large_reading.read, outside=True),
    Consumer(
        "deliver", delivering.deliver, outside=True, lease_seconds=delivering.LEASE_S, most_seconds=delivering.MOST_S, parks=False
    ),
    Consumer(member_addresses.WROTE, members_by_mail.wrote, batch=20),
    Consumer(member_addresses.MAIL, members_by_mail.mail, outside=True),
    Consumer(asking.ASK, asking.ask, batch=20),
    Consumer(asking.OVER, asking.over, batch=50),
    Consumer(asking.OVERTAKEN, asking.overtaken, batch=50),
    Consumer(own_page_links.ASKED, own_page_links.asked, batch=20),
    Consumer("delivery_failed", delivery_failed.failed),
    Consumer(unseen_answers.WORK, unseen_answers.go_on, batch=50),
    Consumer("making_good", making_good.advance, outside=True),
    Consumer(proposing.ASK_SHOP, shop_asked.ask, outside=True),
    Consumer(shop_listening.WORK, shop_listening.listen, outside=True, parks=False),
    Consumer("parcel_moved", parcels.moved),
    Consumer(order_known.WORK, order_known.known, batch=500),
    Consumer(promise_keeping.OF_ORDERS, promise_keeping.of_orders, batch=200),
    Consumer(promise_keeping.LOOK, promise_keeping.look, batch=1),
    Consumer(promise_keeping.LEARN, promise_keeping.learn, batch=1),
    Consumer(telling_first.TOLD, telling_first.told),
    Consumer(touched.PAST, touched.go_through_past, batch=1, patient=True),
    Consumer(findings_told.WORK, findings_told.say, batch=20),
    Consumer("identities_linked", praise.linked),
    Consumer(one_person.WORK, one_person.linked, batch=20),
    Consumer("praise_credited", praise.credited),
    Consumer(out_of_sight.WORK, out_of_sight.empty, batch=20),
    Consumer("inbox_row", inbox_rows.refresh, batch=500),
    Consumer(channel_health.WORK, channel_health.look, batch=20),
    Consumer(alike_messages.WORK, alike_messages.learn, batch=alike_messages.BATCH, patient=True),
    Consumer(alike_messages.PAST, alike_messages.go_through_past, batch=1, patient=True),
    Consumer("webhook_facts", webhooks_out.read_facts, batch=1),
    Consumer("webhook", webhooks_out.deliver, outside=True),
)

_CHANGES_OF_A_ROW: tuple[type[Event], ...] = (
    case_events.CaseOpened,
    case_events.CaseJoined,
    case_events.CaseReopened,
    case_events.CaseReread,
    case_events.CaseOrderKnown,
    case_events.CaseAssigned,
    case_events.CaseReplied,
    case_events.ReplyTakenBack,
    case_events.CaseNoted,
    case_events.CaseResolved,
    case_events.CaseCameTrue,
    case_events.CaseAverted,
    case_events.CaseAvertedAfterWord,
    case_events.CaseFellAway,
    case_events.CaseGoesOn,
    case_events.CaseWaited,
    case_events.CaseRenamed,
    case_events.ConversationLinked,
    case_events.SideAsked,
    case_events.SideAnswered,
    case_events.CopyAnswered,
    case_events.SideNoted,
    case_events.CasePutAway,
    case_events.CaseBroughtBack,
    makegood_events.MakegoodProposed,
    makegood_events.MakegoodApproved,
    makegood_events.MakegoodAdjusted,
    makegood_events.MakegoodDeclined,
    makegood_events.MakegoodRevoked,
    makegood_events.StepFailed,
    makegood_events.StepRetried,
    makegood_events.MakegoodDone,
)


_READY_TO_LEAVE: tuple[type[Event], ...] = (
    channel_events.MessageQueued,
    channel_events.MessageReleased,
    channel_events.MessagePutOff,
    channel_events.DeliveryTriedAgain,
)

_CHANGES_OF_A_CHANNEL: tuple[type[Event], ...] = (
    channel_events.IntakeStalled,
    channel_events.IntakeRecovered,
    channel_events.ChannelPaused,
    channel_events.ChannelResumed,
)


_PUT_TO_A_CASE: tuple[type[Event], ...] = (case_events.CaseOpened, case_events.CaseJoined, case_events.CaseReopened)


_TELLS_OF_A_PROMISED_ORDER: tuple[type[Event], ...] = (
    order_events.OrderPlaced,
    order_events.ReplacementSent,
    order_events.PromisedTimeTold,
    order_events.OrderCalledOff,
    order_events.ParcelMoved,
    order_events.ParcelDelivered,
    order_events.DeliveryCorrected,
)


def connect() -> None:
    """Lays the map. May be repeated."""
    journal.subscribe(channel_events.ChannelAdded, "hear")
    for told in _CHANGES_OF_A_CHANNEL:
        journal.subscribe(told, channel_health.WORK, key=_channel)
    journal.subscribe(channel_events.RawReceived, "read_raw")
    journal.subscribe(channel_events.RawUnread, "read_raw")
    journal.subscribe(channel_events.RawToLookUp, "look_up")
    journal.subscribe(channel_events.MessageReceived, "message_arrived")
    for ready in _READY_TO_LEAVE:
        journal.subscribe(ready, "deliver")
    journal.subscribe(channel_events.DeliveryFailed, "delivery_failed")
    journal.subscribe(makegood_events.MakegoodApproved, "making_good")
    journal.subscribe(order_events.ShopConnected, shop_listening.WORK, key=shop_listening.key)
    journal.subscribe(order_events.OrderPlaced, order_known.WORK)
    journal.subscribe(order_events.ParcelMoved, "parcel_moved", when=_of_a_makegood)
    journal.subscribe(order_events.ParcelDelivered, "parcel_moved", when=_of_a_makegood)
    for told in _TELLS_OF_A_PROMISED_ORDER:
        journal.subscribe(told, promise_keeping.OF_ORDERS, key=_order)
    journal.subscribe(case_events.CaseReplied, telling_first.TOLD, when=_in_a_case, key=_case)
    journal.subscribe(people_events.IdentitiesLinked, "identities_linked")
    journal.subscribe(people_events.IdentitiesLinked, one_person.WORK)
    journal.subscribe(people_events.IdentitiesUnlinked, "identities_linked")
    journal.subscribe(outcome_events.PraiseCredited, "praise_credited")
    for change in _CHANGES_OF_A_ROW:
        journal.subscribe(change, "inbox_row", when=_in_a_case, key=_case)
    journal.subscribe(case_events.CaseResolved, asking.ASK, when=_in_a_case, key=_case)
    journal.subscribe(case_events.CaseReopened, asking.OVERTAKEN, when=_in_a_case, key=_case)
    for put in _PUT_TO_A_CASE:
        journal.subscribe(put, alike_messages.WORK, when=_has_a_message, key=_message)
    jobs.consume(*CONSUMERS)


def _of_a_makegood(event: order_events.ParcelMoved | order_events.ParcelDelivered) -> bool:
    return bool(event.command_key)


def _in_a_case(event: Event) -> bool:
    return event.case_id is not None


def _case(event: Event) -> str:
    return str(event.case_id)


def _order(event: Event) -> str:
    return str(event.order_id)  # type: ignore[attr-defined]  # all of _TELLS_OF_A_PROMISED_ORDER have one


def _channel(event: Event) -> str:
    return str(event.channel_id)  # type: ignore[attr-defined]  # all of _CHANGES_OF_A_CHANNEL have one


def _has_a_message(event: case_events.CaseOpened | case_events.CaseJoined | case_events.CaseReopened) -> bool:
    return event.message_id is not None


def _message(event: Event) -> str:
    return str(event.message_id)  # type: ignore[attr-defined]  # all of _PUT_TO_A_CASE have one
