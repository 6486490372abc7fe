"""Every page of the desk that one goes to of one's own accord, in groups, with what one does there: a list and nothing else. A test compares it with the
addresses, so that no page is built that nobody finds.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from makegood.brands.types import Permission


@dataclass(frozen=True, slots=True)
class Way:
    """A page: the name of its address, what it is called, what one does there, and what one must be allowed to for it."""

    address: str
    name: Promise
    words: Promise
    needs: Permission = Permission.LOOK


@dataclass(frozen=True, slots=True)
class Group:
    name: Promise
    ways: tuple[Way, ...]


GROUPS = (
    Group(
        lazy("People who write, call and come in"),
        (
            Way("today", lazy("Today"), lazy("What matters this morning.")),
            Way("inbox", lazy("Inbox"), lazy("Cases whose turn is ours, with their clocks.")),
            Way(
                "note",
                lazy("Write down a call or a visit"),
                lazy("What somebody said, put on their timeline."),
                Permission.ANSWER,
            ),
            Way("calls", lazy("To call"), lazy("Whom to ring up now, with an opening and their history."), Permission.ANSWER),
            Way(
                "counter",
                lazy("At the counter"),
                lazy("Who stands there, and what matters today. For a tablet."),
                Permission.ANSWER,
            ),
            Way("visits", lazy("Visits"), lazy("Who comes to whom, this week.")),
            Way("visit_book", lazy("Book a visit"), lazy("A time that fits when they can."), Permission.ANSWER),
            Way("visit_resources", lazy("Who can be booked"), lazy("People who drive out and places to come to.")),
            Way("rota", lazy("On call"), lazy("Who is woken when, and how you are.")),
            Way("after_hours", lazy("After hours"), lazy("What came at night, and what is said at once.")),
            Way("who", lazy("Who is it?"), lazy("Addresses that may belong to somebody we know.")),
            Way("needs", lazy("To keep in mind"), lazy("What people need us to know."), Permission.ANSWER),
        ),
    ),
    Group(
        lazy("Our word"),
        (
            Way("promises", lazy("Promises"), lazy("What is at risk, what was broken, and where.")),
            Way("incidents", lazy("Incidents"), lazy("One cause, many people.")),
            Way("statements", lazy("Statements"), lazy("What we say to many, and who was told.")),
            Way("discussions", lazy("Live discussions"), lazy("An hour of questions in public.")),
            Way(
                "discussion_planning",
                lazy("Plan a discussion"),
                lazy("When, who answers, and what about."),
                Permission.SET_POLICY,
            ),
            Way("sales", lazy("Sales"), lazy("What is offered until when, and who was told.")),
            Way("coupons", lazy("Coupons"), lazy("Pools, what was used, and the sponsor’s bill.")),
            Way(
                "coupon_opening", lazy("A new pool of coupons"), lazy("How many, worth what, until when."), Permission.SET_POLICY
            ),
        ),
    ),
    Group(
        lazy("Without being asked"),
        (
            Way("rhythm_week", lazy("This week"), lazy("Whose day it is, and what waits for a yes.")),
            Way(
                "rhythms",
                lazy("Programmes"),
                lazy("Birthdays, services, three days after a visit: the rules, and whom they mean."),
            ),
            Way("letters", lazy("Cards and letters"), lazy("What is to be printed and posted."), Permission.ANSWER),
            Way("segments", lazy("Segments"), lazy("Readable rules, and who fits them.")),
            Way("contests", lazy("Contests and followers"), lazy("Who took part, who is a customer, and a next step for each.")),
            Way("contacts", lazy("Not sent, and why"), lazy("What the gate held back, and the rules for it.")),
        ),
    ),
    Group(
        lazy("Did it do good?"),
        (
            Way("surveys", lazy("Surveys"), lazy("One question: who is asked when, and what they answer.")),
            Way("praise", lazy("Praise"), lazy("Kind words, and whom they thank.")),
            Way("advocacy", lazy("What people do for us"), lazy("Praise in public, newcomers they brought, help to others.")),
            Way("moved", lazy("How people moved"), lazy("Where the same people stood, and stand now.")),
            Way("overview", lazy("The year at a look"), lazy("Twelve months: what happened, what it cost, who turned.")),
            Way("owner_letters", lazy("The monthly letter"), lazy("Last month in plain words, and what to decide.")),
            Way("paid", lazy("Did it pay?"), lazy("What may be said of surprises, by lot.")),
            Way("touchpoints", lazy("Touchpoints"), lazy("Every place of the journey, and how it does.")),
            Way("findings", lazy("Findings"), lazy("What should be otherwise, and whether the change helped.")),
            Way("given", lazy("Given for the same harm"), lazy("Whether people alike got alike.")),
            Way("both_ways_rules", lazy("How both ways are counted"), lazy("What is shown of what people gave and got.")),
            Way("definitions", lazy("What each figure means"), lazy("One definition for screen, file, API and letter.")),
        ),
    ),
    Group(
        lazy("How the house works"),
        (
            Way("policy", lazy("Policy"), lazy("Who may give what, and what is left.")),
            Way("channels", lazy("Channels"), lazy("Where we listen and speak.")),
            Way(
                "guests",
                lazy("Candidates, visitors, callers"),
                lazy("How long they are kept, and who sees them."),
                Permission.ANSWER,
            ),
            Way("webhooks", lazy("Webhooks"), lazy("What other systems are told."), Permission.CONNECT),
            Way("large_model", lazy("Large model"), lazy("Off unless you connect one."), Permission.CONNECT),
            Way("away", lazy("Out of sight"), lazy("Spam, trash, and who is blocked.")),
            Way("troubles", lazy("Troubles"), lazy("What a machine could not go on with.")),
        ),
    ),
)
