"""Two written policies of others, a shop's and an airline's, as files of ours: what is right is allowed, what is astray is refused.

    python -m benchmarks.policies [--show N]

The policies, orders, reservations and tasks lie in ../shared/data/policies where it is there; without it there is nothing to measure, and it says
so. Right are the shop's training tasks, action by action, each on the world that the ones before it left, and for each reservation of the airline what its
text allows. Astray is each of these with one thing changed that the text names. Files: benchmarks/written.
"""

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.written import astray, flights, shop
from makegood.gestures.rules.conduct import may
from makegood.gestures.rules.policy_file import read_policy
from makegood.gestures.types import Policy

QUICK, FULL = (), ()
ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data" / "policies"
WRITTEN = Path(__file__).parent / "written"


@dataclass(frozen=True)
class Judged:
    """One thing asked for: `way` '' where it is right; what the policy answered."""

    house: str
    do: str
    way: str
    allowed: bool
    why: str

    @property
    def as_it_should(self) -> bool:
        return self.allowed is (not self.way)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--show", type=int, default=5, metavar="N", help="of each kind of mistake")
    chosen = options.parse_args()
    said = report.start("policies")
    if not DATA.is_dir():
        said.note("../shared/data/policies is not there: nothing is measured.")
        return said.end()
    judged = [*retail(), *airline()]
    for (house, what), of_kind in _by(judged).items():
        good = sum(one.as_it_should for one in of_kind)
        said.figure(f"{house}: {what}", 100 * good / len(of_kind), "%", goal="≥ 100 %", reference=f"{good} of {len(of_kind)}")
    wrong = [one for one in judged if not one.as_it_should]
    short = sum("gift card holds is" in one.why for one in wrong)
    said.note(
        f"Of {len(wrong)} that differ {short} ask to pay with a gift card that holds too little, which the written policy refuses in words."
    )
    for one in wrong[: chosen.show]:
        print(f"  {one.house}, {one.do}, {one.way or 'right'}: {one.why}")
    return said.end()


def retail() -> Iterator[Judged]:
    """Every action of the training tasks as it stands, and astray."""
    policy, orders = policy_of("retail"), _packed("retail_orders.json.gz")
    users, products = _packed("retail_users.json.gz"), _packed("retail_products.json.gz")
    for task in json.loads((DATA / "retail_tasks_train.json").read_text(encoding="utf-8")):
        world = shop.Shop(orders, users, products)
        for action in task["actions"]:
            if action["name"] not in shop.DO:
                continue
            last = _judge_shop(policy, world, task["user_id"], action, "")
            yield last
            if not last.allowed:
                continue
            for way, elsewhere, who, other in astray.ways(world, task["user_id"], action):
                yield _judge_shop(policy, elsewhere, who, other, way)
            shop.carry_out(world, task["user_id"], action)


def airline() -> Iterator[Judged]:
    policy, users = policy_of("airline"), _packed("airline_users.json.gz")
    for reservation in _packed("airline_reservations.json.gz").values():
        for ask in flights.asks(flights.Case(reservation, users[reservation["user_id"]])):
            answer = may(ask.do, ask.facts, policy.conduct)
            yield Judged("airline", ask.do, ask.way, answer.allowed, answer.why)


def policy_of(house: str) -> Policy:
    return read_policy((WRITTEN / f"{house}.toml").read_text(encoding="utf-8"), currency="USD")


def _judge_shop(policy: Policy, world: shop.Shop, who: str, action: dict[str, Any], way: str) -> Judged:
    do, facts = shop.facts(world, who, action)
    answer = may(do, facts, policy.conduct)
    return Judged("shop", do, way, answer.allowed, answer.why)


def _packed(name: str) -> dict[str, Any]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        return dict(json.load(file))


def _by(judged: list[Judged]) -> dict[tuple[str, str], list[Judged]]:
    """What is right by what is done, then what is astray by how."""
    found: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in sorted(judged, key=lambda one: (one.house != "shop", bool(one.way), one.way or one.do)):
        found[one.house, f"refused: {one.way}" if one.way else f"allowed: {one.do}"].append(one)
    return dict(found)


if __name__ == "__main__":
    sys.exit(main())
