"""How soon a burst of complaints is noticed, and at what price in false alarms.

    python -m benchmarks.noticing [--topics 400] [--calibrate]

Simulated people, five-minute counts negative binomial of shape 5, a day's rhythm of ±50 %: the setting of the table in the science notes, with one
difference: what is usual is not told but learned from 28 days of the same. Beside it, in the same run and tuned to the same false alarms:
a Shewhart z-score of the last hour. Then, on real counts: tweets about ten companies with the Numenta benchmark's own labels and scoring (a sanity
check: its labels are contested), and the orders of a Brazilian shopping site around Black Friday 2017. `--calibrate` makes the product's table of
thresholds anew (minutes of CPU) and writes it.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import report, volumes  # noqa: E402
from makegood.bursts.rules import baselines, cusum, thresholds  # noqa: E402
from makegood.bursts.rules.seasons import Floats  # noqa: E402

QUICK, FULL = ("--topics", "200"), ("--topics", "1000")
SHAPE = 5.0
A_DAY = 288  # bins of five minutes
MINUTES = 1440
LEARNED_DAYS = 28
CASES = (  # people usual in five minutes, times as many, goal in minutes
    (0.2, 3.0, ""),
    (0.2, 5.0, "≤ 60"),
    (0.2, 10.0, "≤ 20"),
    (1.0, 2.0, ""),
    (1.0, 3.0, "≤ 45"),
    (1.0, 5.0, ""),
    (1.0, 10.0, "≤ 20"),
    (5.0, 2.0, ""),
    (5.0, 3.0, ""),
    (5.0, 10.0, "≤ 20"),
)
MEANS = (0.01, 0.03, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
SHAPES = (0.5, 1.0, 2.0, 5.0, 20.0, 200.0)
FOLDER = ROOT / "src" / "makegood" / "bursts" / "rules"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--topics", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--calibrate", action="store_true", help="make the table of thresholds anew")
    told = options.parse_args()
    if told.calibrate:
        _write_table(np.random.default_rng(told.seed))
        return 0
    said = report.start("noticing")
    chance = np.random.default_rng(told.seed)
    for base in dict.fromkeys(base for base, _, _ in CASES):
        _one_base(said, base, told.topics, chance)
    _speed(said)
    volumes.tell(said)
    said.note("Delays in minutes from the jump to the alarm, medians over the topics; the jump comes at any time of the day.")
    return said.end()


# Simulated ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learned:
    """What 28 days of a brand's topics taught: shape (topics,) people in five minutes and k, and the day's rhythm (288,)."""

    a_bin: Floats
    k: Floats
    rhythm: Floats


def _one_base(said: report.Report, base: float, topics: int, chance: np.random.Generator) -> None:
    known = _learn(base, topics, chance)
    bounds = thresholds.bounds(a_bin=known.a_bin, k=known.k, days=7.0)
    days = 42
    false = _false_alarms(known, bounds, base, days, chance)
    said.figure(
        f"false episodes a week and topic, {base:g} people in five minutes",
        false / topics / days * 7,
        "",
        goal="≤ 1.1",
        reference="borne: 1",
    )
    zed = _z_bound(base, topics, days, chance)
    for one, ratio, goal in CASES:
        if one == base:
            delays = _delays(known, bounds, base, ratio, chance)
            beside = _z_delays(zed, base, ratio, topics, chance)
            said.figure(
                f"{base:g} in five minutes × {ratio:g}: noticed after",
                float(np.median(delays)),
                "min",
                goal=goal,
                reference=f"known rhythm, z of an hour {np.median(beside):.0f} min",
                ratio=float(np.median(delays) / max(np.median(beside), 1.0)),
            )


def _learn(base: float, topics: int, chance: np.random.Generator) -> Learned:
    """Learns from 28 simulated days by the product's own rules; the rhythm is learned from the whole brand."""
    true = _rhythm(A_DAY)
    days = [_bins(base * true, topics, chance) for _ in range(LEARNED_DAYS)]
    rhythm = sum(day.sum(axis=0) for day in days).reshape(24, 12).sum(axis=1).repeat(12).astype(float)
    rhythm /= rhythm.mean()
    known = baselines.none(topics)
    for day in days:
        known = baselines.learn(known, counts=day, seasons=rhythm)
    return Learned(baselines.cautious(known) / A_DAY, baselines.shapes(known), rhythm)


def _rhythm(steps: int) -> Floats:
    return np.asarray(1 + 0.5 * np.sin(np.arange(steps) / steps * 2 * np.pi))


def _bins(means: Floats, topics: int, chance: np.random.Generator, shape: float = SHAPE) -> Floats:
    """Five-minute counts of shape (topics, bins)."""
    rates = chance.gamma(shape, means[None, :] / shape, size=(topics, len(means)))
    return chance.poisson(rates).astype(float)


def _minutes(bins: Floats, chance: np.random.Generator) -> Floats:
    """Each person of a bin falls into one of its five minutes: (topics, bins) → (topics, 5 × bins)."""
    spread = chance.multinomial(bins.astype(np.int64), [0.2] * 5)
    return spread.reshape(len(bins), -1).astype(float)


def _steps(known: Learned, minute: int) -> tuple[Floats, Floats]:
    return known.a_bin * known.rhythm[(minute % MINUTES) // 5] / 5, known.k / 5


def _false_alarms(known: Learned, bounds: Floats, base: float, days: int, chance: np.random.Generator) -> int:
    """Alarms in so many quiet days; after each the sums begin anew."""
    watch, alarms = cusum.begin(len(known.k)), 0
    for _ in range(days):
        people = _minutes(_bins(base * _rhythm(A_DAY), len(known.k), chance), chance)
        for minute in range(MINUTES):
            mean, k = _steps(known, minute)
            watch = cusum.step(watch, people[:, minute], mean=mean, k=k, now=minute)
            raised = cusum.raised(watch, bounds)
            if raised.any():
                alarms += int(raised.sum())
                watch = cusum.calm(watch, raised, now=minute)
    return alarms


def _delays(known: Learned, bounds: Floats, base: float, ratio: float, chance: np.random.Generator) -> Floats:
    """Minutes until each topic is noticed: half a quiet day, then the jump, at another hour for each tenth of the topics."""
    parts = []
    for part in np.array_split(np.arange(len(known.k)), 10):
        some = Learned(known.a_bin[part], known.k[part], known.rhythm)
        parts.append(_delays_from(some, bounds[part], base, ratio, int(chance.integers(A_DAY)), chance))
    return np.concatenate(parts)


def _delays_from(known: Learned, bounds: Floats, base: float, ratio: float, starts: int, chance: np.random.Generator) -> Floats:
    topics, quiet = len(known.k), A_DAY // 2
    rhythm = np.roll(_rhythm(A_DAY), quiet - starts)
    means = np.concatenate([rhythm[:quiet], rhythm[quiet:] * ratio, rhythm * ratio])
    people = _minutes(_bins(base * means, topics, chance), chance)
    watch, found = cusum.begin(topics), np.full(topics, np.nan)
    for i in range(people.shape[1]):
        mean, k = _steps(known, i + (starts - quiet) * 5)
        watch = cusum.step(watch, people[:, i], mean=mean, k=k, now=i)
        raised = cusum.raised(watch, bounds)
        if i < quiet * 5:
            watch = cusum.calm(watch, raised, now=i)
        else:
            found[raised & np.isnan(found)] = i + 1 - quiet * 5
            if not np.isnan(found).any():
                break
    return np.where(np.isnan(found), people.shape[1], found)


def _z_bound(base: float, topics: int, days: int, chance: np.random.Generator) -> float:
    """The z of the last hour that quiet topics pass once a week, episodes an hour apart counted once."""
    rhythm = np.tile(_rhythm(A_DAY), 2)
    tops = []
    for _ in range(max(days // 2, 1)):
        z = _z(_bins(base * rhythm, topics, chance), base * rhythm)
        tops.append(z.reshape(topics, -1, 12).max(axis=2).ravel())
    highest = np.sort(np.concatenate(tops))
    weeks = topics * max(days // 2, 1) * 2 / 7
    return float(highest[-max(int(weeks), 1)])


def _z(counts: Floats, means: Floats) -> Floats:
    """How far the last hour's people are from what is usual (told, not learned), in standard deviations."""

    def hour(values: Floats) -> Floats:
        sums = np.cumsum(values, axis=-1)
        return np.concatenate([sums[..., :12], sums[..., 12:] - sums[..., :-12]], axis=-1)

    return np.asarray((hour(counts) - hour(means)) / np.sqrt(hour(means + means**2 / SHAPE)))


def _z_delays(bound: float, base: float, ratio: float, topics: int, chance: np.random.Generator) -> Floats:
    means = np.tile(_rhythm(A_DAY), 3)
    start = A_DAY + int(chance.integers(A_DAY))
    true = means.copy()
    true[start:] *= ratio
    over = _z(_bins(base * true, topics, chance), base * means)[:, start:] >= bound
    return np.asarray(np.where(over.any(axis=1), (over.argmax(axis=1) + 1) * 5.0, over.shape[1] * 5.0))


def _speed(said: report.Report) -> None:
    """Topics times steps in a CPU second, one process."""
    topics, steps = 2_000, 400
    watch, chance = cusum.begin(topics), np.random.default_rng(3)
    mean, k = np.full(topics, 0.2), np.full(topics, 1.0)
    bounds = thresholds.bounds(a_bin=mean * 5, k=k * 5, days=7.0)
    people = chance.poisson(0.2, size=(steps, topics)).astype(float)
    begun = time.process_time()
    for i in range(steps):
        watch = cusum.step(watch, people[i], mean=mean, k=k, now=i)
        cusum.raised(watch, bounds)
    said.figure("updates of a topic, for each CPU second", topics * steps / (time.process_time() - begun), "", goal="≥ 100,000")


# The table of thresholds ------------------------------------------------------------------------------------------------


def _write_table(chance: np.random.Generator, *, days: int = 4_000) -> None:
    lines = [
        "# Thresholds for one false alarm in seven days, simulated: python -m benchmarks.noticing --calibrate",
        "people in five minutes,shape,slow,normal,flash",
    ]
    for mean in MEANS:
        for shape in SHAPES:
            heights = _heights(mean, shape, days, chance)
            lines.append(f"{mean:g},{shape:g},{','.join(f'{height:.3f}' for height in heights)}")
            print(lines[-1], flush=True)
    (FOLDER / thresholds.TABLE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _heights(mean: float, shape: float, days: int, chance: np.random.Generator, *, paths: int = 400) -> Floats:
    """For each speed, the height that excursions above zero pass once in seven days."""
    watch, tops = cusum.begin(paths), np.zeros((paths, len(cusum.RATIOS)))
    passed: list[list[Floats]] = [[] for _ in cusum.RATIOS]
    rhythm, k = np.repeat(_rhythm(A_DAY), 5), np.full(paths, shape / 5)
    for _ in range(days // paths):
        people = chance.poisson(chance.gamma(shape / 5, mean * rhythm / shape, size=(paths, MINUTES))).astype(float)
        for minute in range(MINUTES):
            watch = cusum.step(watch, people[:, minute], mean=np.full(paths, mean / 5 * rhythm[minute]), k=k, now=minute)
            ended = (watch.sums == 0.0) & (tops > 0.0)
            for speed in range(len(cusum.RATIOS)):
                if ended[:, speed].any():
                    passed[speed].append(tops[ended[:, speed], speed])
            tops = np.where(watch.sums == 0.0, 0.0, np.maximum(tops, watch.sums))
    wanted = max(int(days / thresholds.REFERENCE_DAYS), 1)
    return np.array([_passed_so_often(np.concatenate(some) if some else np.zeros(1), wanted) for some in passed])


def _passed_so_often(tops: Floats, times: int) -> float:
    ranked = np.sort(tops)[::-1]
    return float(ranked[min(times, len(ranked)) - 1])


if __name__ == "__main__":
    sys.exit(main())
