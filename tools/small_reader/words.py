"""One text as the small transformer sees it in training: exactly what the product's reader makes of it. Never labels anything."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from makegood.understanding.readers.small.pieces import HEAD, TAIL, written

Ids = list[npt.NDArray[np.int32]]


def pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> Ids:
    """The numbers of each text's word pieces, [CLS] and [SEP] included, its middle left out where it is long."""
    found = []
    for encoded in tokenizer.encode_batch([written(text) for text in texts], add_special_tokens=True):
        ids = encoded.ids
        kept = ids if len(ids) <= HEAD + TAIL else ids[:HEAD] + ids[-TAIL:]
        found.append(np.array(kept, dtype=np.int32))
    return found
