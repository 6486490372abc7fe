"""Makes the demonstration: founds its brand and plays three weeks, in this process and in some seconds. Nothing in it is left to chance."""

from datetime import timedelta

from makegood.commands.demo import house, place, weeks
from makegood.commands.demo.days import Days, begins
from makegood.commands.demo.place import Place
from makegood.commands.demo.stage import Stage
from makegood.config import environment
from makegood.platform import clock
from reference_shop.shop import ReferenceShop

FOUNDED = timedelta(days=160)  # before the visitor comes in


def make() -> Place:
    """The brand, its past, and a morning on which Tom's mail has just come. Turns the clock to the next working morning if need be."""
    now = clock.now()
    at = begins(now) if environment.settings().time_machine else now
    if at > now:
        clock.turn(at - now)
    held = house.found(at=at - FOUNDED)
    environment.allow_address(held.address)
    stage = Stage(held.brand_id, at - FOUNDED)
    with ReferenceShop(
        state=str(place.shop_state()), secrets=(held.secret,), deliver=stage.take_news, port=held.port, now=lambda: stage.now
    ) as shop:
        stage.shop = shop
        for scene in weeks.story(Days(at)):
            stage.turn_to(scene.at)
            scene.play(stage)
            stage.turn_to(scene.at)
        stage.turn_to(at, last=True)
    return place.finish(held)
