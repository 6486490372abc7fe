"""`makegood demo`: makes the demonstration brand, plays the next scene of Tom's story, or takes everything of it away.

`makegood up --demo` calls `ensure` and `children`. Never touches another brand.
"""

import argparse
import signal
import threading

from makegood.commands import asking
from makegood.commands.family import Child
from makegood.config import environment
from makegood.kernel.refusals import Refusal

DEFAULTS = {"TIME_MACHINE": "yes"}  # the story turns its clock forward


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "part", nargs="?", choices=("next",), help="play the next scene of Tom's story (Makegood must be running)"
    )
    parser.add_argument("--remove", action="store_true", help="take the demonstration away, to the last row")


def run(arguments: argparse.Namespace) -> int:
    if arguments.part and arguments.remove:
        raise Refusal("one_thing", "--remove stands alone: it ends the story.", {"remove": "not together with next"})
    environment.use_defaults(**DEFAULTS)
    with asking.database():
        if arguments.remove:
            return _remove()
        if arguments.part == "next":
            from makegood.commands.demo import telling

            return telling.play_next()
        return _make()


def ensure() -> None:
    """Makes the demonstration where there is no brand yet, and finishes one that was interrupted; else only looks that its shop can listen."""
    from makegood.brands import queries as brands
    from makegood.commands.demo import house, place, removing
    from makegood.platform import clock

    held, there = place.load(), removing.found()
    if there is not None and (held is None or held.brand_id != there or not held.finished):
        removing.remove(there)
        there = None
    if there is None and not brands.all_brand_ids():
        _seed()
    elif there is not None and held is not None:
        port = place.free_port(wished=held.port)
        if port != held.port:
            house.move(held, port=port, at=clock.now())
        environment.allow_address(f"127.0.0.1:{port}")


def children() -> list[Child]:
    """The reference shop, where the demonstration is there."""
    from makegood.commands.demo import place

    return [Child("The reference shop", _keep_shop)] if place.load() else []


def greeting() -> tuple[str, ...]:
    """What `makegood up` says besides."""
    from makegood.commands.demo import place

    held = place.load()
    if held is None:
        return ()
    return (
        f"The demonstration's shop is at {held.url}, and what was written to people at {held.url}/letters",
        f"Its window, with the chat in the corner, is at {held.url}/window",
        "Tom's mail about a torch has just come. `makegood demo next` tells what to do, and plays on.",
    )


def _make() -> int:
    from makegood.commands import up
    from makegood.commands.demo import removing

    if up.is_running(environment.settings()):
        raise Refusal("running", "Makegood runs: stop it first (Ctrl-C). `makegood up --demo` makes the demonstration as well.")
    if removing.found() is not None:
        raise Refusal(
            "there_already", "The demonstration is here already: makegood up --demo. To begin anew: makegood demo --remove."
        )
    _seed()
    print("It is made. Look at it with: makegood up --demo")
    return 0


def _seed() -> None:
    from makegood.commands.demo import place, seeding

    print("Making the demonstration …", flush=True)
    place.forget()
    seeding.make()


def _remove() -> int:
    from makegood.brands import queries as brands
    from makegood.commands import up
    from makegood.commands.demo import removing
    from makegood.platform import clock

    if up.is_running(environment.settings()):
        raise Refusal("running", "Makegood runs: stop it first (Ctrl-C), then take the demonstration away.")
    there = removing.found()
    if there is None:
        raise Refusal("no_demonstration", "There is no demonstration here.")
    rows = removing.remove(there)
    if not brands.all_brand_ids():
        clock.forget()
    print(f"The demonstration is gone: {rows:,} rows, its accounts and its shop.")
    return 0


def _keep_shop() -> None:
    """The shop's whole life in a process of its own, until SIGTERM. It lives by the demonstration's clock."""
    from makegood.commands.demo import house, place
    from makegood.commands.demo.days import ZONE
    from makegood.platform import clock
    from reference_shop.shop import ReferenceShop

    held = place.load()
    if held is None:
        return
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    told = environment.settings()
    with ReferenceShop(
        state=str(place.shop_state()),
        secrets=(held.secret,),
        tell=f"{told.base_url}{held.told_at}",
        port=held.port,
        now=lambda: clock.now().astimezone(ZONE),
        chat=f"{told.base_url}/chat/{house.SLUG}/{house.CHAT_AT}/widget.js",
        form=f"{told.base_url}/form/{house.SLUG}/{house.FORM_AT}/",
    ):
        done.wait()
