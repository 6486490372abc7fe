"""The cascade with the weights that the package carries. Loads the joins now and the transformer when it is needed."""

from functools import cache

from makegood.understanding.readers.cascade import joins
from makegood.understanding.readers.cascade.joins import Joins
from makegood.understanding.readers.cascade.reader import CascadeReader
from makegood.understanding.readers.small.encoder import Encoder, shipped
from makegood.understanding.readers.small.heads import ALIKE, AlikeEmbedder


@cache
def cascade() -> CascadeReader:
    """The reader; one for each process."""
    return CascadeReader(_joins(), _encoder())


def alike() -> AlikeEmbedder | None:
    """Texts as vectors by the same transformer, or None where its weights have no such head."""
    return AlikeEmbedder(_encoder(), _joins().heads, _joins().version) if ALIKE in _joins().heads.by_name else None


@cache
def _joins() -> Joins:
    return joins.load((shipped() / "heads.npz").read_bytes())


@cache
def _encoder() -> Encoder:
    return Encoder()
