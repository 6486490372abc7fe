"""Writes the encoder's graph by hand, of the operators that run fastest one text at a time, around the eight-bit weights that `export.py` found:
`graph.py FROM TO`. The same sums in the same weights.

What that gives on one core (22 pieces, the mean of a tweet): attention takes a third of the time of the quantised operator of the whole, which multiplies
head by head; adding and norming apart take half of the joined operator's; and bias and residual wait for nobody. Three quarters of what is left are the
products of the weights themselves.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 23  # the first that has Attention; Gelu came with 20
IR = 10
OURS = "com.microsoft"
HEADS, LAYERS, WIDTH = 12, 6, 384
EPSILON = 1e-12
Array = npt.NDArray[np.generic]


class Graph:
    """Nodes and numbers, one after the other."""

    def __init__(self, stored: dict[str, Array]) -> None:
        self.stored, self.kept, self.nodes = stored, dict[str, Array](), list[onnx.NodeProto]()

    def keep(self, name: str, values: Array | None = None) -> str:
        self.kept[name] = self.stored[name] if values is None else values
        return name

    def node(self, operator: str, takes: list[str], gives: str, domain: str = "", **how: object) -> str:
        self.nodes.append(helper.make_node(operator, takes, gives.split(), domain=domain, **how))
        return gives

    def line(self, takes: str, weights: str, bias: str, gives: str) -> str:
        """A product with eight-bit weights: scaled by the largest value of what comes in, each column by a scale of its own."""
        eight_bits = [self.keep(f"{weights}_{what}") for what in ("quantized", "scale", "zero_point")]
        return self.node("DynamicQuantizeMatMul", [takes, *eight_bits, self.keep(bias)], gives, OURS)

    def normed(self, takes: str, beside: str, norm: str, gives: str) -> str:
        added = self.node("Add", [takes, beside], f"{gives}_sum")
        return self.norm(added, norm, gives)

    def norm(self, takes: str, norm: str, gives: str) -> str:
        lines = [self.keep(f"{norm}.{what}") for what in ("weight", "bias")]
        return self.node("LayerNormalization", [takes, *lines], gives, axis=-1, epsilon=EPSILON)


def rebuilt(stored: onnx.ModelProto) -> onnx.ModelProto:
    """The same encoder in other operators. It takes `ids` (texts × pieces, all of one length) and gives `states`."""
    graph = Graph({each.name: numpy_helper.to_array(each) for each in stored.graph.initializer})
    products = [node.input[1].removesuffix("_quantized") for node in stored.graph.node if node.op_type == "MatMulInteger"]
    state = embedded(graph)
    for number in range(LAYERS):
        gives = "states" if number == LAYERS - 1 else f"layer_{number}"
        state = layer(graph, state, number, products[3 * number : 3 * number + 3], gives)
    whole = helper.make_graph(
        graph.nodes, "encoder", [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["texts", "pieces", WIDTH])],
        [numpy_helper.from_array(np.ascontiguousarray(values), name) for name, values in graph.kept.items()],
    )  # fmt: skip
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(OURS, 1)], ir_version=IR)
    onnx.checker.check_model(model)
    return model


def embedded(graph: Graph) -> str:
    """Each piece by its word and its place."""
    words, scale, zero = (graph.keep(f"encoder.words.weight_{what}") for what in ("quantized", "scale", "zero_point"))
    quantised, by, middle = (graph.stored[f"encoder.places.weight_{what}"] for what in ("quantized", "scale", "zero_point"))
    places = graph.keep("places", (quantised.astype(np.float32) - middle.astype(np.float32)) * by.astype(np.float32))
    begin = graph.keep("begin", np.array([0], dtype=np.int64))
    length = graph.node("Shape", ["ids"], "length", start=1, end=2)
    here = graph.node("Slice", [places, begin, length], "here")
    spelled = graph.node("DequantizeLinear", [graph.node("Gather", [words, "ids"], "eight_bits"), scale, zero], "spelled")
    return graph.norm(graph.node("Add", [spelled, here], "told"), "encoder.norm", "embedded")


def layer(graph: Graph, state: str, number: int, products: list[str], gives: str) -> str:
    out, inner, outer = products
    of, mark = f"encoder.layers.{number}", f"_{number}"
    asked = graph.line(state, f"Attention_{number}_qkv_weight", f"Attention_{number}_qkv_bias", f"asked{mark}")
    parts = graph.node("Split", [asked], f"query{mark} key{mark} value{mark}", axis=-1, num_outputs=3).split()
    heard = graph.node("Attention", parts, f"heard{mark}", q_num_heads=HEADS, kv_num_heads=HEADS)
    middle = graph.normed(graph.line(heard, out, f"{of}.out.bias", f"out{mark}"), state, f"{of}.norm_1", f"middle{mark}")
    wide = graph.node("Gelu", [graph.line(middle, inner, f"{of}.inner.bias", f"inner{mark}")], f"wide{mark}")
    return graph.normed(graph.line(wide, outer, f"{of}.outer.bias", f"outer{mark}"), middle, f"{of}.norm_2", gives)


def main() -> None:
    onnx.save(rebuilt(onnx.load(Path(sys.argv[1]))), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
