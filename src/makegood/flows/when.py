"""The one map from what happened to what comes next. Packages announce, only flows decide, and this is where to look it up.

Each line: a fact, and the kind of work that it leaves. Below it: who does which kind of work.
"""

from makegood.advocacy import events as advocacy_events
from makegood.cases import events as case_events
from makegood.channels import events as channel_events
from makegood.contests import events as contest_events
from makegood.discussions import events as discussion_events
from makegood.flows import (
    advocates,
    after_hours,
    alike_messages,
    answering_together,
    asking,
    calling_people,
    channel_health,
    contact_holds,
    contest_following,
    contest_steps,
    counts_watched,
    day_counts,
    delivering,
    delivery_failed,
    did_it_pay,
    discussing,
    finding_checks,
    findings_told,
    guesting,
    health_days,
    health_watch,
    hearing,
    inbox_rows,
    large_reading,
    lots,
    making_good,
    member_addresses,
    members_by_mail,
    message_arrived,
    noticing,
    one_person,
    order_known,
    out_of_sight,
    own_page_links,
    owner_letters,
    parcels,
    praise,
    promise_keeping,
    proposing,
    publishing,
    referrals,
    rhythm_due,
    rhythms,
    sale_moved,
    second_reading,
    segment_facts,
    shop_asked,
    shop_listening,
    signals_heard,
    standing,
    status_page,
    status_subscribing,
    surveying,
    telling_first,
    telling_statement,
    told_cases,
    touched,
    typed_accounts,
    unseen_answers,
    usual_past,
    visiting,
    webhooks_out,
    what_followed,
    which_fits,
    whose_account,
    work_keys,
)
from makegood.incidents import events as incident_events
from makegood.kernel.events import Event
from makegood.makegoods import events as makegood_events
from makegood.orders import events as order_events
from makegood.outcomes import events as outcome_events
from makegood.people import events as people_events
from makegood.platform import jobs, journal
from makegood.platform.work import Consumer
from makegood.promises import events as promise_events
from makegood.relationships import events as rhythm_events
from makegood.sales import events as sale_events
from makegood.segments import events as segment_events
from makegood.signals import events as signal_events
from makegood.statements import events as statement_events
from makegood.surveys import events as survey_events
from makegood.visits import events as visit_events

CONSUMERS = (
    Consumer("hear", hearing.hear, outside=True, parks=False),
    Consumer("read_raw", hearing.read_raw, batch=100),
    Consumer("look_up", hearing.look_up, outside=True),
    Consumer("message_arrived", message_arrived.arrived, batch=message_arrived.BATCH, gathers_s=message_arrived.GATHERS_S),
    Consumer(message_arrived.SECOND_READING, second_reading.read, batch=second_reading.BATCH, patient=True),
    Consumer(message_arrived.LARGE_READING, large_reading.read, outside=True),
    Consumer(
        "deliver", delivering.deliver, outside=True, lease_seconds=delivering.LEASE_S, most_seconds=delivering.MOST_S, parks=False
    ),
    Consumer(member_addresses.WROTE, members_by_mail.wrote, batch=20),
    Consumer(member_addresses.MAIL, members_by_mail.mail, outside=True),
    Consumer(answering_together.WORK, answering_together.say, batch=1, patient=True),
    Consumer(asking.ASK, asking.ask, batch=20),
    Consumer(asking.OVER, asking.over, batch=50),
    Consumer(asking.OVERTAKEN, asking.overtaken, batch=50),
    Consumer(surveying.HAPPENED, surveying.happened, batch=500),
    Consumer(surveying.ONCE, surveying.once, batch=1, patient=True, most_seconds=surveying.MOST_SECONDS),
    Consumer(surveying.ASK, surveying.ask, batch=surveying.BATCH),
    Consumer(surveying.REMIND, surveying.remind, batch=surveying.BATCH),
    Consumer(surveying.OVER, surveying.over, batch=surveying.BATCH),
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
    Consumer(visiting.LOOK, visiting.look, batch=50),
    Consumer(guesting.FORGET, guesting.forget, batch=10),
    Consumer(after_hours.RING, after_hours.ring, outside=True),
    Consumer(after_hours.MORNING, after_hours.morning, outside=True),
    Consumer(sale_moved.WORK, sale_moved.follow, batch=5),
    Consumer(sale_moved.TOLD, sale_moved.told, batch=500),
    Consumer(signals_heard.HEARD, signals_heard.heard, batch=50),
    Consumer(signals_heard.OPENED, signals_heard.opened, batch=20),
    Consumer(counts_watched.CHECKOUT, counts_watched.checkout, batch=5),
    Consumer(counts_watched.LATE, counts_watched.late, batch=500),
    Consumer(told_cases.WORK, told_cases.answered, batch=100),
    Consumer(touched.PAST, touched.go_through_past, batch=1, patient=True),
    Consumer(findings_told.WORK, findings_told.say, batch=20),
    Consumer(finding_checks.CHECK, finding_checks.check_due, batch=20),
    Consumer(health_days.NEWS, health_days.news, batch=4, patient=True),
    Consumer(health_days.COUNT, health_days.count, batch=4, patient=True),
    Consumer(health_days.DAILY, health_days.daily, batch=1, patient=True),
    Consumer(health_days.WATCH, health_watch.look, batch=1, patient=True),
    Consumer("identities_linked", praise.linked),
    Consumer(whose_account.WORK, whose_account.ask, batch=whose_account.BATCH, waits_s=whose_account.WAITS_S),
    Consumer(one_person.WORK, one_person.linked, batch=20),
    Consumer("praise_credited", praise.credited),
    Consumer(standing.OVER, standing.over),
    Consumer(standing.PAST, standing.go_through_past, batch=1, patient=True),
    Consumer(referrals.TOLD, referrals.judge, batch=50),
    Consumer(referrals.CALLED_OFF, referrals.called_off, batch=50),
    Consumer(advocates.PAST, advocates.go_through_past, batch=1, patient=True),
    Consumer(out_of_sight.WORK, out_of_sight.empty, batch=20),
    Consumer(telling_statement.WORK, telling_statement.say, batch=telling_statement.BATCH),
    Consumer(telling_statement.SUBSCRIBERS, telling_statement.tell_subscribers, batch=1),
    Consumer(telling_statement.NOT_DELIVERED, telling_statement.not_delivered, batch=50),
    Consumer(publishing.POST, publishing.make_post, outside=True),
    Consumer(status_page.WORK, status_page.write, batch=1),
    Consumer(status_subscribing.ASKED, status_subscribing.asked, batch=20),
    Consumer(telling_statement.SAME, telling_statement.same_person, batch=20),
    Consumer(rhythms.LAID, rhythms.lay, batch=1, patient=True, most_seconds=rhythms.MOST_SECONDS),
    Consumer(rhythms.DAY, rhythms.day, batch=1, patient=True, most_seconds=rhythms.MOST_SECONDS),
    Consumer(rhythms.KNOWN, rhythms.known, batch=200),
    Consumer(rhythms.DUE, rhythms.due, batch=1),
    Consumer(rhythm_due.WORK, rhythm_due.begin, batch=rhythm_due.BATCH),
    Consumer(typed_accounts.WORK, typed_accounts.seen, batch=typed_accounts.BATCH, patient=True),
    Consumer("inbox_row", inbox_rows.refresh, batch=500),
    Consumer(calling_people.WORK, calling_people.unwanted, batch=50),
    Consumer(channel_health.WORK, channel_health.look, batch=20),
    Consumer(contest_following.WORK, contest_following.look, outside=True),
    Consumer(contest_steps.WORK, contest_steps.carry, batch=1, patient=True),
    Consumer(segment_facts.NOTED, segment_facts.noted, batch=500),
    Consumer(segment_facts.SAME, segment_facts.same, batch=100),
    Consumer(segment_facts.SAVED, segment_facts.begin, batch=20),
    Consumer(segment_facts.DAY, segment_facts.day, batch=1, patient=True),
    Consumer(contact_holds.OF_CASES, contact_holds.of_cases, batch=contact_holds.BATCH, waits_s=contact_holds.WAITS_S),
    Consumer(contact_holds.OF_INCIDENTS, contact_holds.of_incidents, batch=1),
    Consumer(noticing.WORK, noticing.put, batch=noticing.BATCH, waits_s=noticing.WAITS_S),
    Consumer(noticing.WATCH, noticing.watch, batch=1, waits_s=noticing.WAITS_S),
    Consumer(noticing.LATER, noticing.put_later, batch=noticing.LATER_BATCH, patient=True),
    Consumer(lots.WORK, what_followed.count, batch=what_followed.BATCH, patient=True),
    Consumer(lots.LEARN, which_fits.learn, batch=5, patient=True),
    Consumer(did_it_pay.KEEP, did_it_pay.keep, batch=1, patient=True),
    Consumer(usual_past.WORK, usual_past.put, batch=usual_past.BATCH, patient=True),
    Consumer(alike_messages.WORK, alike_messages.learn, batch=alike_messages.BATCH, patient=True),
    Consumer(alike_messages.PAST, alike_messages.go_through_past, batch=1, patient=True),
    Consumer(day_counts.WORK, day_counts.moved, batch=day_counts.BATCH, patient=True),
    Consumer(day_counts.PAST, day_counts.go_through_past, batch=1, patient=True),
    Consumer(day_counts.NIGHT, day_counts.night, batch=1, patient=True),
    Consumer(owner_letters.MAIL, owner_letters.mail, outside=True),
    Consumer(discussing.READ, discussing.read, batch=100, patient=True),
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


_MOVES_A_SALE: tuple[type[Event], ...] = (
    sale_events.SaleMoved,
    sale_events.SaleWidened,
    sale_events.SaleKept,
    sale_events.SaleBroken,
)


_LAYS_OUT_ANEW: tuple[type[Event], ...] = (
    rhythm_events.ProgrammeMade,
    rhythm_events.ProgrammeChanged,
    rhythm_events.ProgrammeResumed,
)

_COUNTED_FROM: tuple[type[Event], ...] = (
    order_events.OrderPlaced,
    order_events.ParcelDelivered,
    case_events.CaseResolved,
    people_events.IdentitiesLinked,
    people_events.IdentitiesUnlinked,
    people_events.ZoneNoted,
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


_ASKED_AFTER: tuple[type[Event], ...] = (order_events.ParcelDelivered, case_events.CaseResolved, visit_events.VisitDone)


def connect() -> None:
    """Lays the map. May be repeated."""
    journal.subscribe(channel_events.ChannelAdded, "hear")
    for told in _CHANGES_OF_A_CHANNEL:
        journal.subscribe(told, channel_health.WORK, key=work_keys.channel)
    journal.subscribe(channel_events.RawReceived, "read_raw")
    journal.subscribe(channel_events.RawUnread, "read_raw")
    journal.subscribe(channel_events.RawToLookUp, "look_up")
    journal.subscribe(channel_events.MessageReceived, "message_arrived", carries=())
    for ready in _READY_TO_LEAVE:
        journal.subscribe(ready, "deliver")
    journal.subscribe(channel_events.DeliveryFailed, "delivery_failed")
    journal.subscribe(makegood_events.MakegoodApproved, "making_good")
    journal.subscribe(order_events.ShopConnected, shop_listening.WORK, key=shop_listening.key)
    journal.subscribe(order_events.OrderPlaced, order_known.WORK)
    journal.subscribe(order_events.ParcelMoved, "parcel_moved", when=work_keys.of_a_makegood)
    journal.subscribe(order_events.ParcelDelivered, "parcel_moved", when=work_keys.of_a_makegood)
    for moved in _MOVES_A_SALE:
        journal.subscribe(moved, sale_moved.WORK)
    journal.subscribe(statement_events.PersonTold, sale_moved.TOLD, key=work_keys.told)
    journal.subscribe(statement_events.PersonTold, told_cases.WORK, key=work_keys.told)
    for heard in (signal_events.SignalBegan, signal_events.SignalEnded):
        journal.subscribe(heard, signals_heard.HEARD)
    journal.subscribe(signal_events.CheckoutHeard, counts_watched.CHECKOUT)
    journal.subscribe(promise_events.PromiseBroken, counts_watched.LATE, when=work_keys.of_a_delivery)
    for opened in (incident_events.IncidentOpened, incident_events.IncidentConfirmed):
        journal.subscribe(opened, signals_heard.OPENED, key=work_keys.incident)
    for told in _TELLS_OF_A_PROMISED_ORDER:
        journal.subscribe(told, promise_keeping.OF_ORDERS, key=work_keys.order)
    journal.subscribe(case_events.CaseReplied, telling_first.TOLD, when=work_keys.in_a_case, key=work_keys.case)
    journal.subscribe(
        people_events.IdentityFirstSeen, typed_accounts.WORK, when=work_keys.an_account, key=work_keys.whose, carries=()
    )
    journal.subscribe(people_events.IdentitiesLinked, "identities_linked")
    journal.subscribe(people_events.IdentitiesLinked, one_person.WORK)
    journal.subscribe(people_events.IdentitiesUnlinked, "identities_linked")
    for who in (people_events.IdentitiesLinked, people_events.IdentitiesUnlinked):
        journal.subscribe(who, telling_statement.SAME)
    for said in (statement_events.StatementPublished, statement_events.StatementUpdated):
        journal.subscribe(said, telling_statement.SUBSCRIBERS, key=work_keys.statement)
        journal.subscribe(said, status_page.WORK, key=work_keys.one_page)
    journal.subscribe(channel_events.DeliveryFailed, telling_statement.NOT_DELIVERED)
    journal.subscribe(outcome_events.PraiseCredited, "praise_credited")
    for laid in _LAYS_OUT_ANEW:
        journal.subscribe(laid, rhythms.LAID)
    for told in _COUNTED_FROM:
        journal.subscribe(told, rhythms.KNOWN, key=rhythms.key)
    for taken in (rhythm_events.OccasionDue, rhythm_events.OccasionTakenUp):
        journal.subscribe(taken, rhythm_due.WORK)
    for change in _CHANGES_OF_A_ROW:
        journal.subscribe(change, "inbox_row", when=work_keys.in_a_case, key=work_keys.case, carries=())
    _connect_what_is_compared_and_counted()
    _connect_what_nobody_asked_for()
    jobs.consume(*CONSUMERS)


def _connect_what_is_compared_and_counted() -> None:
    """What is like it, whether more than usual say so, and the days to which it belongs."""
    for put in _PUT_TO_A_CASE:
        journal.subscribe(put, alike_messages.WORK, when=work_keys.has_a_message, key=work_keys.message, carries=("number",))
        journal.subscribe(put, noticing.WORK, when=work_keys.has_a_message, key=work_keys.message, carries=())
    for field, facts in day_counts.FOLLOWED.items():
        for fact in facts:
            journal.subscribe(fact, day_counts.WORK, when=day_counts.named(field), key=day_counts.key_of(field), carries=())


def _connect_what_nobody_asked_for() -> None:
    """Surveys and what people are asked, newcomers whom somebody brought, segments, contests, calls, and what holds greetings and offers back."""
    journal.subscribe(advocacy_events.ReferralTold, referrals.TOLD)
    journal.subscribe(order_events.OrderCalledOff, referrals.CALLED_OFF, key=work_keys.whose)
    journal.subscribe(discussion_events.AskedInPublic, discussing.READ)
    journal.subscribe(case_events.CaseResolved, asking.ASK, when=work_keys.in_a_case, key=work_keys.case)
    journal.subscribe(case_events.CaseReopened, asking.OVERTAKEN, when=work_keys.in_a_case, key=work_keys.case)
    for over in _ASKED_AFTER:
        journal.subscribe(over, surveying.HAPPENED, key=surveying.key)
    for begun in (survey_events.SurveyMade, survey_events.SurveyResumed):
        journal.subscribe(begun, surveying.ONCE)
    for who in (people_events.IdentitiesLinked, people_events.IdentitiesUnlinked):
        journal.subscribe(who, segment_facts.SAME)
    for noted in (people_events.CompanyNoted, people_events.PersonNoted):
        journal.subscribe(noted, segment_facts.SAME, key=work_keys.identity)
    journal.subscribe(contest_events.FollowersAsked, contest_following.WORK)
    journal.subscribe(people_events.ConsentNoted, calling_people.WORK, when=work_keys.no_calls, key=work_keys.whose)
    journal.subscribe(contest_events.NextStepApproved, contest_steps.WORK)
    journal.subscribe(segment_events.SegmentSaved, segment_facts.SAVED)
    for held in contact_holds.CHANGES_OF_CASES:
        journal.subscribe(held, contact_holds.OF_CASES, when=work_keys.in_a_case, key=work_keys.case, carries=())
    for held in contact_holds.CHANGES_OF_INCIDENTS:
        journal.subscribe(held, contact_holds.OF_INCIDENTS, key=work_keys.of_incident)
