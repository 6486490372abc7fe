"""How well a broken delivery promise is foreseen, on real orders, split by time, beside the bare clock.

    .venv/bin/python -m benchmarks.promises [orders folder]

Uses the product's own rules (`promises.rules.learning`), learned anew every third day from what was known by then (the product does so
every night);
told of nothing that came later. The data are those of Olist (CC BY-NC-SA: for measuring alone; nothing learned from them ships). Writes nothing.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from makegood.promises.rules import journeys, learning, roads, survival
from makegood.promises.rules.journeys import Journeys
from makegood.promises.rules.survival import Floats

DATA = Path(__file__).parents[2] / "shared" / "data" / "olist"
DAY = 24.0
EVERY = 3 * DAY
AT_RISK_FROM = 0.5
_RECALL = 0.90


@dataclass(frozen=True, slots=True)
class Seen:
    """Promises at one kind of instant: what happened, the roads' chance, and the whole chance."""

    broke: Floats
    bare: Floats
    chance: Floats


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `precision` is that at the recall of 0.90; `clock` the share that broke among all who were still open."""

    name: str
    promises: int
    clock: float
    auc: float
    average_precision: float
    precision: float
    error: float  # expected calibration error, ten bins
    least_error: float  # the same for one that is never wrong about a chance, by mere chance of so few orders


def load(folder: Path = DATA) -> Journeys:
    """The delivered orders with their lanes (state to state), those placed first in front. The promised day is a whole local day."""
    orders = pd.read_parquet(folder / "orders.parquet")
    states = pd.read_parquet(folder / "customers.parquet").set_index("customer_id")["customer_state"]
    items = pd.read_parquet(folder / "order_items.parquet").groupby("order_id")["seller_id"].first()
    homes = pd.read_parquet(folder / "sellers.parquet").set_index("seller_id")["seller_state"]
    sellers = orders["order_id"].map(items).map(homes)
    lane = sellers.fillna("") + ">" + orders["customer_id"].map(states).fillna("")
    told = orders[orders["order_status"] == "delivered"].assign(lane=lane)
    columns = (
        "order_purchase_timestamp",
        "order_estimated_delivery_date",
        "order_delivered_carrier_date",
        "order_delivered_customer_date",
    )
    when = {name: pd.to_datetime(told[name]).dt.tz_localize(UTC) for name in columns}
    rows = [
        journeys.Journey(placed, due + timedelta(days=1), handed, ended, survival.DELIVERED, "post", road)
        for placed, due, handed, ended, road in zip(*(when[name] for name in columns), told["lane"], strict=True)
        if not (pd.isna(handed) or pd.isna(ended)) and placed <= handed <= ended
    ]
    return journeys.of(sorted(rows, key=lambda one: one.placed_at), zone="UTC")


def foreseen(all_of_them: Journeys, *, since: float, marks: dict[str, Floats]) -> dict[str, Seen]:
    """At each kind of instant (`marks`: an hour for each order, NaN for none): what was said of the orders placed after `since`."""
    found: dict[str, list[tuple[Floats, Floats, Floats]]] = {name: [] for name in marks}
    for begin, which in _blocks(all_of_them, since, marks):
        knowledge = learning.learn(all_of_them, at=begin)
        for name, places in which.items():
            rows, at = all_of_them.take(places), marks[name][places]
            broke = (rows.ended >= rows.due).astype(np.float64)
            found[name].append((broke, roads.late(knowledge.roads, rows, at), learning.chances(knowledge, rows, at)))
    return {name: Seen(*(np.concatenate(part) for part in zip(*parts, strict=True))) for name, parts in found.items()}


def marks_of(all_of_them: Journeys) -> dict[str, Floats]:
    """When it is asked: at hand-over; from the beginning of the second day before the promised one; one day later; and each morning between."""
    marks = {"at hand-over": np.where(all_of_them.handed < all_of_them.due, all_of_them.handed, np.nan)}
    for name, days in (
        ("five days before", 6),
        ("two days before", 3),
        ("48 hours before its end", 2),
        ("the day before", 2 - 0.5),
    ):
        instant = all_of_them.due - days * DAY
        open_then = (all_of_them.placed < instant) & (all_of_them.ended > instant)
        marks[name] = np.where(open_then, instant, np.nan)
    return marks


def table(all_of_them: Journeys) -> list[Line]:
    """The last quarter of the orders by time; the rest, and what became known since, is learned from."""
    since = float(all_of_them.placed[int(len(all_of_them) * 0.75)])
    seen = foreseen(all_of_them, since=since, marks=marks_of(all_of_them))
    whole = Seen(*(np.concatenate([getattr(one, part) for one in seen.values()]) for part in ("broke", "bare", "chance")))
    return [line(name, one) for name, one in {**seen, "all of them": whole}.items()]


def line(name: str, seen: Seen) -> Line:
    return Line(
        name,
        len(seen.broke),
        float(seen.broke.mean()),
        area(seen.broke, seen.chance),
        average_precision(seen.broke, seen.chance),
        precision_at(seen.broke, seen.chance, _RECALL),
        calibration_error(seen.broke, seen.chance),
        by_mere_chance(seen.chance),
    )


def leads(all_of_them: Journeys, *, since: float) -> tuple[float, float, float]:
    """Asked every six hours from ten days before: the median hours from the first warning to the due instant among those that broke, the share
    of those that were warned of at all, and the share of warnings that came true."""
    late = np.nonzero((all_of_them.placed >= since) & (all_of_them.due > 0))[0]
    first = np.full(len(all_of_them), np.nan)
    steps = {f"{hours}": _open_at(all_of_them, all_of_them.due - hours) for hours in range(240, 0, -6)}
    for begin, which in _blocks(all_of_them, since, steps):
        knowledge = learning.learn(all_of_them, at=begin)
        for name, places in which.items():
            chance = learning.chances(knowledge, all_of_them.take(places), steps[name][places])
            warned = places[(chance >= AT_RISK_FROM)]
            first[warned] = np.fmax(first[warned], float(name))
    broke = late[all_of_them.ended[late] >= all_of_them.due[late]]
    told = late[~np.isnan(first[late])]
    right = np.isin(told, broke).mean() if len(told) else 0.0
    return float(np.nanmedian(first[broke])), float((~np.isnan(first[broke])).mean()), float(right)


def area(broke: Floats, chance: Floats) -> float:
    """The area under the curve: how often of two the one that broke had the greater chance (ties count half)."""
    order = np.argsort(chance, kind="stable")
    _, place, many = np.unique(chance[order], return_inverse=True, return_counts=True)
    ends = np.cumsum(many)
    ranks = (ends - (many - 1) / 2)[place]
    bad = broke[order] == 1
    n, m = int(bad.sum()), int((~bad).sum())
    return float((ranks[bad].sum() - n * (n + 1) / 2) / (n * m))


def average_precision(broke: Floats, chance: Floats) -> float:
    hit = broke[np.argsort(-chance, kind="stable")]
    return float((np.cumsum(hit) / np.arange(1, len(hit) + 1))[hit == 1].mean())


def precision_at(broke: Floats, chance: Floats, recall: float) -> float:
    """Of those warned of, how many broke, when as few are warned of as it takes to find this share of those that broke."""
    found = np.cumsum(broke[np.argsort(-chance, kind="stable")])
    last = int(np.searchsorted(found, recall * broke.sum()))
    return float(found[last] / (last + 1))


def calibration_error(broke: Floats, chance: Floats, bins: int = 10) -> float:
    """By how much the chance that was said and the share that broke differ, over ten bins weighed by how many are in them."""
    place = np.clip((chance * bins).astype(int), 0, bins - 1)
    parts = [(place == one) for one in range(bins)]
    return float(sum(abs(broke[one].mean() - chance[one].mean()) * one.mean() for one in parts if one.any()))


def by_mere_chance(chance: Floats, *, draws: int = 200, seed: int = 1) -> float:
    """The mean calibration error that remains where every chance that was said is the true one: with some hundred orders it is not nothing."""
    dice = np.random.default_rng(seed)
    fallen = [(dice.random(len(chance)) < chance).astype(np.float64) for _ in range(draws)]
    return float(np.mean([calibration_error(one, chance) for one in fallen]))


def _open_at(all_of_them: Journeys, instant: Floats) -> Floats:
    return np.where((all_of_them.placed < instant) & (all_of_them.ended > instant), instant, np.nan)


def _blocks(
    all_of_them: Journeys, since: float, marks: dict[str, Floats]
) -> Iterator[tuple[float, dict[str, npt.NDArray[np.int64]]]]:
    """Each three days with the orders that are asked about in it, by kind of instant."""
    until = max(float(np.nanmax(instants)) for instants in marks.values())
    for begin in np.arange(since, until, EVERY):
        which = {
            name: np.nonzero((all_of_them.placed >= since) & (instants >= begin) & (instants < begin + EVERY))[0]
            for name, instants in marks.items()
        }
        which = {name: places for name, places in which.items() if len(places)}
        if which:
            yield float(begin), which


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not folder.is_dir():
        print(f"There are no orders to measure with at {folder}.")
        return
    started = time.process_time()
    orders = load(folder)
    print(f"{len(orders):,} orders; asked about the last quarter by time. `clock`: the share of all open ones that broke.")
    print(f"{'when':26}{'orders':>8}{'clock':>8}{'AUC':>8}{'AP':>8}{'P@R.90':>8}{'ECE':>8}{'of chance':>11}")
    for one in table(orders):
        print(
            f"{one.name:26}{one.promises:8,}{one.clock:8.3f}{one.auc:8.3f}{one.average_precision:8.3f}{one.precision:8.3f}{one.error:8.3f}{one.least_error:11.3f}"
        )
    lead, warned, right = leads(orders, since=float(orders.placed[int(len(orders) * 0.75)]))
    print(
        f"Warned at {AT_RISK_FROM:.2f}: {warned:.0%} of those that broke, {lead:.0f} hours before (median); {right:.0%} of the warnings came true."
    )
    print(f"{time.process_time() - started:.0f} s of a core.")


if __name__ == "__main__":
    main()
