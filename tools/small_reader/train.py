"""Trains the encoder and its heads on all sets at once: one set per step, drawn by its share. The same seed gives the same draws.

Judges on what it was not taught: HELD and TEST rows, and the left-out fold or group.
"""

import copy
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from model import WIDTH, Encoder, pooled
from sets import SEVERAL
from torch import Tensor, nn

ALIKE = "alike"


@dataclass(frozen=True)
class Plan:
    """How one training goes. Shares are of the steps; `steps` × `batch` texts are seen."""

    steps: int = 5_500
    batch: int = 32
    rate: float = 8e-5  # of the encoder; the heads learn at `head_rate`
    head_rate: float = 1e-3
    decay: float = 0.01
    warm: float = 0.06
    dropout: float = 0.1
    frozen_layers: int = 0
    frozen_words: bool = True
    smooth: float = 0.05
    average: float = 0.999  # of an exponential moving average of all weights; 0 for none
    seed: int = 20260302  # of the heads' beginning and of dropout
    order: int = 0  # of the texts: trainings that differ in it alone may be averaged
    layers: int = 6
    shares: Mapping[str, float] = field(
        default_factory=lambda: {"feeling": 0.36, "complaint": 0.13, "own": 0.22, "intents": 0.2, "clinc": 0.03, ALIKE: 0.06}
    )


@dataclass(frozen=True)
class Rows:
    """One set as numbers: word pieces one after another, where each text begins, marks by head, and who is kept out."""

    name: str
    ids: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    marks: dict[str, npt.NDArray[np.float32]]
    taught: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def some(self, chosen: npt.NDArray[np.int64]) -> "Rows":
        """The chosen texts alone."""
        parts = [self.ids[self.starts[i] : self.starts[i + 1]] for i in chosen]
        starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        marks = {head: marks[chosen] for head, marks in self.marks.items()}
        return Rows(self.name, np.concatenate(parts) if parts else self.ids[:0], starts, marks, self.taught[chosen])

    def batch(self, chosen: npt.NDArray[np.int64], device: str) -> tuple[Tensor, Tensor]:
        longest = int(max(self.starts[i + 1] - self.starts[i] for i in chosen))
        ids = np.zeros((len(chosen), longest), dtype=np.int64)
        mask = np.zeros((len(chosen), longest), dtype=np.int64)
        for row, i in enumerate(chosen):
            found = self.ids[self.starts[i] : self.starts[i + 1]]
            ids[row, : len(found)], mask[row, : len(found)] = found, 1
        return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)


class Heads(nn.Module):
    def __init__(self, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.lines = nn.ModuleDict({name: nn.Linear(WIDTH, size) for name, size in sizes.items()})


@dataclass(frozen=True)
class Trained:
    encoder: Encoder
    heads: Heads


def train(encoder: Encoder, sets: list[Rows], plan: Plan, device: str, say: Any = print) -> Trained:
    """The encoder taught by the taught rows. `encoder` itself is left as it is."""
    torch.manual_seed(plan.seed)
    draws = np.random.default_rng([plan.seed, plan.order])
    teacher = copy.deepcopy(encoder).to(device).eval()
    encoder = copy.deepcopy(encoder).to(device)
    encoder.layers = nn.ModuleList(list(encoder.layers)[: plan.layers])
    encoder.dropout = plan.dropout
    sizes = {head: marks.shape[1] for each in sets for head, marks in each.marks.items()}
    heads = Heads({**sizes, ALIKE: WIDTH}).to(device)
    with torch.no_grad():
        heads.lines[ALIKE].weight.copy_(torch.eye(WIDTH))
    encoder.words.weight.requires_grad = not plan.frozen_words
    for layer in list(encoder.layers)[: plan.frozen_layers]:
        layer.requires_grad_(False)
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in encoder.parameters() if p.requires_grad], "lr": plan.rate},
            {"params": list(heads.parameters()), "lr": plan.head_rate},
        ],
        weight_decay=plan.decay,
    )
    warm = max(1, int(plan.steps * plan.warm))
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (plan.steps - step) / max(1, plan.steps - warm)))
    )
    averaged = (
        torch.optim.swa_utils.AveragedModel(  # type: ignore[attr-defined]
            nn.ModuleList([encoder, heads]), multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(plan.average)
        )
        if plan.average
        else None
    )
    began, lost = time.monotonic(), 0.0
    encoder.train()
    for step, (rows, chosen) in enumerate(_steps(sets, plan, draws)):
        ids, mask = rows.batch(chosen, device)
        states = pooled(encoder(ids, mask), mask)
        if rows.name == ALIKE:
            with torch.no_grad():
                wanted = pooled(teacher(ids, mask), mask)
            loss = (1.0 - nn.functional.cosine_similarity(heads.lines[ALIKE](states), wanted)).mean() * 4.0
        else:
            loss = sum(
                (
                    _loss(heads.lines[head](states), torch.from_numpy(marks[chosen]).to(device), head, plan)
                    for head, marks in rows.marks.items()
                ),
                start=torch.zeros((), device=device),
            )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        slope.step()
        if averaged is not None:
            averaged.update_parameters(nn.ModuleList([encoder, heads]))
        if step % 500 == 499:
            lost = float(loss.detach())
            say(f"step {step + 1} of {plan.steps}, {time.monotonic() - began:.0f} s, loss {lost:.3f}", flush=True)
    if averaged is not None:
        encoder, heads = averaged.module[0], averaged.module[1]
    return Trained(encoder.eval(), heads.eval())


def _steps(sets: list[Rows], plan: Plan, draws: np.random.Generator) -> Iterator[tuple[Rows, npt.NDArray[np.int64]]]:
    by_name = {each.name: each for each in sets}
    shares = {name: share for name, share in plan.shares.items() if name in by_name or name == ALIKE}
    names, chances = list(shares), np.array(list(shares.values()))
    orders = {name: _endless(by_name[name], plan.batch, draws) for name in names if name != ALIKE}
    real = [name for name in names if name != ALIKE]
    for drawn in draws.choice(len(names), size=plan.steps, p=chances / chances.sum()):
        name = names[drawn]
        if name == ALIKE:
            source = by_name[real[int(draws.integers(len(real)))]]
            yield (
                Rows(ALIKE, source.ids, source.starts, {}, source.taught),
                draws.choice(np.flatnonzero(source.taught), plan.batch),
            )
        else:
            yield by_name[name], next(orders[name])


def _endless(rows: Rows, batch: int, draws: np.random.Generator) -> Iterator[npt.NDArray[np.int64]]:
    taught = np.flatnonzero(rows.taught)
    while True:
        order = draws.permutation(taught)
        for start in range(0, len(order) - batch + 1, batch):
            yield order[start : start + batch]


def _loss(scores: Tensor, marks: Tensor, head: str, plan: Plan) -> Tensor:
    if head in SEVERAL:
        return (
            nn.functional.binary_cross_entropy_with_logits(
                scores, marks, pos_weight=torch.full((marks.shape[1],), 2.0, device=marks.device)
            )
            * 3.0
        )
    return nn.functional.cross_entropy(scores, marks, label_smoothing=plan.smooth)


def scores(trained: Trained, rows: Rows, heads: list[str], device: str, batch: int = 128) -> dict[str, npt.NDArray[np.float32]]:
    """(texts × labels) of each head, for every text of the set."""
    order = np.argsort(rows.starts[1:] - rows.starts[:-1], kind="stable")
    found = {head: np.zeros((len(rows), trained.heads.lines[head].out_features), np.float32) for head in heads}
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            ids, mask = rows.batch(chosen, device)
            states = pooled(trained.encoder(ids, mask), mask)
            for head in heads:
                found[head][chosen] = trained.heads.lines[head](states).float().cpu().numpy()
    return found


def told(plan: Plan) -> dict[str, Any]:
    return {**asdict(plan), "shares": dict(plan.shares)}
