"""What the team made of the evening on which nobody could pay: a statement with its updates, coupons of which half is a sponsor's, everybody told,
what they answered, and an hour of questions. Letters are written down as gone; nothing is sent.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.channels.actions import past as past_words
from makegood.channels.actions import threads
from makegood.channels.actions.past import Heard
from makegood.channels.types import Envelope
from makegood.commands.demo.crowd.evening import TITLE, Evening, Voice, clock, letter, told, wordings
from makegood.commands.demo.crowd.trade import Purchase
from makegood.commands.demo.days import ZONE
from makegood.commands.demo.scenes import Scene
from makegood.commands.demo.stage import Stage
from makegood.coupons.actions import claiming, pools, reserving
from makegood.coupons.types import Basket, PoolId, Sponsor, Terms
from makegood.coupons.types import Occasion as CouponOccasion
from makegood.discussions.actions import moderating, taking_part
from makegood.discussions.types import AnswererIn, Discussion
from makegood.flows import discussion_plans, drafting_statement, publishing
from makegood.incidents import actions as incidents
from makegood.incidents import queries
from makegood.incidents.types import Gives, Part, PartKind, Rule
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.platform import tenancy
from makegood.statements import queries as statements
from makegood.statements.actions import telling, writing
from makegood.statements.rules.ways import Way
from makegood.statements.types import Phase, Recipient, StatementId

WORTH, LEAST, MOST = Money(500, "GBP"), Money(1_500, "GBP"), 60
POOL, SPONSOR = "For that evening", Sponsor("Halyard Payments", 5_000, "Halyard Payments Ltd, 9 Quay Street, Falmouth")
CLAIMED = 5  # of seven who were told take a code
_RULE = Rule(any_of=(Part(PartKind.MEMBER), Part(PartKind.REFUSED), Part(PartKind.BASKET)))
_AT_ONCE = 5  # answers that are heard together
_TALK = "The evening on which nobody could pay: ask us"
_ROLES = {"mara": "looks after our customers", "priya": "owns the shop", "joe": "looks after our customers"}


class Aftermath:
    """What came after the first quarter of an hour."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        self._statement: StatementId
        self._pool: PoolId
        self._talk: Discussion
        self._codes: dict[str, str] = {}
        self._questions: dict[int, UUID] = {}

    def scenes(self) -> list[Scene]:
        one = self.evening
        talk = one.told_at.astimezone(ZONE).replace(hour=12, minute=0)
        return [
            Scene(one.began + timedelta(minutes=32), self._publish),
            Scene(one.ended + timedelta(minutes=4), self._works),
            Scene(one.told_at - timedelta(minutes=10), self._prepare),
            Scene(one.told_at, self._tell),
            *self._answers(),
            Scene(one.told_at + timedelta(minutes=40), self._claims),
            *self._uses(),
            *self._discussion(talk),
        ]

    # What is said ------------------------------------------------------------------------------------------------------

    def _publish(self, stage: Stage) -> None:
        mara = self.evening.member(stage, "mara")
        by = actors.member(mara.id)
        with tenancy.brand(stage.brand_id):
            incident = queries.by_number(number=self.evening.number)
            self._statement = writing.draft(
                occasion=drafting_statement.occasion(incident),
                parts=wordings(self.evening.began),
                facts=drafting_statement.facts(incident=incident, at=stage.now),
                phase=Phase.IDENTIFIED,
                by=by,
                at=stage.now,
            )
            writing.approve(statement_id=self._statement, version=1, by=by, at=stage.now)
            publishing.publish(statement_id=self._statement, member=mara, at=stage.now)

    def _works(self, stage: Stage) -> None:
        words = {language: text.format(ended=clock(self.evening.ended)) for language, text in told()["works"].items()}
        self._say(stage, Phase.MONITORING, words)

    def _say(self, stage: Stage, phase: Phase, words: dict[str, str]) -> None:
        with tenancy.brand(stage.brand_id):
            mara = self.evening.member(stage, "mara")
            publishing.update(statement_id=self._statement, phase=phase, words=words, member=mara, at=stage.now)

    def _prepare(self, stage: Stage) -> None:
        """The coupons, whom it affected, the hour of questions, and the last word."""
        mara, priya = (self.evening.member(stage, who) for who in ("mara", "priya"))
        with tenancy.brand(stage.brand_id):
            incident, brand = queries.by_number(number=self.evening.number), brands.current()
            terms = Terms(worth=WORTH, minimum_order=LEAST, valid_until=_in_four_weeks(stage.now), zone=brand.zone, cap_uses=MOST)
            self._pool = pools.open_pool(
                name=POOL, terms=terms, sponsor=SPONSOR, occasion=CouponOccasion("incident", incident.id),
                by=actors.member(priya.id), at=stage.now,
            )  # fmt: skip
            incidents.freeze(
                incident_id=incident.id, rule=_RULE, gives=Gives("£5.00 off the next order", self._pool), by=actors.member(mara.id),
                at=stage.now,
            )  # fmt: skip
            self._talk = discussion_plans.plan(
                plan=self._plan(stage, brand), occasion=drafting_statement.occasion(incident), member=mara, at=stage.now
            )
        self._say(stage, Phase.RESOLVED, dict(told()["done"]))

    # Everybody is told -------------------------------------------------------------------------------------------------

    def _tell(self, stage: Stage) -> None:
        """Each of the affected once: the letter stands in their conversation as gone, and in the statement's list as told."""
        by = actors.member(self.evening.member(stage, "mara").id)
        with tenancy.brand(stage.brand_id):
            there = statements.statement(statement_id=self._statement)
            incident = queries.by_number(number=self.evening.number)
            cohort = queries.cohorts(incident_id=incident.id)[0]
            affected = {one.identity_id for one in queries.cohort(cohort_id=cohort.id, most=1_000)}
            whom = [one for one in (*self.evening.voices, *self.evening.silent) if one.identity_id in affected]
            self._write_down(whom, stage.now, by.id)
            by_identity = {one.identity_id: one for one in whom}
            rows = telling.take_up(
                told_ids=telling.tell(statement_id=there.id, cohort=[Recipient(one) for one in by_identity], by=by, at=stage.now)
            )
            whose = people.person_ids_of(identity_ids=list(by_identity))
            said = [
                telling.Said(
                    row, _way(by_identity[row.identity_id]), whose[row.identity_id], by_identity[row.identity_id].outgoing_id
                )
                for row in rows
            ]
            telling.note_told(said=said, number=there.number, at=stage.now)

    def _write_down(self, whom: Sequence[Voice], at: datetime, member_id: UUID | None) -> None:
        """The letters to those who never wrote; what answers a case was written down with it."""
        fresh = [one for one in whom if not one.text]
        threads.start([(one.conversation_id, one.place.channel_id, TITLE, False, at) for one in fresh])
        threads.note_parties({(one.conversation_id, threads.party(one.who.by_mail)) for one in fresh})
        past_words.keep_said(said=[letter(one, self.evening.began, at, member_id) for one in fresh])

    def _answers(self) -> list[Scene]:
        """What some of them wrote back, some at a time; of a small crowd, of those who are there."""
        by = {one.nth: one for one in self.evening.voices if not one.posted}
        said = [(by[each["by"]], each["after"], each["text"]) for each in told()["answers"] if each["by"] in by]
        heard = [(voice, self.evening.told_at + timedelta(hours=after), text) for voice, after, text in said]
        portions = [heard[start : start + _AT_ONCE] for start in range(0, len(heard), _AT_ONCE)]
        return [Scene(some[-1][1], _Answering(self.evening, some)) for some in portions]

    # Coupons -----------------------------------------------------------------------------------------------------------

    def _claims(self, stage: Stage) -> None:
        """Most of those who were told take a code."""
        whom = [one for one in (*self.evening.voices, *self.evening.silent) if not one.posted and one.nth % 7 < CLAIMED]
        with tenancy.brand(stage.brand_id):
            found = claiming.claim_for(pool_id=self._pool, identity_ids=[one.identity_id for one in whom], at=stage.now)
        self._codes = {one.who.email: found[one.identity_id].code for one in whom if one.identity_id in found}

    def _uses(self) -> list[Scene]:
        """With the next order of each that is large enough."""
        whom = {one.who.email for one in (*self.evening.voices, *self.evening.silent) if not one.posted}
        found = [one for email, one in self.evening.returning.items() if email in whom and one.total >= LEAST.minor]
        return [Scene(one.placed_at + timedelta(minutes=1), partial(self._use, one)) for one in found]

    def _use(self, one: Purchase, stage: Stage) -> None:
        code = self._codes.get(one.who.email)
        bought = self.evening.crowd.keeper.memory.people.get(one.who.email)
        number = next((each.number for each in bought.bought if each.placed_at == one.placed_at), "") if bought else ""
        if not code or not number:
            return
        with tenancy.brand(stage.brand_id), suppress(Refusal):  # nobody may lack a coupon for the story's sake
            held = reserving.reserve(
                code=code, who=one.who.email, basket=Basket(Money(one.total, WORTH.currency)), key=f"order {number}", at=stage.now
            )
            reserving.confirm(reservation_id=held.id, order_reference=number, at=stage.now)

    # The hour of questions ---------------------------------------------------------------------------------------------

    def _plan(self, stage: Stage, brand: Brand) -> dict[str, object]:
        starts_at = stage.now.astimezone(ZONE).replace(hour=12, minute=0)
        everybody = [AnswererIn(stage.team[who].id, stage.team[who].name, role) for who, role in _ROLES.items()]
        return {
            "title": _TALK,
            "intro": f"{TITLE} for an hour and a half. Ask what you want to know; three of us answer.",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "host": everybody[0],
            "answerers": everybody[1:],
            "zone": brand.zone,
        }

    def _discussion(self, starts_at: datetime) -> list[Scene]:
        scenes = []
        for nth, one in enumerate(told()["questions"]):
            at = starts_at + timedelta(minutes=one["then"])
            scenes.append(Scene(at, partial(self._asked, nth)))
            scenes.append(Scene(at + timedelta(minutes=4), partial(self._answered, nth)))
        return [*scenes, Scene(starts_at + timedelta(hours=1), self._closed)]

    def _asked(self, nth: int, stage: Stage) -> None:
        one = told()["questions"][nth]
        voice = next((each for each in self.evening.voices if each.nth == one["by"]), None)
        with tenancy.brand(stage.brand_id):
            asked = taking_part.ask(
                discussion_id=self._talk.id,
                participant_id=new_id(),
                name=voice.who.first if voice else one.get("name", "Somebody"),
                text=one["text"],
                key=f"evening {nth}",
                identity_id=voice.identity_id if voice else None,
                by=actors.person(voice.identity_id) if voice else SYSTEM,
                at=stage.now,
            )
            for _ in range(one["votes"]):
                taking_part.vote(question_id=asked.id, participant_id=new_id(), at=stage.now)
        self._questions[nth] = asked.id

    def _answered(self, nth: int, stage: Stage) -> None:
        one = told()["questions"][nth]
        with tenancy.brand(stage.brand_id):
            by = actors.member(stage.team[one["member"]].id)
            moderating.answer(question_id=self._questions[nth], text=one["answer"], key=f"evening {nth}", by=by, at=stage.now)

    def _closed(self, stage: Stage) -> None:
        with tenancy.brand(stage.brand_id):
            discussion_plans.close(discussion_id=self._talk.id, member=stage.team["mara"], at=stage.now)


class _Answering:
    """A scene: some write back in the conversation in which they were told."""

    def __init__(self, evening: Evening, heard: Sequence[tuple[Voice, datetime, str]]) -> None:
        self._evening, self._heard = evening, heard

    def __call__(self, stage: Stage) -> None:
        said = [(new_id(), *one) for one in self._heard]
        with tenancy.brand(stage.brand_id):
            past_words.keep_heard(
                heard=[
                    Heard(key, voice.conversation_id, voice.place, voice.identity_id, _back(voice, text, at), begins=False)
                    for key, voice, at, text in said
                ]
            )
            self._evening.crowd.keeper.read([(key, "", text) for key, _, _, text in said])


def _back(voice: Voice, text: str, at: datetime) -> Envelope:
    return Envelope(
        external_id=f"back-{voice.key}",
        author=voice.who.by_mail,
        text=text,
        visible=text,
        sent_at=at,
        subject=f"Re: {voice.subject}",
        thread_key=f"back-{voice.key}",
        thread_keys=(voice.key,),
    )


def _way(one: Voice) -> Way:
    answers = one.message_id if one.text else None
    return Way(one.place.channel_id, "webhook", one.identity_id, one.conversation_id, answers, one.posted)


def _in_four_weeks(at: datetime) -> datetime:
    local = at.astimezone(ZONE)
    return datetime.combine(local.date() + timedelta(days=28), datetime.min.time(), ZONE)
