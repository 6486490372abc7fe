"""Makes the tiny transformer of the tests: encoder.onnx and tokenizer.json beside this file. Needs `onnx`, which the tests do not.

    python tests/understanding/tiny/make.py

It learned nothing. It has the shapes of the shipped one, looks at neighbours (each state holds a part of the text's mean), and scales its
8-bit products by the largest value of a batch, as the shipped one does.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

HERE = Path(__file__).parent
INNER, WIDTH = 16, 384
WORDS = [
    "late",
    "broken",
    "never",
    "thanks",
    "great",
    "refund",
    "the",
    "is",
    "my",
    "order",
    "lamp",
    "where",
    "love",
    "not",
    "please",
    "again",
]


def main() -> None:
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)] + list("0123456789.,!?'#@£$€-")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(HERE / "tokenizer.json"), pretty=False)
    chance = np.random.default_rng(7)
    words = chance.normal(size=(len(pieces), INNER)).astype(np.float32)
    wide = chance.normal(size=(INNER, WIDTH), scale=0.3).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["words", "ids"], ["pieces"]),
        helper.make_node("ReduceMean", ["pieces"], ["middle"], axes=[1], keepdims=1),
        helper.make_node("Add", ["pieces", "middle"], ["mixed"]),
        helper.make_node("MatMul", ["mixed", "wide"], ["states"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "l"])],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["n", "l", WIDTH])],
        [
            numpy_helper.from_array(words, "words"),
            numpy_helper.from_array(wide, "wide"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    whole = HERE / "whole.onnx"
    onnx.save(model, whole)
    quantize_dynamic(whole, HERE / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()


if __name__ == "__main__":
    main()
