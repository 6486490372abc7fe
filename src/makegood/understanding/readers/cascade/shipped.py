"""The cascade with the weights that the package carries. Loads the joins now and the transformer when it is needed."""

from functools import cache
from hashlib import sha256

from makegood.understanding.readers.cascade import joins
from makegood.understanding.readers.cascade.joins import Joins
from makegood.understanding.readers.cascade.reader import CascadeReader
from makegood.understanding.readers.small import pieces
from makegood.understanding.readers.small.encoder import Encoder, shipped
from makegood.understanding.readers.small.heads import ALIKE, AlikeEmbedder


@cache
def cascade() -> CascadeReader:
    """The reader; one for each process."""
    return CascadeReader(_joins(), _encoder())


def alike() -> AlikeEmbedder | None:
    """Texts as vectors by the same transformer, or None where its weights have no such head. Its version changes with the head and with what the
    transformer is shown, and not with joins that are fitted anew: vectors that are kept stay good."""
    heads = _joins().heads
    if ALIKE not in heads.by_name:
        return None
    head = sha256(heads.by_name[ALIKE].weights.tobytes()).hexdigest()[:8]
    return AlikeEmbedder(_encoder(), heads, f"{pieces.RULES}-{head}")


@cache
def _joins() -> Joins:
    return joins.load((shipped() / "heads.npz").read_bytes())


@cache
def _encoder() -> Encoder:
    return Encoder()
