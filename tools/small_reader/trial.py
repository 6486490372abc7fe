"""One training with something kept out, judged on what was kept out: `trial.py NAME '{"steps": 7000, …}' [--fold N] [--group NAME] [--to FOLDER]`.

Prints one JSON line; stores the scores of what was kept out where a folder is given. Runs on a GPU where torch finds one."""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from judge import judged
from prepare import begin, rows
from train import Plan, Trained, scores, told, train


def kept_out(trained: Trained, found: dict[str, Any], device: str) -> dict[str, dict[str, np.ndarray]]:
    """The scores of every row that was not taught, by set and head, with the rows' numbers."""
    out: dict[str, dict[str, np.ndarray]] = {}
    for name, (each, _) in found.items():
        if each.taught.all():
            continue
        heads = list(each.marks)
        if name == "own":
            heads = [*heads, "complaint"]
        if name in ("complaint", "stars"):
            heads = [
                *dict.fromkeys([*heads, "complaint", "feeling", "act", "happened", "asked", "urgency", "leaving", "advocacy"])
            ]
        heads = [head for head in heads if head in trained.heads.lines]
        chosen = np.flatnonzero(~each.taught)
        all_heads = scores(trained, each.some(chosen), heads, device)
        out[name] = {"row": chosen, **all_heads}
    return out


def keep(trained: Trained, path: Path) -> None:
    """The weights at half precision; those of the word pieces only where they were taught."""
    weights = {**trained.encoder.state_dict(), **{f"heads.{name}": tensor for name, tensor in trained.heads.state_dict().items()}}
    torch.save({name: tensor.half().cpu() for name, tensor in weights.items() if name != "words.weight"}, path)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("name")
    words.add_argument("plan", type=json.loads)
    words.add_argument("--fold", type=int, default=-1)
    words.add_argument("--group", default="")
    words.add_argument("--to", type=Path)
    words.add_argument("--stars", action="store_true", help="teach the non-commercial comments too")
    words.add_argument("--keep", action="store_true", help="store the weights as well")
    said = words.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high")
    plan, began = Plan(**said.plan), time.monotonic()
    found = rows(without_fold=said.fold, without_group=said.group, with_stars=said.stars)
    if said.stars:
        plan = replace(plan, shares={**plan.shares, "stars": 0.1})
    trained = train(begin(), [each for each, _ in found.values() if each.taught.any()], plan, device, say=lambda *_, **__: None)
    left = kept_out(trained, found, device)
    result = {
        "name": said.name,
        "fold": said.fold,
        "group": said.group,
        "s": round(time.monotonic() - began),
        **judged(found, left),
    }
    print(json.dumps(result), flush=True)
    if said.to:
        said.to.mkdir(parents=True, exist_ok=True)
        flat = {f"{name}/{head}": values for name, heads in left.items() for head, values in heads.items()}
        flat = {
            name: values.astype(np.float16) if values.dtype == np.float32 else values.astype(np.int32)
            for name, values in flat.items()
        }
        np.savez_compressed(said.to / f"{said.name}.npz", **flat)
        if said.keep:
            keep(trained, said.to / f"{said.name}.pt")
            (said.to / f"{said.name}.json").write_text(json.dumps({**told(plan), **result}, indent=1))


if __name__ == "__main__":
    main()
