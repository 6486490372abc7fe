"""Does what an occasion calls for, many at once: a gift out of the stock and the budget, words through the one gate, a call on the list, a card on paper.

Begun once, whatever happens: an occasion is held by its row, each effect has its natural key, and all of a batch is one transaction without any
network. What the gate does not let through is told on the occasion. A programme that does not run by itself only proposes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from makegood.brands import queries as brands
from makegood.brands.types import Brand, Role
from makegood.calls import actions as calls
from makegood.calls.types import CallIn
from makegood.channels import queries as channels
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.channels.types import ChannelId, ConversationId
from makegood.flows import lots, reaching
from makegood.flows.reaching import Reached
from makegood.gestures import queries as gestures
from makegood.gestures.actions import grants
from makegood.gestures.types import Ask
from makegood.gestures.types import Occasion as GivenFor
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.letters import actions as letters
from makegood.letters.types import LetterIn
from makegood.needs import queries as needs
from makegood.people import queries as people
from makegood.people.types import Person, Purpose
from makegood.platform.work import Taken
from makegood.relationships import queries
from makegood.relationships.actions import occasions
from makegood.relationships.actions.occasions import Ended
from makegood.relationships.rules import sentences, written
from makegood.relationships.types import OCCASION, Occasion, OccasionState, Programme, Rhythm, Step, StepKind
from makegood.statements.rules.ways import Way

WORK = "rhythm_due"
BATCH = 200
HELD_OUT = "held_out"
NO_WAY = "We know no way to reach them that is open."
ELSEWHERE = "They had this at another of their addresses."
_ON_THE_DAY = (Rhythm.BIRTHDAY, Rhythm.FEAST)  # a wish that comes a day later is none


def begin(items: Sequence[Taken], at: datetime) -> None:
    """These occasions have come due: each is carried out, proposed, or told why not. May be repeated."""
    carry_out([UUID(item.key) for item in items], at)


def carry_out(occasion_ids: Sequence[UUID], at: datetime) -> None:
    """`begin`, for occasions that were taken up; those that are not due any more are left alone."""
    mine = occasions.lock(occasion_ids=occasion_ids, states=[OccasionState.DUE])
    if not mine:
        return
    this = _look(mine, at)
    ended: list[Ended] = []
    going: list[_Going] = []
    for one in mine:
        over = _before(this, one, at)
        if over is not None:
            ended.append(over)
        else:
            reached = this.reached[this.persons[one.identity_id].id]
            going.append(_Going(one, this.programmes[one.programme_id], reached, propensity=_chance(this, one)))
    _keep(this, [*(one.occasion for one in ended), *(one.occasion for one in going)], at)
    for each in going:
        _give(this, each, at)
    _speak(this, [each for each in going if not each.asks], at)
    for each in going:
        if not each.asks:
            _by_hand(this, each, at)
    ended += [each.ended() for each in going]
    occasions.settle(ended=ended, by=SYSTEM, at=at)


@dataclass(frozen=True, slots=True)
class _Round:
    """What all of one batch share. `took` are the members who took an occasion up, `drawn` the lots by programme, `decided` the occasions about which
    they said something."""

    brand: Brand
    programmes: Mapping[UUID, Programme]
    persons: Mapping[UUID, Person]
    reached: Mapping[UUID, Reached]
    zones: Mapping[UUID, str]
    elsewhere: Mapping[UUID, UUID]
    took: Mapping[UUID, UUID]
    drawn: Mapping[UUID, lots.Drawn]
    decided: set[UUID]


@dataclass(slots=True)
class _Going:
    """An occasion under way: what was done of it, and why something was not. `asks`: a member must look first."""

    occasion: Occasion
    programme: Programme
    reached: Reached
    done: list[str] = field(default_factory=list)
    steps: dict[str, str] = field(default_factory=dict)
    gift: str = ""
    because: str = ""
    asks: bool = False
    outgoing_id: UUID | None = None
    propensity: float = 1.0

    def step(self, kind: StepKind) -> Step | None:
        return next((one for one in self.programme.told.steps if one.kind is kind), None)

    def ended(self) -> Ended:
        return replace(self._ended(), propensity=self.propensity)

    def _ended(self) -> Ended:
        if self.asks:
            return Ended(self.occasion, OccasionState.PROPOSED, because=self.because, steps=self.steps)
        if not self.done:
            return Ended(self.occasion, OccasionState.NOT_SENT, because=self.because or NO_WAY, steps=self.steps)
        what = ", ".join(self.done)
        return Ended(self.occasion, OccasionState.DONE, what, self.because, self.outgoing_id, steps=self.steps)


def _look(mine: Sequence[Occasion], at: datetime) -> _Round:
    ids = [one.identity_id for one in mine]
    persons = people.persons_of(identity_ids=ids)
    programmes: dict[UUID, Programme] = {one.id: one for one in queries.programmes()}
    return _Round(
        brand=brands.current(),
        programmes=programmes,
        persons=persons,
        reached=reaching.of(persons=list(persons.values())),
        zones=people.zones_of(identity_ids=ids),
        elsewhere=queries.begun_elsewhere(occasions=mine),
        took=occasions.members_of(occasion_ids=[one.id for one in mine]),
        drawn=_draw(mine, programmes, persons, at),
        decided=set(),
    )


def _draw(
    mine: Sequence[Occasion], programmes: Mapping[UUID, Programme], persons: Mapping[UUID, Person], at: datetime
) -> dict[UUID, lots.Drawn]:
    """The lots of each programme that gives something, or that leaves a share of its own out. Who is held out of every extra gets none of them; a
    word on the day alone (a service that is due) is none."""
    everywhere = gestures.policy().without_share
    found: dict[UUID, lots.Drawn] = {}
    for programme in {one.programme_id: programmes[one.programme_id] for one in mine}.values():
        without = everywhere if _gift(programme) else 0
        if without or programme.told.holdout:
            theirs = {persons[one.identity_id].id: persons[one.identity_id] for one in mine if one.programme_id == programme.id}
            extra = lots.gift_of_programme(programme.id, programme.name, programme.told.holdout)
            found[programme.id] = lots.draw(extra=extra, persons=list(theirs.values()), without_share=without, at=at)
    return found


def _gift(programme: Programme) -> Step | None:
    """What it gives beyond words: a gift, or a card on paper."""
    given = (step for kind in (StepKind.GIFT, StepKind.CARD) for step in programme.told.steps if step.kind is kind)
    return next(given, None)


def _before(this: _Round, one: Occasion, at: datetime) -> Ended | None:
    """What ends it before anything is done; None where it may go on."""
    programme = this.programmes[one.programme_id]
    if one.id in this.elsewhere:
        return Ended(one, OccasionState.LAPSED, because=ELSEWHERE)
    if one.id in this.took:
        return None
    today = at.astimezone(ZoneInfo(this.zones[one.identity_id])).date()
    if (today - one.on).days > programme.told.good_for:
        return Ended(one, OccasionState.LAPSED, because=f"Its day was {sentences.day(one.on)}; that is too long ago.")
    drawn = this.drawn.get(programme.id)
    lot = drawn.lots[this.persons[one.identity_id].id] if drawn else None
    this.decided.add(one.id)
    if lot and lot.held_out:
        return Ended(one, OccasionState.HELD_OUT, arm=HELD_OUT, propensity=lot.propensity)
    return None if programme.told.alone else Ended(one, OccasionState.PROPOSED, propensity=_chance(this, one))


def _chance(this: _Round, one: Occasion) -> float:
    """With which chance it came out that they may have it; as it was when it was proposed where a member took it up."""
    drawn = this.drawn.get(one.programme_id)
    if drawn is None or one.id in this.took:
        return one.propensity
    return drawn.lots[this.persons[one.identity_id].id].propensity


def _keep(this: _Round, mine: Sequence[Occasion], at: datetime) -> None:
    """Those about whom the lot said something are counted from now on, also where a member says no or the gate does: as they were drawn."""
    for programme_id, drawn in this.drawn.items():
        gift, name = _gift(this.programmes[programme_id]), this.programmes[programme_id].name
        decided = [
            lots.Decided(this.persons[one.identity_id], one.identity_id, OCCASION, one.id, gift.code if gift else name)
            for one in mine
            if one.programme_id == programme_id and one.id in this.decided
        ]
        lots.keep(drawn, decided, brand=this.brand, at=at)


# What is given ----------------------------------------------------------------------------------------------------------


def _give(this: _Round, each: _Going, at: datetime) -> None:
    """The gift is set aside out of the stock and the budget, and given. Where that is not allowed, or none is left, a member looks if the words
    name it or there is nothing else; else the rest goes on without it."""
    step = each.step(StepKind.GIFT)
    if step is None:
        return
    one, by = each.occasion, _actor(this, each.occasion)
    try:
        item = next(one for one in gestures.catalogue() if one.code == step.code and one.active)
        ask = Ask(item, 1, _role(this, one), "", None, (), needs=_needs(this, one, at))
        with transaction.atomic():
            grant = grants.hold(
                item_code=step.code,
                quantity=1,
                occasion=GivenFor(OCCASION, one.id),
                identity_id=one.identity_id,
                ask=ask,
                key=f"{OCCASION}:{one.id}:gift",
                by=by,
                at=at,
                budget_id=each.programme.told.budget_id,
            )
            grants.give(grant_id=grant.id, at=at, by=by)
        each.gift = item.name
        each.done.append(item.name)
        each.steps["gift"] = str(grant.id)
    except (Refusal, StopIteration) as no:
        each.because = no.sentence if isinstance(no, Refusal) else f"The catalogue has no “{step.code}” any more."
        named = any("{gift}" in text for other in each.programme.told.steps for text in other.text.values())
        each.asks = named or len(each.programme.told.steps) == 1


def _role(this: _Round, one: Occasion) -> str:
    """The role of whoever took it up; what runs by itself goes by the word of the lead who let it."""
    member_id = this.took.get(one.id)
    return (brands.member(member_id=member_id).role if member_id else Role.LEAD).value


def _needs(this: _Round, one: Occasion, at: datetime) -> tuple[str, ...]:
    ids = [each.id for each in this.persons[one.identity_id].identities]
    return tuple(label for _, label in needs.labels(identity_ids=ids, at=at))


# What is said -----------------------------------------------------------------------------------------------------------


def _speak(this: _Round, going: Sequence[_Going], at: datetime) -> None:
    """All of them through the gate at once, each by the best way; whom it refuses, by the next one, until nobody has a way left."""
    configs = channels.configs()
    waiting = [(each, step, iter(_ways(each))) for each in going if (step := each.step(StepKind.MESSAGE)) is not None]
    while waiting:
        tries = []
        for each, step, ways in waiting:
            way = next(ways, None)
            if way is not None:
                tries.append((each, step, ways, way))
            elif not each.because:
                each.because = NO_WAY
        speeches = [_speech(this, each, step, way, at) for each, step, _, way in tries]
        answers = outbox.queue_many(speeches=speeches, by=SYSTEM, at=at)
        waiting = []
        for (each, step, ways, way), answer in zip(tries, answers, strict=True):
            if isinstance(answer, Refusal):
                each.because = answer.sentence
                waiting.append((each, step, ways))
            else:
                each.outgoing_id, each.because = answer, ""
                each.done.append(f"a message ({configs[way.channel_id].name})")
                each.steps["message"] = str(answer)


def _ways(each: _Going) -> list[Way]:
    """In private alone; the programme's wish first, else as they write to us."""
    found = [way for way in each.reached.ways() if not way.public]
    wish = each.programme.told.channel
    return sorted(found, key=lambda way: bool(wish) and way.kind != wish)


def _speech(this: _Round, each: _Going, step: Step, way: Way, at: datetime) -> Speech:
    subject, text = words(
        this.brand, each.programme, each.occasion, step, name=each.reached.name, language=each.reached.language, gift=each.gift
    )
    begins = way.kind == (each.reached.mailbox.kind if each.reached.mailbox else "")
    return Speech(
        key=f"{OCCASION}:{each.occasion.id}:{way.kind}",
        channel_id=ChannelId(way.channel_id),
        to_identity_id=way.identity_id,
        purpose=Purpose.RELATIONSHIP,
        subject=subject,
        text=text,
        conversation_id=None if begins or not way.conversation_id else ConversationId(way.conversation_id),
        automatic=each.occasion.id not in this.took,
        by_member_id=this.took.get(each.occasion.id),
        programme=each.programme.name,
        priority=each.programme.told.priority,
        occasion=f"{OCCASION}:{each.occasion.id}",
        best_before=_best_before(this, each, at),
    )


def words(
    brand: Brand, programme: Programme, one: Occasion, step: Step, *, name: str, language: str, gift: str = ""
) -> tuple[str, str]:
    """The subject and the words of a step, in their language where the programme has it."""
    language = language or brand.language
    about = one.about
    values = {
        "name": name,
        "brand": brand.name,
        "day": sentences.day(one.on + timedelta(days=programme.told.rule.ahead), language),
        "km": sentences.number(about.km, language) if about.km else "",
        "years": str(about.years) if about.years else "",
        "feast": sentences.occasion(Rhythm.FEAST, about, one.on, programme.name, language) if about.feast else "",
        "gift": gift,
        "of": about.of,
    }
    subject = written.filled(written.in_language(step.subject, language, brand.language), values)
    return subject or programme.name, written.filled(written.in_language(step.text, language, brand.language), values)


def _best_before(this: _Round, each: _Going, at: datetime) -> datetime:
    """The end of their day where it must be on the day; else the end of the days for which it is good."""
    zone = ZoneInfo(this.zones[each.occasion.identity_id])
    days = 0 if each.occasion.rhythm in _ON_THE_DAY else each.programme.told.good_for
    last = at.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(last, time(), zone).astimezone(at.tzinfo)


# What people do by hand ------------------------------------------------------------------------------------------------


def _by_hand(this: _Round, each: _Going, at: datetime) -> None:
    """A call on the list, a card on paper: each through the gate, too."""
    for kind, ask in _HANDS.items():
        step = each.step(kind)
        if step is None:
            continue
        try:
            with transaction.atomic():
                each.steps[kind.value] = ask(this, each, step, at)
            each.done.append({StepKind.CALL: "a call on the list", StepKind.CARD: "a card to be written"}[kind])
        except Refusal as no:
            each.because = no.sentence


def _call(this: _Round, each: _Going, step: Step, at: datetime) -> str:
    one = each.occasion
    _, opening = words(
        this.brand, each.programme, one, step, name=each.reached.name, language=each.reached.language, gift=each.gift
    )
    call = CallIn(
        identity_id=one.identity_id,
        why=one.words,
        due_at=at,
        key=f"{OCCASION}:{one.id}:call",
        purpose=Purpose.RELATIONSHIP,
        programme=each.programme.name,
        priority=each.programme.told.priority,
        opening=opening,
        language=each.reached.language,
        occasion_kind=OCCASION,
        occasion_id=one.id,
    )
    return str(calls.plan(call=call, by=_actor(this, one), at=at).id)


def _card(this: _Round, each: _Going, step: Step, at: datetime) -> str:
    one = each.occasion
    _, line = words(this.brand, each.programme, one, step, name=each.reached.name, language=each.reached.language, gift=each.gift)
    letter = LetterIn(
        identity_id=one.identity_id,
        card=step.code,
        line=line,
        key=f"{OCCASION}:{one.id}:card",
        why=one.words,
        arrive_on=one.on + timedelta(days=each.programme.told.rule.ahead),
        programme=each.programme.name,
        priority=each.programme.told.priority,
        language=each.reached.language,
        occasion_kind=OCCASION,
        occasion_id=one.id,
    )
    return str(letters.ask(letter=letter, by=_actor(this, one), at=at).id)


_HANDS: dict[StepKind, Callable[[_Round, _Going, Step, datetime], str]] = {StepKind.CALL: _call, StepKind.CARD: _card}


def _actor(this: _Round, one: Occasion) -> Actor:
    member_id = this.took.get(one.id)
    return actors.member(member_id) if member_id else SYSTEM
