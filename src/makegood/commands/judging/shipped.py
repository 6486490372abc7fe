"""The readers that the product ships, without a database or settings: so that anybody can judge them on any machine. Never chooses for a house."""

from makegood.kernel.refusals import Refusal
from makegood.understanding.types import Reader

SMALL, FIRST = "small", "first"
NAMES = (SMALL, FIRST)


def reader(name: str = "") -> Reader:
    """The one that is named; without a name the best that runs here. Refuses (`no_weights`) the small transformer where it is not there."""
    from makegood.understanding.readers.small import encoder

    if name == SMALL and not encoder.is_there():
        raise Refusal(
            "no_weights",
            "reader: the small transformer's weights, or onnxruntime, are not here; judge “first”.",
            {"reader": "not here"},
        )
    if name != FIRST and encoder.is_there():
        from makegood.understanding.readers.cascade.shipped import cascade

        return cascade()
    from makegood.understanding.readers.first.reader import FirstReader

    return FirstReader()
