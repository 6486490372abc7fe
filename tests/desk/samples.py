"""Hand-made values that the pages are drawn from in the gallery: the torch and the sweets at its stations. No storage."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from makegood.brands.types import Brand, BrandId, Member, MemberId, Role
from makegood.cases.types import Case, CaseId, CaseState, ClockReading, Note, Segment, Turn
from makegood.channels.messages import Attachment, Message
from makegood.channels.types import Automatic, ChannelId, ConversationId, Direction, MessageId
from makegood.desk.going import Going
from makegood.desk.pages.large_model import Line as LargeLine
from makegood.flows.fairness import Compared, FairnessPage
from makegood.flows.outgoing_work import OtherWay
from makegood.flows.types import (
    CasePage,
    FailedSend,
    GivenUp,
    ParkedMail,
    PersonSummary,
    PolicyPage,
    PraisePage,
    PraiseShown,
    ReplyWay,
    Said,
    SetAside,
    StuckMakegood,
    TroublesPage,
)
from makegood.gestures.rules import lint
from makegood.gestures.types import (
    Budget,
    BudgetId,
    CatalogueItem,
    GestureKind,
    ItemId,
    LedgerKind,
    LedgerRow,
    Occasion,
    Payer,
    Policy,
    PolicyVersion,
)
from makegood.kernel.money import Money
from makegood.makegoods.rules import evenness
from makegood.makegoods.rules.evenness import Given
from makegood.makegoods.types import (
    Forbidden,
    Makegood,
    MakegoodId,
    MakegoodState,
    PlannedStep,
    Proposal,
    Step,
    StepId,
    StepKind,
    StepState,
)
from makegood.orders.types import Line, Order, OrderId, Parcel, ParcelId, ParcelMove, ParcelState
from makegood.outcomes.types import Praise, Standing, StandingStep, Thanks
from makegood.people.types import (
    Address,
    Evidence,
    EvidenceKind,
    Identity,
    IdentityId,
    IdentityKind,
    LinkId,
    PersonId,
    Suggestion,
)
from makegood.understanding.large_model import Call, State
from makegood.understanding.types import Finding, Named, Reading
from makegood.views.types import Counters, Inbox, InboxRow, LifelineMark, PersonPage, TimelineEntry, Today
from tests import cast
from tests.cast import later


def number(n: int) -> UUID:
    return UUID(int=0x0195_0000_0000_7000_8000_0000_0000_0000 + n)


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


TOM, CASE_ID, MAKEGOOD_ID = PersonId(number(1)), CaseId(number(7)), MakegoodId(number(70))
MARA = Member(MemberId(number(2)), 2, "Mara Lindqvist", "mara@brightside.example", Role.LEAD)
JOE = Member(MemberId(number(3)), 3, "Joe Okafor", "joe@brightside.example", Role.AGENT)
BRIGHTSIDE = Brand(
    BrandId(number(9)), "brightside", "Brightside Lights", "Europe/London", "GBP", "en", cast.london_hours(), 60, 480
)

COUNTERS = Counters(ours=5, theirs=3, mine=2, unowned=3, late=1, resolved=41, praise=2, troubles=1, questions_about_people=1)


def row(n: int, who: str, title: str, words: str, **changes: object) -> InboxRow:
    plain = InboxRow(
        case_id=number(700 + n),
        number=n,
        title=title,
        person_name=who,
        person_id=number(100 + n),
        last_words=words,
        last_at=later(minutes=-3 * n),
        channel="email",
        state="open",
        turn="ours",
        clock_what="first_reply",
        due_at=later(minutes=60 - 3 * n),
        owner_id=None,
        owner_name="",
        feeling="neutral",
        urgency="normal",
        harm="faulty",
        proposal="",
        message_count=1,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


ROWS = (
    row(
        3,
        "Nadia Okonjo",
        "Nadia’s hall light flickers and smells",
        "The new dimmer gets hot and there is a smell of burning. I have switched the whole circuit off. What now?",
        due_at=later(minutes=-14),
        urgency="safety",
        feeling="negative",
        last_at=later(minutes=-74),
    ),
    row(
        7,
        cast.TOM_NAME,
        "Tom’s torch arrived broken",
        "The little torch in order 1007 arrived this morning and it doesn’t switch on, with new batteries either.",
        due_at=later(minutes=40),
        proposal="proposed",
        last_at=later(minutes=-20),
    ),
    row(
        8,
        "Bernhard Vogel",
        "Bernhard fragt nach der Farbtemperatur",
        "Guten Tag, sind die LED-60 warmweiß oder neutralweiß? Auf der Packung steht beides.",
        due_at=later(minutes=22),
        harm="",
    ),
    row(5, cast.ANA_NAME, "Ana was billed twice", "Two payments of £24.50 left my account for one dimmer.", due_at=later(hours=5), clock_what="resolution", owner_name="Joe Okafor", harm="billing"),
    row(2, "Lucy Hartnell", "Lucy’s parcel went next door", "My neighbour says he has it, so that’s fine now I think", clock_what="resolution", due_at=later(days=1), proposal="running", owner_name="Mara Lindqvist", turn="parcel"),
)  # fmt: skip
INBOX = Inbox(ROWS, COUNTERS, next_cursor="abc")
EMPTY_INBOX = Inbox((), Counters(0, 0, 0, 0, 0, 0, 0, 0, 0), "")
TODAY = Today(
    late=3,
    due_before_noon=1,
    waiting_for_us=9,
    put_right_yesterday=14,
    thanked_yesterday=2,
    to_confirm=1,
    troubles=1,
    thanks_for_me=1,
)
QUIET_DAY = Today(0, 0, 0, 0, 0, 0, 0, 0)


def message(n: int, direction: Direction, words: str, at: datetime, **changes: object) -> Message:
    ours = direction is Direction.OUT
    plain = Message(
        id=MessageId(number(500 + n)),
        conversation_id=ConversationId(number(50)),
        channel_id=ChannelId(number(51)),
        channel_kind="email",
        direction=direction,
        identity_id=number(1),
        author=Address(
            IdentityKind.EMAIL, cast.HELP_EMAIL if ours else cast.TOM_EMAIL, "Mara Lindqvist" if ours else cast.TOM_NAME
        ),
        subject=cast.TOM_SUBJECT,
        text=words,
        visible=words,
        html="",
        at=at,
        automatic=None,
        bounce=None,
        public=False,
        link="",
        reach=None,
        spam_likely=False,
        state="sent" if ours else "",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


READING = Reading(
    feeling=Finding("neutral", "neutral", 0.81, ("thought I'd let you know",)),
    act=Finding("complaint", "complaint", 0.93, ("doesn't switch on",)),
    happened=(Finding("faulty", "faulty", 0.96, ("doesn't switch on", "with new batteries either")),),
    asked=(),
    urgency=Finding("normal", "normal", 0.97),
    language="en",
    named=(Named("order_number", "1007"),),
    spam=0.01,
    version="first-1",
)

DOUBTED = replace(
    READING,
    act=Finding("unsure", "complaint", 0.52, ("doesn't switch on",)),
    leaving=Finding("risk", "risk", 0.83, ("thought I'd let you know",)),
    advocacy=Finding("warns", "warns", 0.71),
    unsure_about=("act",),
)
LARGE_CALL = Call(
    id=number(71), message_id=number(1), model="small-one", questions="act", sent="The torch\n\nThe torch doesn't switch on. [NAME 1]",
    state="answered", answer='{"act": [["complaint", 0.91]]}', trouble="", unit="USD", cost=69, told_tokens=300, answered_tokens=40,
    took_ms=1_240, at=later(minutes=-20),
)  # fmt: skip
LARGE_MODEL = {
    "state": State(
        active=True, url="https://models.example.org/v1", model="small-one", has_key=True, timeout_s=20, unit="USD", day_budget=2_500_000,
        month_budget=20_000_000, day_spent=69, month_spent=4_200, price_told=150_000, price_answered=600_000, failures=0, rests_until=None,
        last_trouble="",
    ),
    "lines": [
        LargeLine(LARGE_CALL, "0.000069 USD", 7),
        LargeLine(replace(LARGE_CALL, state="failed", trouble="It answered 500.", cost=0, answer="", took_ms=310), "0.00 USD", None),
        LargeLine(replace(LARGE_CALL, state="no_budget", sent="", cost=0, answer="", took_ms=None), "0.00 USD", 7),
    ],
    "today": "0.000069 USD", "of_today": "2.50 USD", "this_month": "0.0042 USD", "of_month": "20.00 USD",
}  # fmt: skip

TOM_WRITES = Said(
    later(minutes=-20),
    "person",
    cast.TOM_NAME,
    message(1, Direction.IN, cast.TOM_WORDS, later(minutes=-20), html="<p>Hello</p>", attachments=(Attachment(number(61), "torch.jpg", "image/jpeg", 84_200),)),
    reading=READING,
)  # fmt: skip
NOTE = Said(
    later(minutes=-12),
    "team",
    "Joe Okafor",
    note=Note(number(62), JOE.id, "We had two more of this batch back last week.", later(minutes=-12)),
)
SAY_TEXT = (
    "Hello Tom,\n\nthe torch we sent you does not work, and that is our fault. A new one leaves today with the same "
    "24-hour courier; you choose the hour. Please keep the old one or recycle it: you need not send anything back.\n\n"
    "Thank you for telling us instead of throwing it away.\n\nMara Lindqvist\nBrightside Lights"
)
FOLLOW_TEXT = "Hello Tom,\n\nyour new torch was delivered this morning. Does it light up? One word is enough.\n\nMara"


def step(n: int, key: str, kind: StepKind, title: str, cost: int = 0, **changes: object) -> Step:
    plain = Step(
        id=StepId(number(80 + n)),
        key=key,
        kind=kind,
        title=title,
        cost=gbp(cost),
        params={},
        after=(),
        state=StepState.WAITING,
        due_at=None,
        done_at=None,
        outcome="",
        reference="",
        trouble="",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


STEPS = (
    step(
        1,
        "fix",
        StepKind.FIX,
        "Replace the torch, no return",
        620,
        params={"command": "replace", "note": "With our apologies. — Mara"},
    ),
    step(2, "say", StepKind.SAY, "Say sorry, by name, for the torch", params={"subject": "Your torch, Tom", "text": SAY_TEXT}),
    step(
        3,
        "give-1",
        StepKind.GIVE,
        "A small bag of sweets, in the same parcel",
        80,
        params={"code": "sweets-small", "quantity": "1"},
    ),
    step(4, "wait", StepKind.WAIT, "Watch the parcel until it is in his hands"),
    step(5, "follow-up", StepKind.FOLLOW_UP, "Ask whether it lights up, 2 h after delivery", params={"text": FOLLOW_TEXT}),
    step(6, "thank", StepKind.THANK, "Pass his thanks on to who earned them"),
)
REFUND = Proposal(
    name="refund",
    title="Refund £1.99",
    steps=(PlannedStep("fix", StepKind.FIX, "Refund £1.99", gbp(199)),),
    cost=gbp(199),
    budget_left_after=gbp(4_801),
    why="It is what he paid. He would still have no torch.",
    plain=True,
)
WITHOUT = Proposal(
    name="replace-no-return",
    title="Replace the torch, no return",
    steps=(PlannedStep("fix", StepKind.FIX, "Replace the torch, no return", gbp(620)),),
    cost=gbp(620),
    budget_left_after=gbp(4_380),
    why="The same without the sweets.",
)
PROPOSED = Makegood(
    id=MAKEGOOD_ID,
    occasion=Occasion("case", CASE_ID),
    identity_id=number(1),
    state=MakegoodState.PROPOSED,
    title="A new torch tomorrow, and something sweet",
    why="The torch was faulty and it is our fault. It cost £1.99; asking for it back would cost £4.20. He has ordered five times in twelve months and nothing went wrong before.",
    steps=STEPS,
    cost=gbp(700),
    budget_left_after=gbp(4_300),
    alternatives=(REFUND, WITHOUT),
    forbidden=(
        Forbidden("A £10 voucher", "The policy allows extras up to 150 % of what went wrong, and at most £3.00 here."),
        Forbidden("The large box of sweets", "Costs £4.50; an agent may give up to £2.00."),
    ),
    needs_approval=False,
    approved_by=(),
    arm="surprise",
    propensity=0.8,
    policy_version="3 (9f2c41d0)",
    changed={},
    proposed_at=later(minutes=-19),
    approved_at=None,
    approved_by_member=None,
    done_at=None,
)  # fmt: skip
BUDGET = Budget(BudgetId(number(90)), "Spring", gbp(10_000), gbp(700), gbp(4_300))


def running() -> Makegood:
    done = {
        "fix": ("Shipped as R-1008, comes tomorrow 9 to 10", later(minutes=2)),
        "say": ("Said by e-mail", later(minutes=1)),
        "give-1": ("In the parcel", later(minutes=2)),
    }
    steps = tuple(
        replace(one, state=StepState.DONE, outcome=done[one.key][0], done_at=done[one.key][1])
        if one.key in done
        else replace(one, state=StepState.DOING if one.key == "wait" else StepState.WAITING)
        for one in STEPS
    )
    return replace(PROPOSED, state=MakegoodState.RUNNING, steps=steps, approved_at=AT_, approved_by_member=MARA.id)


AT_ = later()


def done() -> Makegood:
    outcomes = (
        "Shipped as R-1008",
        "Said by e-mail",
        "In the parcel",
        "Delivered by Sam Petrov",
        "Asked by e-mail",
        "Passed on to Mara and Sam Petrov",
    )
    steps = tuple(
        replace(one, state=StepState.DONE, outcome=words, done_at=later(minutes=2, hours=5 * i))
        for i, (one, words) in enumerate(zip(STEPS, outcomes, strict=True))
    )
    return replace(PROPOSED, state=MakegoodState.DONE, steps=steps, approved_by_member=MARA.id, done_at=later(days=1))


def stuck() -> Makegood:
    trouble = "The shop says that TORCH-01 is not in stock. Take the refund, or wait for the delivery of Thursday."
    steps = (replace(STEPS[0], state=StepState.FAILED, trouble=trouble), *STEPS[1:])
    return replace(PROPOSED, state=MakegoodState.STUCK, steps=steps, approved_by_member=MARA.id)


def parcel(state: ParcelState, delivered_at: datetime | None, courier: str = "") -> Parcel:
    return Parcel(
        ParcelId(number(33)), cast.TRACKING, cast.CARRIER, state, (ParcelMove(state, later(hours=-1)),), delivered_at, courier
    )


def order(n: int, lines: tuple[Line, ...], placed_at: datetime, parcels: tuple[Parcel, ...] = (), **changes: object) -> Order:
    total = sum((line.unit_price * line.quantity for line in lines), gbp(0))
    plain = Order(OrderId(number(1000 + n)), str(n), number(1), placed_at, lines, total, cast.SERVICE, "sale", "", "", parcels)
    return replace(plain, **changes)  # type: ignore[arg-type]


ORDERS = (
    order(
        1007,
        (Line("DIM-04", "Dimmer switch", 2, gbp(2450)), Line("TORCH-01", "Pocket torch", 1, gbp(199))),
        later(days=-1),
        (parcel(ParcelState.DELIVERED, later(minutes=-50), cast.COURIER),),
    ),
    *(order(1004 - i, (Line("LED-60", "LED bulb, 60 W", 6, gbp(320)),), later(days=-30 * (i + 1)), (parcel(ParcelState.DELIVERED, later(days=-30 * (i + 1) + 1)),)) for i in range(4)),
)  # fmt: skip
PASSIVE = StandingStep(Standing.PASSIVE, later(days=-90), "Five orders, nothing went wrong, and nothing said about it.")
PERSON = PersonSummary(
    TOM, cast.TOM_NAME, (("email", cast.TOM_EMAIL), ("phone", "+44 7700 900123")), PASSIVE, later(days=-120), 5, "£127.79", 1
)


def identity(n: int, kind: IdentityKind, shown: str, name: str) -> Identity:
    return Identity(IdentityId(number(n)), kind, shown, shown, name, PersonId(number(n)), False)


SUGGESTION = Suggestion(
    id=LinkId(number(40)),
    unknown=identity(41, IdentityKind.HANDLE, "@tomarden.example", "tom arden"),
    known=identity(1, IdentityKind.EMAIL, cast.TOM_EMAIL, cast.TOM_NAME),
    known_person=TOM,
    probability=0.93,
    evidence=(
        Evidence(EvidenceKind.SAME_NAME, 3.0, "Both call themselves Tom Arden."),
        Evidence(EvidenceKind.SAME_MATTER, 6.0, "Speaks of a £1.99 torch and a bag of sweets; we sent both to one person only."),
        Evidence(EvidenceKind.RIGHT_TIME, 1.5, "Posted three hours after the parcel was delivered."),
    ),
    suggested_at=later(days=1),
)
LOOKALIKE = Suggestion(
    id=LinkId(number(42)),
    unknown=identity(43, IdentityKind.HANDLE, "@tornarden.example", "Tom Arden"),
    known=identity(1, IdentityKind.EMAIL, cast.TOM_EMAIL, cast.TOM_NAME),
    known_person=TOM,
    probability=0.12,
    evidence=(
        Evidence(EvidenceKind.SAME_NAME, 3.0, "Both call themselves Tom Arden."),
        Evidence(EvidenceKind.LOOKALIKE, -6.0, "The handle imitates another one: “rn” for “m”."),
    ),
    suggested_at=later(days=1),
)


def case(state: CaseState = CaseState.OPEN, turn: Turn = Turn.OURS) -> Case:
    segment = Segment(later(minutes=-20), later(minutes=40), later(hours=7), None, None)
    return Case(
        id=CASE_ID,
        number=7,
        title="Tom’s torch arrived broken",
        state=state,
        turn=turn,
        identity_id=number(1),
        owner_id=None,
        harm="faulty",
        urgency="normal",
        feeling="neutral",
        order_number="1007",
        opened_at=later(minutes=-20),
        resolved_at=None,
        conversation_ids=(number(50),),
        segments=(segment,),
        notes=(),
    )


_REPLY = ReplyWay("email", "Help", cast.TOM_EMAIL, "Re: " + cast.TOM_SUBJECT)
OPEN_PAGE = CasePage(
    case=case(),
    clock=ClockReading("first_reply", later(minutes=40), 2400, False),
    owner_name="",
    members=(MARA, JOE),
    said=(TOM_WRITES, NOTE),
    reply=_REPLY,
    makegood=PROPOSED,
    approved_by_name="",
    budget=BUDGET,
    person=PERSON,
    orders=ORDERS,
    suggestions=(),
)

_OURS = (
    "Hello Tom, a new torch is on its way.",
    "And here is the bill for it.",
    "Did the new one come? Happy Monday!",
    "Hello again.",
)
_SAID = tuple(
    Said(later(minutes=n), "team", "Mara Lindqvist", message(20 + n, Direction.OUT, words, later(minutes=n), state="queued"))
    for n, words in enumerate(_OURS)
)
GOING_PAGE = replace(OPEN_PAGE, said=(TOM_WRITES, *_SAID), reply=replace(_REPLY, files=True, copies=True))
_WAY = OtherWay("a:b", "tom@elsewhere.example", ChannelId(number(51)), number(2))
GOING = {
    MessageId(number(520)): Going("trying", leaves_at=later(minutes=15), because="The outgoing mail server cannot be reached."),
    MessageId(number(521)): Going("asks", leaves_at=later(days=1)),
    MessageId(number(522)): Going("planned", leaves_at=later(days=7)),
    MessageId(number(523)): Going("undo", seconds=8),
}
FAILED_PAGE = replace(OPEN_PAGE, said=(TOM_WRITES, replace(_SAID[0], message=replace(_SAID[0].message, state="failed"))))  # type: ignore[type-var]
FAILED = {
    MessageId(number(520)): Going(
        "failed",
        what="There is no mailbox of this name.",
        way_out="Look for a mistake in the address, or write to another one of theirs.",
        said="550 5.1.1 <tom.arden@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
        ways=(_WAY,),
    )
}
ANSWERED = Said(later(minutes=1), "team", "Mara Lindqvist", message(2, Direction.OUT, SAY_TEXT, later(minutes=1)))
TOM_AGAIN = Said(
    later(hours=26), "person", cast.TOM_NAME, message(3, Direction.IN, "It lights up! And thank you for the sweets, my daughter has seen to them.", later(hours=26)),
    reading=replace(READING, feeling=Finding("positive", "positive", 0.98, ("thank you",)), act=Finding("praise", "praise", 0.94, ("thank you for the sweets",)), happened=()),
)  # fmt: skip
COURIER_SAYS = Said(
    later(minutes=30), "other", "Swiftline", message(4, Direction.IN, "Parcel SW-88121 is booked for tomorrow, 9 to 10.", later(minutes=30), automatic=Automatic.REPORT),
)  # fmt: skip
RUNNING_PAGE = replace(
    OPEN_PAGE,
    case=replace(case(CaseState.WAITING, Turn.PARCEL), owner_id=MARA.id),
    clock=ClockReading("resolution", later(hours=7), 25_200, False),
    owner_name=MARA.name,
    said=(TOM_WRITES, NOTE, ANSWERED, COURIER_SAYS),
    makegood=running(),
    approved_by_name=MARA.name,
)
DONE_PAGE = replace(
    RUNNING_PAGE,
    case=replace(case(CaseState.RESOLVED, Turn.THEIRS), owner_id=MARA.id, resolved_at=later(hours=26)),
    clock=ClockReading("done", None, None, False),
    said=(TOM_WRITES, NOTE, ANSWERED, COURIER_SAYS, TOM_AGAIN),
    makegood=done(),
    suggestions=(SUGGESTION,),
)
STUCK_PAGE = replace(RUNNING_PAGE, makegood=stuck())
BARE_PAGE = replace(OPEN_PAGE, makegood=None, orders=(), said=(TOM_WRITES,))

MARKS = (
    *(LifelineMark(later(days=-120 + 30 * i), "order", f"Order {1001 + i}, £19.20") for i in range(4)),
    *(LifelineMark(later(days=-119 + 30 * i), "delivered", f"Order {1001 + i} delivered") for i in range(4)),
    LifelineMark(later(days=-1), "order", "Order 1007, £50.99"),
    LifelineMark(later(minutes=-50), "delivered", "Order 1007 delivered"),
    LifelineMark(later(minutes=-20), "case", "Tom’s torch arrived broken", later(hours=26)),
    LifelineMark(later(minutes=2), "gesture", "A small bag of sweets"),
    LifelineMark(later(days=2), "praise", "Praised us in public"),
    LifelineMark(later(days=-90), "standing", "passive"),
    LifelineMark(later(days=2), "standing", "advocate"),
)
TIMELINE = (
    TimelineEntry(later(days=2), "outcomes.PraiseNoted", "Tom Arden praised us in public.", "Tom Arden", CASE_ID, cast.TOM_PRAISE),
    TimelineEntry(later(days=1, hours=2), "channels.MessageReceived", "Tom Arden wrote by e-mail.", "Tom Arden", CASE_ID, "It lights up! And thank you for the sweets."),
    TimelineEntry(later(days=1), "orders.ParcelMoved", "Sam Petrov of Swiftline handed the parcel over.", "", CASE_ID),
    TimelineEntry(later(minutes=2), "makegoods.Approved", "Mara Lindqvist put it right: a new torch, and something sweet.", "Mara Lindqvist", CASE_ID),
    TimelineEntry(later(minutes=-20), "channels.MessageReceived", "Tom Arden wrote by e-mail.", "Tom Arden", CASE_ID, "The little torch in order 1007 arrived this morning and it doesn’t switch on."),
    TimelineEntry(later(minutes=-50), "orders.Delivered", "Order 1007 was delivered by Sam Petrov.", "", None),
    TimelineEntry(later(days=-1), "orders.OrderPlaced", "Tom Arden ordered two dimmer switches and a pocket torch for £50.99.", "Tom Arden", None),
)  # fmt: skip
PERSON_PAGE = PersonPage(
    person_id=TOM,
    name=cast.TOM_NAME,
    identities=(("email", cast.TOM_EMAIL), ("phone", "+44 7700 900123"), ("handle", "@tomarden.example")),
    identity_ids=(number(41), number(42), number(43)),
    standing="advocate",
    standing_since=later(days=2),
    standing_because="Praised us in public to 4,200 followers after his torch was replaced.",
    first_seen_at=later(days=-120),
    orders_count=5,
    spent="£127.79",
    cases=(replace(ROWS[1], clock_what="done", due_at=None, proposal="done"),),
    cases_count=1,
    cases_cursor="",
    timeline=TIMELINE,
    next_cursor="x",
    marks=MARKS,
)
PRAISE = PraisePage(
    praise=(
        PraiseShown(Praise(number(95), number(503), number(41), CASE_ID, MAKEGOOD_ID, "a small bag of sweets", cast.TOM_PRAISE, True, "https://social.example/p/1", 4200, later(days=2), True), TOM, cast.TOM_NAME, "@tomarden.example", 7, "Tom’s pocket torch arrived faulty", "A small bag of sweets"),
        PraiseShown(Praise(number(96), number(504), number(44), None, None, "", "Quick answer, kind words. Thank you, Joe.", False, "", None, later(days=1), False), PersonId(number(44)), cast.ANA_NAME, cast.ANA_EMAIL, asked=True),
    ),
    thanks=(Thanks(number(95), MARA.id, "Mara Lindqvist", "That is how you do it.", later(days=2), None),),
)  # fmt: skip
POLICY = PolicyPage(
    findings=(lint.Finding("never", "A", "“A” never decides: “B” allows all of it, with no more to ask."),),
    policy=Policy("3 (9f2c41d0)", '[surprise]\nevery_days = 90\n\n[[rule]]\nname = "Small surprises"\nkinds = ["surprise"]\nroles = ["agent", "lead", "owner"]\nup_to = "2.00"\n', ()),
    versions=((PolicyVersion("2 (11aa22bb)", "…", MARA.id, later(days=-30)), "Mara Lindqvist"), (PolicyVersion("0 (shipped)", "…", None, None), "")),
    catalogue=(
        CatalogueItem(ItemId(number(97)), "sweets-small", GestureKind.SURPRISE, "A small bag of sweets", gbp(150), gbp(80), Payer.BRAND, 38),
        CatalogueItem(ItemId(number(98)), "card", GestureKind.WORDS, "A card written by hand", gbp(200), gbp(60), Payer.BRAND, None),
        CatalogueItem(ItemId(number(99)), "bulb-spare", GestureKind.PRODUCT, "A spare bulb", gbp(320), gbp(110), Payer.SUPPLIER, 0),
    ),
    budget=BUDGET,
    ledger=(
        LedgerRow(LedgerKind.SPEND, gbp(80), None, None, later(minutes=2), "A small bag of sweets, case 7", left_after=gbp(5_000)),
        LedgerRow(LedgerKind.HOLD, gbp(80), None, None, later(minutes=1), "A small bag of sweets, case 7", left_after=gbp(5_000)),
        LedgerRow(LedgerKind.REFILL, gbp(10_000), None, None, later(days=-30), "Spring", left_after=gbp(10_000)),
    ),
)  # fmt: skip
TROUBLES = TroublesPage(
    parked=(ParkedMail(number(110), "Help", later(hours=-2), "The mail’s parts never end: its boundary is missing.", 48_211),),
    failed=(FailedSend(number(111), "ana.duarte@example.net", "Re: Billed twice", later(hours=-3), "Their mail server says that the mailbox does not exist (5.1.1).", 5),),
    stuck=(StuckMakegood(2, "Send Lucy’s parcel again", "Send the parcel again", "The shop did not answer for six hours.", later(hours=-6)),),
    given_up=(GivenUp(number(113), "making_good", "The shop answered 500 eight times.", later(hours=-4)),),
    set_aside=(SetAside(number(112), "Best Watches", "deals@watches.example", "80 % OFF!!", "Dear friend, luxury at prices you will not believe …", later(hours=-5)),),
)  # fmt: skip

_GIVEN = [
    *(Given("late, real, ours", "in public", minor) for minor in (300, 320, 280, 300, 310, 290)),
    *(Given("late, real, ours", "in private", minor) for minor in (200, 220, 180, 200, 210, 190, 200)),
    Given("faulty, small, ours", "on the telephone", 45),
]
GIVEN = FairnessPage(
    since=cast.AT,
    currency="GBP",
    n=len(_GIVEN),
    compared=(
        Compared("where", evenness.means(_GIVEN), evenness.gaps(_GIVEN)),
        Compared("reach", (), ()),
        Compared("language", (), ()),
    ),
)
