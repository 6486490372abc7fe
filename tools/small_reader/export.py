"""Writes what was trained as the product reads it: the encoder as ONNX with eight-bit weights (its graph as `graph.py` builds it), the
tokeniser and the heads beside it: `export.py WEIGHTS TO`. What joins the heads' scores to answers is added by `join.py`."""

import shutil
import sys
from pathlib import Path
from typing import Any

import graph
import model
import numpy as np
import onnx
import sets as told
import torch
from material import HEADS
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from places import DATA
from prepare import public_weights
from reader_data import FEELINGS, load
from torch import Tensor, nn

OPSET = 17
SHIPPED = (*HEADS, "intents", "alike")


class States(nn.Module):
    """What is exported: word pieces and their mask in, states out."""

    def __init__(self, encoder: model.Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states: Tensor = self.encoder(ids, mask)
        return states


def encoder(weights: Path) -> model.Encoder:
    """The encoder with the trained weights; words that no text taught keep the public ones."""
    found = model.read(public_weights() / "model.safetensors")
    stored = {
        name: tensor.float() for name, tensor in torch.load(weights, weights_only=True).items() if not name.startswith("heads.")
    }
    found.load_state_dict(stored, strict=False)
    return found.eval()


def heads(weights: Path, intents: list[str]) -> dict[str, Any]:
    """The lines of every question, in the form of `heads.npz`."""
    stored = torch.load(weights, weights_only=True)
    labels = {**told.QUESTIONS, "feeling": FEELINGS, "complaint": ("no", "complaint"), "intents": intents}
    return {
        **{f"w_{head}": stored[f"heads.lines.{head}.weight"].float().numpy().T.astype(np.float16) for head in SHIPPED},
        **{f"b_{head}": stored[f"heads.lines.{head}.bias"].float().numpy().astype(np.float32) for head in SHIPPED},
        **{f"labels_{head}": np.array([str(label) for label in each]) for head, each in labels.items()},
        "heads": np.array(SHIPPED),
    }  # fmt: skip


def main() -> None:
    weights, to = Path(sys.argv[1]), Path(sys.argv[2])
    to.mkdir(parents=True, exist_ok=True)
    plain = to / "plain.onnx"
    ids = torch.randint(1000, 2000, (2, 12))
    torch.onnx.export(
        States(encoder(weights)), (ids, torch.ones_like(ids)), str(plain), input_names=["ids", "mask"], output_names=["states"],
        dynamic_axes={name: {0: "texts", 1: "pieces"} for name in ("ids", "mask", "states")}, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    fused = FusionOptions("bert")
    fused.enable_embed_layer_norm = False
    optimised = optimizer.optimize_model(
        str(plain), model_type="bert", num_heads=model.PARTS, hidden_size=model.WIDTH, optimization_options=fused, opt_level=0
    )
    optimised.save_model_to_file(str(to / "fused.onnx"))
    quantize_dynamic(
        str(to / "fused.onnx"), str(to / "quantised.onnx"), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Attention", "Gather"],
        extra_options={"DefaultTensorType": 1, "WeightSymmetric": True, "MatMulConstBOnly": True},
    )  # fmt: skip
    onnx.save(graph.rebuilt(onnx.load(to / "quantised.onnx")), to / "encoder.onnx")
    for step in (plain, to / "fused.onnx", to / "quantised.onnx"):
        step.unlink()
    shutil.copyfile(public_weights() / "tokenizer.json", to / "tokenizer.json")
    intents = next(each for each in told.public(load(DATA), DATA) if each.name == "intents")
    np.savez_compressed(to / "bare_heads.npz", **heads(weights, intents.group))


if __name__ == "__main__":
    main()
