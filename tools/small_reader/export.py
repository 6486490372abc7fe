"""Writes the trained encoder as the product reads it: ONNX with eight-bit weights, the tokeniser beside it: `export.py WEIGHTS TO`."""

import shutil
import sys
from pathlib import Path

import model
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from prepare import public_weights
from torch import Tensor, nn

OPSET = 17


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
        str(to / "fused.onnx"), str(to / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Attention", "Gather"],
        extra_options={"DefaultTensorType": 1, "WeightSymmetric": True, "MatMulConstBOnly": True},
    )  # fmt: skip
    for step in (plain, to / "fused.onnx"):
        step.unlink()
    shutil.copyfile(public_weights() / "tokenizer.json", to / "tokenizer.json")


if __name__ == "__main__":
    main()
