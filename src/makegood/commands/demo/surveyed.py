"""What the demonstration's customers said when they were asked two days after their parcel: a quarter of them by lot, over the crowd's weeks. The survey rests
now, so that nobody of the story hears more than its tale tells."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.commands.demo.people import PEOPLE
from makegood.kernel import actors
from makegood.orders import queries as orders
from makegood.orders.types import Order
from makegood.outcomes import queries as outcomes
from makegood.people import queries as people
from makegood.platform import tenancy
from makegood.surveys import queries
from makegood.surveys.actions import past
from makegood.surveys.actions.past import PastAsking
from makegood.surveys.rules import asking
from makegood.surveys.types import After, Survey, SurveyIn, SurveyKind

_TOLD = SurveyIn(name="After the parcel", kind=SurveyKind.CSAT, after=After.DELIVERY, share=2_500)
_WEEKS, _MOST = 6, 3_000
_CONTENT, _LET_DOWN = (1, 1, 5, 22, 71), (22, 21, 22, 20, 15)  # how often each of 1 to 5 is answered
_ANSWERS, _FEWER = 0.46, 0.31  # the share who answer, and of those who were let down


def keep(brand_id: UUID, mara: Member, at: datetime) -> None:
    """Writes it all down as past, once the crowd's orders are there."""
    with tenancy.brand(brand_id):
        made_at = at - timedelta(weeks=_WEEKS)
        survey = past.keep_survey(told=_TOLD, by=actors.member(mara.id), made_at=made_at, rests_since=at - timedelta(days=1))
        past.keep_askings(survey=survey, askings=_asked(survey, made_at, at), at=at)


def _asked(survey: Survey, since: datetime, at: datetime) -> list[PastAsking]:
    found = [one for one in orders.page(before=None, since=None, identity_ids=None, limit=_MOST) if _came(one)]
    persons = people.persons_of(identity_ids=[one.identity_id for one in found])
    salt, theirs = queries.salts(survey_ids=[survey.id])[survey.id], {one.email for one in PEOPLE.values()}
    drawn: dict[UUID, Order] = {}
    for one in sorted(found, key=lambda one: one.number):
        person, asked_at = persons[one.identity_id], _came(one) + timedelta(hours=survey.told.wait_hours)
        of_the_story = any(each.value in theirs for each in person.identities)
        if of_the_story or person.id in drawn or not since + timedelta(hours=48) <= asked_at < at - timedelta(days=1):
            continue
        if asking.is_drawn(person.id, f"order {one.id}", salt=salt, share=survey.told.share):
            drawn[person.id] = one
    harms = _harms([one.identity_id for one in drawn.values()])
    stood = outcomes.latest_steps(groups=[[each.id for each in persons[one.identity_id].identities] for one in drawn.values()])
    return [
        _asking(one, harms.get(one.number, ""), step.standing.value, at) for one, step in zip(drawn.values(), stood, strict=True)
    ]


def _came(order: Order) -> datetime:
    """When its last parcel came; long ago where it has not."""
    return max((one.delivered_at for one in order.parcels if one.delivered_at), default=_LONG_AGO)


_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _harms(identity_ids: list[UUID]) -> dict[str, str]:
    """What had gone wrong, by order."""
    heads = cases.heads(case_ids=cases.case_ids_of(identity_ids=identity_ids))
    return {one.order_number: one.harm for one in heads if one.harm and one.order_number}


def _asking(order: Order, harm: str, standing: str, at: datetime) -> PastAsking:
    chance = Random(f"survey/{order.number}")  # noqa: S311 - a story, no secret
    asked_at = _came(order) + timedelta(hours=48)
    answered_at = asked_at + timedelta(hours=chance.expovariate(1 / 14) + 0.2)
    answers = chance.random() < (_FEWER if harm else _ANSWERS) and answered_at < at
    (score,) = chance.choices((1, 2, 3, 4, 5), _LET_DOWN if harm else _CONTENT)
    return PastAsking(
        identity_id=order.identity_id,
        key=f"order {order.id}",
        about=order.number,
        touchpoint="delivery",
        asked_at=asked_at,
        medium="webhook",
        language="en",
        harm=harm,
        standing=standing,
        answered_at=answered_at if answers else None,
        score=score if answers else None,
    )
