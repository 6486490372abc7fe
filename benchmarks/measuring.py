"""How honest the arithmetic of experiments is, and how sharp: false findings, coverage, power, who gains more, and who buys again.

    python -m benchmarks.measuring [--runs 2000]      # make proof asks for 10,000

Simulated streams of people who come one by one and are looked at after each; the public e-mail test of Hillstrom; the public purchases of CDNOW. The
product's own pure rules (`makegood.experiments.rules`), beside what is usually done. Seeded. Where data are absent that is said. Writes nothing.
"""

import argparse
import gzip
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import report
from makegood.experiments.rules import buyers, gains, sequences
from makegood.experiments.rules.sequences import Floats, Group, Plan

QUICK, FULL = ("--runs", "300"), ("--runs", "10000")
DATA = Path(__file__).parents[2] / "shared" / "data"
SEED = 20_260_302
PLANNED, BEYOND = 1_000, 3  # people in each group, and how many times as long one goes on looking
END = date(1997, 9, 30)

Draw = Callable[[np.random.Generator, tuple[int, int]], Floats]
STREAMS: dict[str, Draw] = {
    "a score": lambda dice, shape: dice.normal(size=shape),
    "6 in 100": lambda dice, shape: (dice.random(shape) < 0.06).astype(np.float64),
    "money spent": lambda dice, shape: np.where(dice.random(shape) < 0.3, dice.lognormal(3, 1, shape), 0.0),
}


def looked_at(ours: Floats, theirs: Floats, plan: Plan) -> tuple[sequences.Between, Floats]:
    """Every look at many runs of two streams (runs, looks), and how many plain standard errors the difference is."""

    def group(values: Floats) -> Group:
        n = np.broadcast_to(np.arange(1.0, values.shape[1] + 1), values.shape)
        mean = np.cumsum(values, axis=1) / n
        return Group(n, mean, np.maximum((np.cumsum(values**2, axis=1) - n * mean**2) / np.maximum(n - 1, 1), 0.0))

    treated, held_out = group(ours), group(theirs)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(treated.variance / treated.n + held_out.variance / held_out.n)
        return sequences.between(treated, held_out, plan), np.abs(treated.mean - held_out.mean) / error


def simulate(draw: Draw, *, effect: float, each: int, looks: int, runs: int, seed: int) -> tuple[float, float, float, float]:
    """Shares of runs: found at any look; found by a plain test at any look from the 30th; the truth inside at every look; found by one plain test at the
    planned end."""
    dice, done = np.random.default_rng(seed), []
    for part in range(0, runs, 100):
        shape = (min(100, runs - part), looks)
        found, errors = looked_at(draw(dice, shape) + effect, draw(dice, shape), Plan(each))
        covered = ((found.low <= effect) & (found.high >= effect)).all(axis=1)
        naive = (errors[:, sequences.LEAST :] > 1.96).any(axis=1)
        done.append(np.column_stack([found.is_found.any(axis=1), naive, covered, errors[:, each - 1] > 1.96]))
    ever, naive_ever, covers, at_end = np.concatenate(done).mean(axis=0)
    return float(ever), float(naive_ever), float(covers), float(at_end)


def taken(draw: Draw, *, effect: float, each: int, runs: int, seed: int) -> Floats:
    """How many people in each group each run had when the planted effect was found first, up to the planned end; infinity where it was not."""
    dice, done = np.random.default_rng(seed), []
    for part in range(0, runs, 100):
        shape = (min(100, runs - part), each)
        found = looked_at(draw(dice, shape) + effect, draw(dice, shape), Plan(each))[0].is_found
        done.append(np.where(found.any(axis=1), found.argmax(axis=1) + 1.0, np.inf))
    return np.concatenate(done)


def hillstrom() -> pd.DataFrame | None:
    """The 64,000 customers, or None where the file is absent."""
    there = DATA / "experiments" / "hillstrom_64000.csv.gz"
    return pd.read_csv(there) if there.is_file() else None


def told_of(people: pd.DataFrame) -> Floats:
    """What was known of each before the letter (n, 11); the fourth column is whether they ever bought for women."""
    places = pd.get_dummies(people["zip_code"]).to_numpy(float)[:, :2]
    ways = pd.get_dummies(people["channel"]).to_numpy(float)[:, :2]
    flags = [people[name].to_numpy(float) for name in ("mens", "womens", "newbie")]
    both = [flags[1] * flags[2], flags[1] * flags[0]]
    return np.column_stack([people["recency"], np.log1p(people["history"]), *flags, places, ways, *both]).astype(float)


def cdnow() -> tuple[tuple[Floats, Floats, Floats], Floats] | None:
    """(repeats, last, age) in weeks of the 2,357 people and what each bought in the 39 weeks after, or None where the file is absent."""
    there = DATA / "cdnow" / "CDNOW_sample.txt.gz"
    if not there.is_file():
        return None
    days: dict[str, set[date]] = {}
    for line in gzip.decompress(there.read_bytes()).decode("latin-1").splitlines():
        words = line.split()
        if len(words) == 5:
            days.setdefault(words[1], set()).add(datetime.strptime(words[2], "%Y%m%d").date())  # noqa: DTZ007 - days, no clock
    known = [sorted(one for one in theirs if one <= END) for theirs in days.values()]
    repeats = np.array([len(theirs) - 1 for theirs in known], dtype=float)
    last = np.array([(theirs[-1] - theirs[0]).days / 7 for theirs in known])
    age = np.array([(END - theirs[0]).days / 7 for theirs in known])
    later = np.array([sum(one > END for one in theirs) for theirs in days.values()], dtype=float)
    return (repeats, last, age), later


def _of_sequences(said: report.Report, runs: int) -> None:
    for name, draw in STREAMS.items():
        ever, naive, covered, _ = simulate(draw, effect=0.0, each=PLANNED, looks=PLANNED * BEYOND, runs=runs, seed=SEED)
        said.figure(
            f"nothing differs, {name}: ever found", 100 * ever, "%", goal="≤ 5", reference=f"a plain test {100 * naive:.1f} %"
        )
        said.figure(f"nothing differs, {name}: truth always inside", 100 * covered, "%", goal="≥ 95")
    each = sequences.people_needed(effect=0.1, deviation=1.0)
    ever, _, covered, at_end = simulate(STREAMS["a score"], effect=0.1, each=each, looks=each, runs=runs, seed=SEED + 1)
    said.figure(
        f"planned effect found by {each:,} in each group",
        100 * ever,
        "%",
        goal="≥ 65",
        reference=f"one look at the end {100 * at_end:.1f} %",
    )
    said.figure("… truth always inside", 100 * covered, "%", goal="≥ 95")
    people = taken(STREAMS["a score"], effect=0.1, each=each, runs=min(runs, 2_000), seed=SEED + 2)
    half, soon = (float(np.quantile(people, share, method="higher")) for share in (0.5, 0.25))
    said.figure(
        "… people in each group when it is found, in the middle run",
        half,
        "",
        reference=f"{soon:,.0f} in one of four; planned {each:,}",
    )
    said.note(
        f"{runs:,} runs each, looked at after every case from the {sequences.LEAST}th on, {BEYOND} times as long as planned where nothing differs."
    )


def _of_gains(said: report.Report, splits: int) -> None:
    everybody = hillstrom()
    if everybody is None:
        said.note("../shared/data/experiments is not here: nothing is said of who gains more.")
        return
    for name, segment, shuffled in (("women's letter", "Womens E-Mail", False), ("men's letter", "Mens E-Mail", False), ("women's, facts shuffled", "Womens E-Mail", True)):  # fmt: skip
        people = everybody[everybody["segment"].isin([segment, "No E-Mail"])]
        known = told_of(people)
        if shuffled:
            known = known[np.random.default_rng(SEED).permutation(len(known))]
        outcome, treated = people["visit"].to_numpy(float), (people["segment"] == segment).to_numpy()
        found = gains.verdict(gains.doubly_robust, outcome, treated, known, 0.5, plain=3, splits=splits)
        said.figure(
            f"{name}: Qini of DR",
            found.qini,
            "",
            reference=f"one flag {found.beside:.4f}; between them {found.low:.3f} to {found.high:.3f}",
        )
        said.note(f"{name}: z {found.z:.1f}. {found.words}")


def _of_buyers(said: report.Report) -> None:
    found = cdnow()
    if found is None:
        said.note("../shared/data/cdnow is not here: nothing is said of who buys again.")
        return
    them, _ = found
    for name, learn, published in (("BG/NBD", buyers.fit_bg, -9_582.4), ("Pareto/NBD", buyers.fit_pareto, -9_595.0)):
        told = learn(buyers.buyers(*them))
        shown = ", ".join(f"{one:.3f}" for one in told.parameters)
        said.figure(f"{name}: log likelihood", told.likelihood, "", reference=f"published {published}")
        said.note(f"{name}: {shown}.")
    many = np.random.default_rng(SEED).integers(0, len(them[0]), 1_000_000)
    drawn = tuple(one[many] for one in them)
    begun = time.process_time()
    fit = buyers.fit_bg(buyers.buyers(*drawn))
    said.figure("BG/NBD of 1,000,000 people", time.process_time() - begun, "s", goal="< 2")
    begun = time.process_time()
    buyers.expected(fit, *drawn, ahead=12.0)
    said.figure("expected purchases", 1e-6 * 1_000_000 / (time.process_time() - begun), "million people/s", goal="≥ 1")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=2_000)
    options.add_argument("--splits", type=int, default=20)
    told = options.parse_args()
    said = report.start("the arithmetic of experiments")
    _of_sequences(said, told.runs)
    _of_gains(said, told.splits)
    _of_buyers(said)
    return said.end()


if __name__ == "__main__":
    raise SystemExit(main())
