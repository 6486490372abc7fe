"""Runs the small transformer: one text's word pieces in, one state of 384 numbers for each piece out. Never judges, never downloads.

Each text goes through alone and without padding. The 8-bit weights scale what they multiply by the largest value of a whole batch, so that
in a batch a text's states would depend on its neighbours; alone they are the same always, and on one core a batch is hardly faster.

And they are the same on every processor. Those without 8-bit sums of their own (AVX2, AVX-512 without VNNI) add two products in 16 bits, which overflow;
asked to be exact they add in 32, which takes them longer. Those that have them (SUMS_OF_ITS_OWN) are exact without being asked, and are not: it would
take them 40 % longer for the same numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.small.pieces import HEAD, TAIL, words, written

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

WIDTH = 384
FILES = ("encoder.onnx", "tokenizer.json", "heads.npz")
SUMS_OF_ITS_OWN = "avx512_vnni"  # the Linux name of what adds four 8-bit products in 32 bits at once
_EXACT = "session.x64quantprecision"  # onnxruntime: no sum of 8-bit products overflows, whatever the processor
_PROCESSOR = Path("/proc/cpuinfo")
Floats = npt.NDArray[np.float32]
_Piece = TypeVar("_Piece")


@dataclass(frozen=True)
class Seen:
    """One text as the transformer saw it: `states[i]` belongs to the letters `spans[i]` of `text` (none for the two frame marks), and
    `pooled` is the mean of all states."""

    text: str
    spans: tuple[tuple[int, int], ...]
    states: Floats
    pooled: Floats

    @cached_property
    def words(self) -> list[tuple[str, list[int]]]:
        """The words of the text, each with the numbers of its pieces; found once, however many answers are explained."""
        return words(self.text, self.spans)


class Encoder:
    """The shipped encoder, or that of a folder. Loaded at the first text, let go by `let_go`, loaded again when needed."""

    def __init__(self, folder: Traversable | None = None) -> None:
        self.folder = folder or shipped()
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    def see(self, text: str) -> Seen:
        """A tidy text, its middle left out where it is long. The same states whatever else is read; a second of length costs nothing more."""
        return next(self.see_all([text]))

    def see_all(self, texts: Sequence[str]) -> Iterator[Seen]:
        """Each of the texts as `see` sees it, in their order, one when it is asked for: whoever keeps their means alone holds the states of one. All are cut
        into pieces first, so that afterwards nothing else drives the weights out of the processor's own memory."""
        cut = [(plain, self._encode(plain)) for plain in map(written, texts)]
        for plain, encoded in cut:
            states = np.asarray(self._run(np.array([_kept(encoded.ids)], dtype=np.int64))[0], dtype=np.float32)
            yield Seen(plain, tuple(_kept(encoded.offsets)), states, states.mean(axis=0))

    def get_ready(self) -> None:
        """Loads what runs it, which processes forked afterwards share; the weights themselves only where a text is read."""
        import onnxruntime  # noqa: F401
        import tokenizers  # noqa: F401

    def let_go(self) -> None:
        """Gives the weights' memory back (some 40 MB); the next text loads them again, which takes a tenth of a second."""
        self._session = self._tokenizer = None

    def _encode(self, text: str) -> "Encoding":
        return self._loaded()[1].encode(text)

    def _run(self, ids: npt.NDArray[np.int64]) -> Floats:
        session, _ = self._loaded()
        return np.asarray(session.run(["states"], {"ids": ids})[0])

    def _loaded(self) -> "tuple[InferenceSession, Tokenizer]":
        session, tokenizer = self._session, self._tokenizer  # another thread may let go meanwhile
        if session is None or tokenizer is None:
            session, tokenizer = _session(self.folder), _tokenizer(self.folder)
            self._session, self._tokenizer = session, tokenizer
        return session, tokenizer


def shipped() -> Traversable:
    """The folder of the weights inside the package."""
    return resources.files(__package__) / "weights"


def is_there(folder: Traversable | None = None) -> bool:
    """Whether the weights lie there and this machine can run them."""
    place = folder or shipped()
    return all((place / name).is_file() for name in FILES) and all(find_spec(name) for name in ("onnxruntime", "tokenizers"))


def adds_exactly(processor: str) -> bool:
    """Whether every core of this processor, as Linux describes it, adds 8-bit products without being asked for exactness; False where it is not
    said."""
    flags = [line.split(":", 1)[1].split() for line in processor.splitlines() if line.startswith("flags")]
    return bool(flags) and all(SUMS_OF_ITS_OWN in each for each in flags)


def _processor() -> str:
    try:
        return _PROCESSOR.read_text("utf-8", "replace")
    except OSError:
        return ""


def _kept(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces that are read: all of a short text, of a long one its beginning and its end."""
    return pieces if len(pieces) <= HEAD + TAIL else [*pieces[:HEAD], *pieces[-TAIL:]]


def _session(folder: Traversable) -> "InferenceSession":
    """One thread, which no fork can lose. Memory is taken once and used again for the next text (some MB; asking for it anew each time costs 6 % of the
    speed), and goes with the session."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if not adds_exactly(_processor()):
        options.add_session_config_entry(_EXACT, "1")
    with resources.as_file(folder / "encoder.onnx") as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _tokenizer(folder: Traversable) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text("utf-8"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
