"""Where an arrival belongs, and what the clock says. Pure: values in, verdict out; never storage, never the time of day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import rules as business_rules
from makegood.brands.types import BusinessHours
from makegood.cases.types import (
    Arrival,
    Candidate,
    CaseId,
    CaseState,
    ClockReading,
    Foreseen,
    Foretold,
    Place,
    Placed,
    Segment,
    Turn,
)
from makegood.understanding.types import LET_DOWN, Act, Urgency

SAME_MATTER = timedelta(days=14)  # so long after its last word an open case still takes in the same matter by another road
_FROM_MOST_URGENT = tuple(str(one) for one in Urgency)
_FROM_MOST_GOING = ("yes", "risk", "")
_SAYS_NOTHING = ("", "other", "unsure")  # harms by which two matters cannot be told to be the same
_FORETOLD = {
    Foreseen.EXPECTED: "may not come in time",
    Foreseen.TRUE: "did not come in time",
    Foreseen.AVERTED: "came in time after all",
}


def places(arrival: Arrival, candidates: Sequence[Candidate]) -> Place:
    """The case that this arrival opens, joins or reopens, or that none is needed.

    - Automatic mail and spam (`opens` False), and in public the words of a company, never touch a case.
    - A message in a conversation that a case holds belongs to that case: it joins it while it is open, and reopens it once it
      is resolved, unless it is mere thanks. In public that holds for the person whose case it is; a bystander's words move
      nobody else's case.
    - Otherwise a message of the same person about the same matter (the order's number, or the harm where not both name an
      order) joins the case that is open and had its last word at most 14 days ago; so does what they write in private within 14
      days after we asked them to. Mere thanks do not cross conversations.
    - What is left opens a case if it wants something of us (`may_open`).

    Repeatable: the same values give the same answer. Among several candidates the one with the latest word wins.
    """
    if not arrival.opens or (arrival.public and arrival.company):
        return Place(Placed.NONE)
    around = [c for c in candidates if arrival.conversation_id in c.conversation_ids]
    here = _latest([c for c in around if not arrival.public or c.identity_id in arrival.person_identity_ids])
    if here is not None:
        return _in_conversation(arrival, here)
    if not is_mere_thanks(arrival):
        same = _latest([c for c in candidates if is_same_matter(arrival, c)])
        if same is not None:
            return Place(Placed.JOINED, same.case_id)
    beside = any(c.state is not CaseState.RESOLVED for c in around)
    return Place(Placed.OPENED) if may_open(arrival, beside=beside) else Place(Placed.NONE)


def may_open(arrival: Arrival, *, beside: bool) -> bool:
    """Whether this is worth a case of its own. `beside`: somebody else's open case is about this public conversation, so that it is on
    somebody's desk.

    What is said to us wants something or not (`wants_something`). Beside another's case one's own complaint of a harm does, and what is asked
    of us. What was only overheard (said in public to others) must tell of a harm by a complaint.
    """
    own_harm = arrival.act in LET_DOWN and any(harm not in _SAYS_NOTHING for harm in arrival.happened)
    if arrival.overheard:
        return own_harm
    return (own_harm or arrival.asks_something) if beside else wants_something(arrival)


def is_mere_thanks(arrival: Arrival) -> bool:
    """True for kind words that want nothing: praise, or glad information. They need no answer and change nobody's turn."""
    glad = arrival.act == Act.PRAISE or (arrival.act == Act.INFORMATION and arrival.feeling == "positive")
    return glad and not arrival.asks_something


def wants_something(arrival: Arrival) -> bool:
    """True when somebody here must look at it; what could not be read surely is looked at too."""
    if arrival.asks_something:
        return True
    if arrival.act == Act.INFORMATION:
        return (bool(arrival.happened) or not arrival.public) and arrival.feeling != "positive"
    return arrival.act != Act.PRAISE


def is_same_matter(arrival: Arrival, candidate: Candidate) -> bool:
    """Same person, still open, last word within 14 days, and the same order or (where not both name an order) the same harm, or written in
    private because we asked them to."""
    if candidate.state is CaseState.RESOLVED or candidate.identity_id not in arrival.person_identity_ids:
        return False
    if arrival.at - candidate.last_at > SAME_MATTER:
        return False
    if arrival.order_number and candidate.order_number:
        return arrival.order_number == candidate.order_number
    if not arrival.public and candidate.invited_at is not None and arrival.at - candidate.invited_at <= SAME_MATTER:
        return True
    return candidate.harm not in _SAYS_NOTHING and candidate.harm in arrival.happened


def place_all(
    arrivals: Sequence[Arrival], candidates: Sequence[Candidate], ids: Sequence[UUID]
) -> list[tuple[Arrival, Place, Candidate | None]]:
    """Each arrival, in the order given, with its place and with its case as it is after it: what one opens, the next may join.

    `ids` holds one fresh id per arrival, for those that open a case. Takes time in proportion to the arrivals, however many cases there are.
    """
    desk = _Desk(candidates)
    placed: list[tuple[Arrival, Place, Candidate | None]] = []
    for arrival, fresh in zip(arrivals, ids, strict=True):
        place = places(arrival, desk.within_reach(arrival))
        if place.placed is Placed.OPENED:
            place = Place(Placed.OPENED, CaseId(fresh))
            desk.lay(opened(arrival, CaseId(fresh)))
        elif place.case_id is not None:
            desk.lay(taken_in(desk.cases[place.case_id], arrival))
        placed.append((arrival, place, desk.cases[place.case_id] if place.case_id else None))
    return placed


class _Desk:
    """The cases as they are now, found by whom and what they concern."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.cases: dict[CaseId, Candidate] = {}
        self._ids: dict[UUID, dict[CaseId, None]] = {}
        for candidate in candidates:
            self.lay(candidate)

    def lay(self, case: Candidate) -> None:
        self.cases[case.case_id] = case
        for key in (case.identity_id, *case.conversation_ids):
            self._ids.setdefault(key, {})[case.case_id] = None

    def within_reach(self, arrival: Arrival) -> list[Candidate]:
        """The cases of this conversation and of this person: `places` looks at no others."""
        keys = (arrival.conversation_id, arrival.identity_id, *arrival.person_identity_ids)
        return [self.cases[case_id] for case_id in {one: None for key in keys for one in self._ids.get(key, ())}]


def opened(arrival: Arrival, case_id: CaseId) -> Candidate:
    """The case that this arrival opens: our turn."""
    return Candidate(
        case_id=case_id,
        state=CaseState.OPEN,
        turn=Turn.OURS,
        identity_id=arrival.identity_id,
        conversation_ids=frozenset({arrival.conversation_id}),
        order_number=arrival.order_number,
        harm=main_harm(arrival),
        urgency=more_urgent(arrival.urgency, "normal"),
        feeling=arrival.feeling,
        last_at=arrival.at,
        leaving=arrival.leaving,
    )


def taken_in(candidate: Candidate, arrival: Arrival) -> Candidate:
    """The case after it joined or was reopened by this arrival: the latest feeling, the greater urgency and risk of leaving, and the first
    harm and order number that anybody named. It is our turn, unless it was mere thanks: they change nobody's turn. A case that we only foresaw
    is from their first complaint on what they say it is."""
    thanks = is_mere_thanks(arrival)
    told = bool(candidate.foreseen) and not thanks and (arrival.act in LET_DOWN or main_harm(arrival) not in _SAYS_NOTHING)
    theirs = main_harm(arrival) if told and main_harm(arrival) not in _SAYS_NOTHING else ""
    return replace(
        candidate,
        state=candidate.state if thanks else CaseState.OPEN,
        turn=candidate.turn if thanks else Turn.OURS,
        conversation_ids=candidate.conversation_ids | {arrival.conversation_id},
        order_number=candidate.order_number or arrival.order_number,
        harm=theirs or candidate.harm or main_harm(arrival),
        urgency=more_urgent(candidate.urgency, arrival.urgency),
        feeling=arrival.feeling,
        last_at=max(candidate.last_at, arrival.at),
        leaving=more_leaving(candidate.leaving, arrival.leaving),
        title=arrival.title if theirs not in ("", candidate.harm) and is_foretold(candidate.title) else candidate.title,
        foreseen="" if told else candidate.foreseen,
    )


def foretold_title(foretold: Foretold) -> str:
    """How a case is called that nobody complained of yet: “Tom’s pocket torch may not come in time”."""
    ending = _FORETOLD[Foreseen.TRUE if foretold.true else Foreseen.EXPECTED]
    return f"{foretold.name[:40]}’s {foretold.what[:120]} {ending}"


def is_foretold(title: str) -> bool:
    """Whether we called a case so ourselves, before anybody complained."""
    return title.endswith(tuple(_FORETOLD.values()))


def retitled(title: str, now: Foreseen) -> str:
    """Our own title as things stand now; one that somebody else gave stays."""
    ending = next((one for one in _FORETOLD.values() if title.endswith(one)), "")
    return f"{title.removesuffix(ending)}{_FORETOLD[now]}" if ending else title


def main_harm(arrival: Arrival) -> str:
    """What went wrong, likeliest first; '' when nothing did."""
    return arrival.happened[0] if arrival.happened else ""


def more_urgent(one: str, other: str) -> str:
    """The more urgent of two; a word that is not a known urgency counts as normal."""
    return min(one, other, key=_urgency_rank)


def more_leaving(one: str, other: str) -> str:
    """The plainer word of two about going: "yes", "risk", or ''. Staying silent about it later takes nothing back."""
    return min(one, other, key=_FROM_MOST_GOING.index)


def due_after_wait(*, due_at: datetime, waiting_since: datetime, until: datetime, hours: BusinessHours) -> datetime:
    """When the resolution is due once a wait for them ends at `until`: what was left of the business time when it began is left again,
    rounded up to the minute. A promise that was broken already stays broken."""
    if waiting_since >= due_at:
        return due_at
    left = business_rules.business_seconds_between(start=waiting_since, end=due_at, hours=hours)
    return business_rules.add_business_time(start=until, minutes=-(-left // 60), hours=hours)


def read_clock(segment: Segment, at: datetime) -> ClockReading:
    """Which promise runs at `at`, until when, and whether it is broken.

    - Until the first human reply the *first-reply* clock runs, always: an automatic answer does not stop it, nor does waiting.
    - After it the *resolution* clock runs. It stands still only while we wait for *them* ("paused"); waiting for a parcel does not
      stop it, because the promise is ours.
    - A resolved segment is "done", and broken if either promise was.

    A promise is broken when its due instant has passed; at the due instant itself it is not. `seconds_left` counts by the wall's
    clock, rounded down; the due instants were set in business time.
    """
    if segment.resolved_at is not None:
        late = segment.resolved_at > segment.resolution_due_at
        return ClockReading(
            "done", None, None, late or (segment.first_replied_at or segment.resolved_at) > segment.first_reply_due_at
        )
    if segment.first_replied_at is None:
        return _running("first_reply", segment.first_reply_due_at, at)
    if segment.waiting_since is not None:
        return ClockReading("paused", None, None, segment.waiting_since > segment.resolution_due_at)
    return _running("resolution", segment.resolution_due_at, at)


def _in_conversation(arrival: Arrival, case: Candidate) -> Place:
    if case.state is not CaseState.RESOLVED:
        return Place(Placed.JOINED, case.case_id)
    return Place(Placed.NONE) if is_mere_thanks(arrival) else Place(Placed.REOPENED, case.case_id)


def _latest(candidates: Sequence[Candidate]) -> Candidate | None:
    return max(candidates, key=lambda c: (c.last_at, c.case_id), default=None)


def _urgency_rank(urgency: str) -> int:
    return _FROM_MOST_URGENT.index(urgency) if urgency in _FROM_MOST_URGENT else len(_FROM_MOST_URGENT) - 1


def _running(what: str, due_at: datetime, at: datetime) -> ClockReading:
    return ClockReading(what, due_at, (due_at - at) // timedelta(seconds=1), at > due_at)
