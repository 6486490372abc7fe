"""What was found in a text, as plain values, before any verdict. The rules read nothing else."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

HARMS = ("late", "lost", "faulty", "wrong_item", "billing", "staff", "outage", "quality", "privacy", "safety")
ASKS = ("refund", "replacement", "information", "call", "apology", "cancel")
BAD = frozenset((*HARMS, "negative", "furious", "sarcasm"))
GOOD = frozenset(("positive", "strong_positive", "thanks", "loyalty", "recovered"))
KIND = ("loyalty", "recovered", "strong_positive", "thanks")
_WISHES, _OTHER_GOOD = frozenset(("request", *ASKS)), GOOD - {"thanks"}
_BAD_OR_TURNED, _HARMS, _KIND = BAD | {"turned"}, frozenset(HARMS), frozenset(KIND)
TURNED_BY_NEGATION = frozenset(("positive", "strong_positive", "loyalty", "recovered", "thanks"))
LIFTED_BY_NEGATION = frozenset(("negative", "furious", "faulty", "quality", "safety", "staff", "privacy", "legal", "billing"))
SIGNALS = (
    *HARMS, *ASKS, "legal", "stranded", "deadline", "positive", "strong_positive", "thanks", "courtesy", "loyalty", "recovered",
    "negative", "furious", "soft", "sarcasm", "document", "request", "contrast", "inform", "automatic", "spam", "turned",
)  # fmt: skip
TALK = (
    "going",
    "buying",
    "recommends",
    "warns",
    "stuck",
    "authority",
    "frail",
)  # counted apart from SIGNALS: they inform the joins alone
MOST_COUNTED = 3
NOTHING = "nothing"  # phrases that look like a signal and are none


class Hit(NamedTuple):
    """One phrase of a table in the text: which signal, the words, where (word and sentence number), and whether a "not" or an "if …?" stood before it."""

    signal: str
    words: str
    position: int
    sentence: int
    negated: bool = False
    supposed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the rules may look at. `complaint` is the learned score (log odds), `feelings` the learned
    probabilities of negative, neutral, positive; `spam` log odds; `request` log odds of a request against a question."""

    hits: Mapping[str, tuple[Hit, ...]]
    asks: int  # sentences that end in a question mark
    plain_asks: int  # those that do not politely request something ("could you send …?")
    sentences: int
    exclamations: int
    shouting: float  # share of the longer words in capitals
    length: int  # words and pictures
    last_good: int  # position of the last kind word, −1 where there is none
    last_bad: int
    but_after_good: bool  # a "but" between the last kind words and the last bad ones
    harmed: bool  # a harm is told
    put_right: bool  # the text ends on kind words: whatever went wrong is made good
    language: str = "en"
    complaint: float = 0.0
    feelings: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)
    request: float = 0.0
    spam: float = 0.0
    complaint_words: tuple[str, ...] = ()
    feeling_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    talk: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)

    def count(self, signal: str) -> int:
        return min(len(self.hits.get(signal, ())), MOST_COUNTED)

    def words(self, *signals: str) -> tuple[str, ...]:
        """The words that carried these signals, those of TALK too, in the order of the signals, each once."""
        found: dict[str, None] = {}
        for signal in signals:
            for hit in self.hits.get(signal) or self.talk.get(signal, ()):
                found[hit.words] = None
        return tuple(found)

    def learned(
        self,
        *,
        complaint: float,
        feelings: tuple[float, float, float],
        request: float,
        spam: float,
        complaint_words: tuple[str, ...],
        feeling_words: Mapping[str, tuple[str, ...]],
    ) -> "Evidence":
        """The same evidence with learned scores in it: `replace` in a quarter of the time."""
        return Evidence(
            self.hits, self.asks, self.plain_asks, self.sentences, self.exclamations, self.shouting, self.length, self.last_good,
            self.last_bad, self.but_after_good, self.harmed, self.put_right, self.language, complaint, feelings, request, spam,
            complaint_words, feeling_words, self.talk,
        )  # fmt: skip


def settle(hits: Iterable[Hit]) -> dict[str, tuple[Hit, ...]]:
    """Hits by signal after negation and supposition: "not happy" is unhappy, "not broken" is nothing, "if it breaks?" is nothing."""
    kept: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.signal == NOTHING or (hit.supposed and hit.signal in BAD):
            continue
        if hit.negated and hit.signal in LIFTED_BY_NEGATION:
            continue
        signal = "turned" if hit.negated and hit.signal in TURNED_BY_NEGATION else hit.signal
        kept.setdefault(signal, []).append(hit)
    return {signal: tuple(found) for signal, found in kept.items()}


def settle_talk(hits: Iterable[Hit]) -> dict[str, tuple[Hit, ...]]:
    """Hits of TALK by signal: what is not recommended is warned of; what is only supposed or denied is nothing."""
    kept: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.negated and hit.signal == "recommends":
            kept.setdefault("warns", []).append(hit)
        elif not hit.supposed and not hit.negated:
            kept.setdefault(hit.signal, []).append(hit)
    return {signal: tuple(found) for signal, found in kept.items()}


def gather(
    *,
    hits: Iterable[Hit],
    asks: Set[int],
    sentences: int,
    exclamations: int,
    shouting: float,
    length: int,
    language: str,
    talk: Iterable[Hit] = (),
) -> Evidence:
    """The evidence of one text from the hits of its tables, in the order of the text, and from its shape."""
    kept = _sarcastic(_courteous(settle(hits), asks))
    good: list[int] = []
    bad: list[int] = []
    for signal, found in kept.items():
        if signal in GOOD:
            good += [hit.position for hit in found]
        elif signal in _BAD_OR_TURNED:
            bad += [hit.position for hit in found]
    last_good, last_bad = max(good, default=-1), max(bad, default=-1)
    but_after_good = (
        bool(good and bad)
        and last_bad > last_good
        and any(min(good) < hit.position < last_bad for hit in kept.get("contrast", ()))
    )
    return Evidence(
        hits=kept,
        asks=len(asks),
        plain_asks=len(asks - _requesting(kept)) if asks else 0,
        sentences=sentences,
        exclamations=exclamations,
        shouting=shouting,
        length=length,
        last_good=last_good,
        last_bad=last_bad,
        but_after_good=but_after_good,
        harmed=not _HARMS.isdisjoint(kept),
        put_right=last_good > last_bad and "sarcasm" not in kept and not _KIND.isdisjoint(kept),
        language=language,
        talk=settle_talk(talk),
    )


def _requesting(kept: Mapping[str, tuple[Hit, ...]]) -> set[int]:
    """Sentences that request something to be done or sent, rather than to be told."""
    told = {hit.sentence for hit in kept.get("information", ())}
    wanted = ("request", *(ask for ask in ASKS if ask != "information"))
    return {hit.sentence for signal in wanted for hit in kept.get(signal, ())} - told


def _sarcastic(kept: dict[str, tuple[Hit, ...]]) -> dict[str, tuple[Hit, ...]]:
    """A text that opens with one word of praise and then tells only harm means the opposite: "Brilliant. The van never came."."""
    if BAD.isdisjoint(kept) or GOOD.isdisjoint(kept):
        return kept
    good = [hit for signal in GOOD for hit in kept.get(signal, ())]
    bad = [hit for signal in BAD for hit in kept.get(signal, ())]
    if len(good) != 1 or good[0].position > 0 or not bad or good[0].signal == "thanks" or min(hit.sentence for hit in bad) == 0:
        return kept
    return {
        **{signal: hits for signal, hits in kept.items() if signal != good[0].signal},
        "sarcasm": (*kept.get("sarcasm", ()), good[0]),
    }


def _courteous(kept: dict[str, tuple[Hit, ...]], asks: Set[int]) -> dict[str, tuple[Hit, ...]]:
    """Thanks that only close a request or a question, with no other kind word, are courtesy and not praise."""
    if "thanks" not in kept or not (asks or not _WISHES.isdisjoint(kept)) or not _OTHER_GOOD.isdisjoint(kept):
        return kept
    return {
        **{signal: hits for signal, hits in kept.items() if signal != "thanks"},
        "courtesy": kept["thanks"] + kept.get("courtesy", ()),
    }


def counted(evidence: Evidence) -> list[float]:
    """The evidence as numbers for the small models: the signals' counts, then the shape of the text. NAMES gives their order."""
    row = [0.0] * len(SIGNALS)  # the counts, then the shape
    for signal, found in evidence.hits.items():
        place = _PLACES.get(signal)
        if place is not None:
            row[place] = float(min(len(found), MOST_COUNTED))
    row += (
        float(min(evidence.asks, MOST_COUNTED)),
        float(min(evidence.exclamations, MOST_COUNTED)),
        evidence.shouting,
        float(evidence.put_right),
        float(evidence.put_right and evidence.harmed),
        float(evidence.last_bad > evidence.last_good >= 0),
        float(evidence.but_after_good),
        float(evidence.last_good >= 0),
        float(evidence.last_bad >= 0),
    )
    return row


_PLACES = {signal: place for place, signal in enumerate(SIGNALS)}
NAMES = (
    *SIGNALS,
    "asks",
    "exclamations",
    "shouting",
    "put_right",
    "put_right_after_harm",
    "bad_after_good",
    "but_after_good",
    "any_good",
    "any_bad",
)
