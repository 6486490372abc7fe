"""Trains the small transformer from beginning to end, and puts its weights into the package: `python tools/small_reader`.

Needs the packages of `tools/small_reader/requirements.txt` (torch among them), the data folder, and hours: fourteen trainings of about three
quarters of an hour each on two idle cores; minutes where torch finds a GPU. What is done already is kept in `.train` and not done again.
The seeds are fixed; two kinds of processor round differently, so the weights come out alike, not equal to the last bit.
"""

import os
import subprocess
import sys
from pathlib import Path

from places import ROOT, WORK

HERE = Path(__file__).parent
WEIGHTS = ROOT / "src/makegood/understanding/readers/small/weights"
AVERAGED = 3  # trainings in other orders whose mean is shipped
FOLDS = 10
FOLD_PLAN = '{"steps": 4500}'


def step(*words: str, made: Path) -> None:
    """Runs one of the scripts here, unless what it makes is there."""
    if made.exists():
        print(f"{made.name}: there already")
        return
    print(f"{' '.join(words)} …", flush=True)
    paths = f"{ROOT / 'tools'}:{ROOT / 'src'}"
    subprocess.run([sys.executable, *words], cwd=HERE, check=True, env={**os.environ, "PYTHONPATH": paths})
    if made.suffix == ".done":
        made.touch()


def main() -> None:
    step("prepare.py", made=WORK / "sets.npz")
    for order in range(AVERAGED):
        step("trial.py", f"final_{order}", f'{{"order": {order}}}', "--to", str(WORK), "--keep", made=WORK / f"final_{order}.pt")
    for fold in range(FOLDS):
        step("trial.py", f"fold_{fold}", FOLD_PLAN, "--fold", str(fold), "--to", str(WORK), made=WORK / f"fold_{fold}.npz")
    soup = WORK / "soup.pt"
    step("soup.py", str(soup), *(str(WORK / f"final_{order}.pt") for order in range(AVERAGED)), made=soup)
    step("export.py", str(soup), str(WORK), made=WORK / "encoder.onnx")
    step("unseen.py", str(WORK), made=WORK / "unseen.done")
    WEIGHTS.mkdir(exist_ok=True)
    for name in ("encoder.onnx", "tokenizer.json"):
        (WEIGHTS / name).write_bytes((WORK / name).read_bytes())
    step("join.py", str(WORK / "bare_heads.npz"), str(WEIGHTS / "heads.npz"), made=WORK / "heads.done")
    for name in ("encoder.onnx", "tokenizer.json", "heads.npz"):
        print(f"{name}: {(WEIGHTS / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
