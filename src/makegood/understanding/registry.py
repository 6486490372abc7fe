"""Which reader reads. A better one is one folder under readers/ and a line here; nothing else in the tree is edited."""

from functools import cache

from django.conf import settings

from makegood.understanding.types import Embedder, Reader


@cache
def reader() -> Reader:
    """The reader in use, made once per process, and loaded only where something is read: numpy and the weights are no small thing.

    The cascade where its weights and what runs them are there, and the house has not chosen the first step alone (`READER`, quicker and
    coarser); else the first step alone, with nothing else missing.
    """
    if _small():
        from makegood.understanding.readers.cascade.shipped import cascade

        return cascade()
    from makegood.understanding.readers.first.reader import FirstReader

    return FirstReader()


@cache
def embedder() -> Embedder:
    """What turns texts into vectors, made once per process and only where it is needed.

    The transformer where its weights are there and were taught to; else the hashed words, under a version of their own.
    """
    if _small():
        from makegood.understanding.readers.cascade import shipped

        if (small := shipped.alike()) is not None:
            return small
    from makegood.understanding.readers.first.alike import WordsEmbedder

    return WordsEmbedder()


def _small() -> bool:
    from makegood.understanding.readers.small import encoder

    return settings.READER == "small" and encoder.is_there()


def get_ready() -> None:
    """Loads the reader, and what processes forked afterwards shall share of it. May be repeated."""
    if hasattr(found := reader(), "get_ready"):
        found.get_ready()


def let_go() -> None:
    """Gives back what reader and embedder can load again, where nothing is to be read for a while. May be repeated."""
    for made in (reader, embedder):
        if made.cache_info().currsize and hasattr(found := made(), "let_go"):
            found.let_go()
