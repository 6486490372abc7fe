"""Averages trainings that differ in the order of the texts alone, and judges the average: `soup.py TO FROM …` (files of `trial.py --keep`)."""

import json
import sys
from pathlib import Path

import torch
from judge import judged
from prepare import begin, rows
from train import ALIKE, WIDTH, Heads, Trained
from trial import keep, kept_out


def load(paths: list[Path]) -> Trained:
    """The mean of all weights."""
    stored = [torch.load(path, weights_only=True) for path in paths]
    mean = {name: torch.stack([each[name].float() for each in stored]).mean(0) for name in stored[0]}
    encoder = begin()
    encoder.load_state_dict({name: tensor for name, tensor in mean.items() if not name.startswith("heads.")}, strict=False)
    lines = {name.removeprefix("heads."): tensor for name, tensor in mean.items() if name.startswith("heads.")}
    heads = Heads({name.split(".")[1]: len(tensor) for name, tensor in lines.items() if name.endswith(".bias")})
    heads.load_state_dict(lines)
    assert heads.lines[ALIKE].out_features == WIDTH  # noqa: S101
    return Trained(encoder.eval(), heads.eval())


def main() -> None:
    to, paths = Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    trained = load(paths)
    trained.encoder.to(device)
    trained.heads.to(device)
    found = rows()
    del found["stars"], found["own"], found["complaint"]
    print(json.dumps({"name": to.stem, **judged(found, kept_out(trained, found, device))}), flush=True)
    keep(trained, to)


if __name__ == "__main__":
    main()
