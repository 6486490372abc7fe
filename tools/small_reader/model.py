"""The small transformer in torch: a six-layer encoder whose states are averaged, and one linear head for each question. Only trains;
the product reads it from ONNX."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

WIDTH, PARTS, INNER, LAYERS, PLACES = 384, 12, 1536, 6, 128
_EPSILON = 1e-12
_ATTENTION = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
}
_REST = {
    "norm_1": "attention.output.LayerNorm", "inner": "intermediate.dense", "outer": "output.dense", "norm_2": "output.LayerNorm",
}  # fmt: skip


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_1, self.norm_2 = nn.LayerNorm(WIDTH, eps=_EPSILON), nn.LayerNorm(WIDTH, eps=_EPSILON)

    def forward(self, states: Tensor, far: Tensor, dropout: float) -> Tensor:
        rows, length, _ = states.shape
        query, key, value = (
            line(states).view(rows, length, PARTS, WIDTH // PARTS).transpose(1, 2) for line in (self.query, self.key, self.value)
        )
        weights = torch.softmax(query @ key.transpose(-1, -2) / (WIDTH // PARTS) ** 0.5 + far, dim=-1)
        mixed = (weights @ value).transpose(1, 2).reshape(rows, length, WIDTH)
        states = self.norm_1(states + nn.functional.dropout(self.out(mixed), dropout, self.training))
        inside = nn.functional.gelu(self.inner(states))
        return self.norm_2(states + nn.functional.dropout(self.outer(inside), dropout, self.training))


class Encoder(nn.Module):
    """`forward(ids, mask)` gives the states, (texts × pieces × WIDTH)."""

    def __init__(self, vocabulary: int, layers: int = LAYERS) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(vocabulary, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.dropout = 0.0

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        far = (1.0 - mask[:, None, None, :].to(torch.float32)) * -10_000.0
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.norm(self.words(ids) + self.places(places)[None])
        for layer in self.layers:
            states = layer(states, far, self.dropout)
        return states


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    """The mean of the states where the mask is 1."""
    weights = mask[:, :, None].to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def read(path: Path) -> Encoder:
    """The encoder with the public weights of all-MiniLM-L6-v2, as its safetensors hold them (names with or without "bert.")."""
    stored = {name.removeprefix("bert."): tensor.float() for name, tensor in load_file(path).items()}
    encoder = Encoder(stored["embeddings.word_embeddings.weight"].shape[0])
    with torch.no_grad():
        encoder.words.weight.copy_(stored["embeddings.word_embeddings.weight"])
        kinds = stored["embeddings.token_type_embeddings.weight"]
        encoder.places.weight.copy_(stored["embeddings.position_embeddings.weight"][:PLACES] + kinds[0])
        _copy(encoder.norm, stored, "embeddings.LayerNorm")
        for number, layer in enumerate(encoder.layers):
            for name, theirs in {**_ATTENTION, **_REST}.items():
                _copy(getattr(layer, name), stored, f"encoder.layer.{number}.{theirs}")
    return encoder


def _copy(part: nn.Module, stored: dict[str, Tensor], name: str) -> None:
    for kind in ("weight", "bias"):
        getattr(part, kind).copy_(stored[f"{name}.{kind}"])
