"""Makes the demonstration: founds its brand, plays the story's three weeks, and writes four weeks of a crowd down around it, in this process
and within a minute, while a second one reads the crowd's letters ahead. The crowd's luck is seeded: the same instant gives the same weeks."""

from datetime import timedelta

from makegood.commands import ground
from makegood.commands.demo import brought, house, improving, place, relating, surveyed, trying, weeks
from makegood.commands.demo.crowd import ahead
from makegood.commands.demo.crowd.aftermath import Aftermath
from makegood.commands.demo.crowd.evening import Evening
from makegood.commands.demo.crowd.weeks import Weeks
from makegood.commands.demo.days import Days, begins
from makegood.commands.demo.place import Place
from makegood.commands.demo.stage import Stage
from makegood.config import environment
from makegood.flows import incident_work, promise_keeping
from makegood.incidents import queries as incidents
from makegood.incidents.types import State
from makegood.platform import clock, tenancy
from reference_shop.shop import ReferenceShop

_NO_INCIDENT = "Several people, each with something else."
FOUNDED = timedelta(days=160)  # before the visitor comes in
_A_MINUTE = timedelta(minutes=1)


def make(*, scale: float = 1.0, told: bool = True) -> Place:
    """The brand, its past, and a morning on which Tom's mail has just come. Turns the clock to the next working morning if need be.

    `scale` is the size of the crowd around the story: 1 is the whole shop, 0 the story alone; `told` False leaves the story out."""
    now = clock.now()
    at = begins(now) if environment.settings().time_machine else now
    if at > now:
        clock.turn(at - now)
    held = house.found(at=at - FOUNDED)
    environment.allow_address(held.address)
    stage = Stage(held.brand_id, at - FOUNDED)
    if told:
        trying.begin(held.brand_id, at - FOUNDED)
    crowd = Weeks(stage, now=at, scale=scale) if scale else None
    foreseen = crowd.foreseen() if crowd else []
    ground.let_go()  # a second process is forked to read them
    with (
        ahead.reading(foreseen) as reader,
        ReferenceShop(
            state=str(place.shop_state()), secrets=(held.secret,), deliver=stage.take_news, port=held.port, now=lambda: stage.now
        ) as shop,
    ):
        stage.shop = shop
        if crowd:
            crowd.keeper.ahead = reader
        days = Days(at)
        scenes = [*(weeks.story(days) + improving.scenes(days) if told else []), *(crowd.scenes() if crowd else [])]
        if crowd and told:
            evening = Evening(crowd, days)
            scenes += [*evening.scenes(), *Aftermath(evening).scenes()]
        for scene in sorted(scenes, key=lambda one: one.at):
            stage.turn_to(scene.at)
            scene.play(stage)
            stage.turn_to(scene.at)
        if told:
            stage.turn_to(at)
            relating.lay(stage)
            brought.lay(stage)
        stage.turn_to(at, last=True)
        if crowd:
            crowd.finish()
            improving.place_the_past(held.brand_id)
            _settle_the_past(stage)
            surveyed.keep(held.brand_id, stage.team["mara"], at)
            _put_aside(stage)
    return place.finish(held)


def _settle_the_past(stage: Stage) -> None:
    """What was promised with the orders that were written down as past is settled now, and not in the first night after."""
    more = True
    while more:
        with tenancy.brand(stage.brand_id):
            more = promise_keeping.go_through_past(at=stage.now, lag=-_A_MINUTE)  # also the youngest


def _put_aside(stage: Stage) -> None:
    """Mara looks through what the watch laid before the team and was no incident. A shop that came to us this month is watched by people's voices from
    then on alone: its first weeks are more than usual now and then."""
    with tenancy.brand(stage.brand_id):
        over = incidents.incidents(state=State.OVER)
        for one in incidents.incidents(state=State.CANDIDATE):
            same = [it.number for it in over if it.ended_at is not None and it.began_at <= one.began_at < it.ended_at]
            because = f"It is No. {same[0]}, which we know." if same else _NO_INCIDENT
            incident_work.dismiss(number=one.number, because=because, member=stage.team["mara"], at=stage.now)
