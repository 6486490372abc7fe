"""The cascade: certain patterns, then the first step (tables and hashed n-grams), then the small transformer for what is not sure.

Most texts never reach the transformer: each question has a band, set on texts kept out of training, above which the first step's answer is
as good. Pure: same texts, same readings, whatever stands beside them; order kept; never raises on any text. `glance` is for when more waits than
can be read at leisure: the same questions, the first step's calibrated answers alone, marked so that they are read again. A large model, where a
brand has switched one on, is asked later and elsewhere about what `unsure_about` names: it never stands in a message's way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from makegood.understanding.readers.cascade import features, verdicts
from makegood.understanding.readers.cascade.joins import COMPLAINS, Chances, Doubles, Join, Joins
from makegood.understanding.readers.cascade.verdicts import Answer
from makegood.understanding.readers.first import patterns
from makegood.understanding.readers.first.linear import softmax
from makegood.understanding.readers.first.reader import BATCH, FirstReader, whole
from makegood.understanding.readers.first.spelling import unframed
from makegood.understanding.readers.first.words import cut
from makegood.understanding.readers.small.encoder import Encoder, Seen
from makegood.understanding.rules import acts, certain, feelings, guards, kindness, loyalties, matters, spam, stuck
from makegood.understanding.rules.doubt import MOST_WORDS
from makegood.understanding.rules.evidence import Evidence
from makegood.understanding.types import LET_DOWN, UNSURE, Act, Feeling, Finding, Happened, Reading, TextIn, Urgency

INTENTS = "intents"  # the head that knows what sort of request it is
RULES = 8  # raise it with any change of the rules that changes readings
KIND_BELOW = (
    2 * guards.MOST_COMPLAINING
)  # of the first step's chance of a complaint: kind words under it are read whole even in a hurry
_ONE = ("act", "feeling", "leaving", "advocacy")
_TALKED = {"risk": ("going",), "yes": ("going",), "warns": ("warns",), "recommends": ("recommends",)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One text on its way: what the first step found, and what the transformer saw where it was asked."""

    text: str
    found: Evidence
    seen: Seen | None
    put_off: bool = False  # the transformer would be asked, but not now


class CascadeReader:
    """Reads with these joins and this transformer, which is loaded when the first text needs it."""

    def __init__(self, joins: Joins, encoder: Encoder, first: FirstReader | None = None) -> None:
        self._joins, self._encoder = joins, encoder
        self._first = first or FirstReader()
        self.version = f"cascade-{RULES}-{joins.version}-{self._first.version.removeprefix('first-')}"

    def get_ready(self) -> None:
        """Loads what runs the transformer, which processes forked afterwards share."""
        self._encoder.get_ready()

    def let_go(self) -> None:
        """Gives the transformer's memory back until it is needed again."""
        self._encoder.let_go()

    def read(self, texts: list[TextIn]) -> list[Reading]:
        """One reading per text, in the same order."""
        readings: list[Reading] = []
        for start in range(0, len(texts), BATCH):
            readings += self._read([_bare(each) for each in texts[start : start + BATCH]])
        return readings

    def glance(self, texts: list[TextIn]) -> list[Reading]:
        """As `read`, several times quicker and coarser: where the first step is not sure its answer stands, and the reading's tier is “glance”.
        What may be kind words is read whole."""
        readings: list[Reading] = []
        for start in range(0, len(texts), BATCH):
            readings += self._read([_bare(each) for each in texts[start : start + BATCH]], at_leisure=False)
        return readings

    def chances(self, texts: list[TextIn]) -> list[dict[str, dict[str, float]]]:
        """Every label's probability by question, for whoever judges the reader; those of certain patterns are the first step's."""
        told: list[dict[str, dict[str, float]]] = []
        for start in range(0, len(texts), BATCH):
            chances = self._weigh([_bare(each) for each in texts[start : start + BATCH]]).chances
            labels = {name: join.labels for name, join in self._joins.by_question.items()}
            tables = {name: each.tolist() for name, each in chances.items()}
            told += [
                {name: dict(zip(labels[name], rows[row], strict=True)) for name, rows in tables.items()}
                for row in range(len(next(iter(tables.values()))))
            ]
        return told

    def intents(self, texts: list[TextIn]) -> list[dict[str, float]]:
        """The probability of each intent that the head “intents” knows, by the transformer alone; empty where the weights have no such head."""
        if INTENTS not in self._joins.heads.by_name:
            return [{} for _ in texts]
        labels = self._joins.heads.by_name[INTENTS].labels
        pooled = np.stack([each.pooled for each in self._encoder.see_all([whole(each) for each in texts])])
        return [dict(zip(labels, row, strict=True)) for row in softmax(self._joins.heads.scores(pooled, (INTENTS,))).tolist()]

    def _weigh(self, written: Sequence[str], *, at_leisure: bool = True) -> "_Weighed":
        found, grams = self._first.weigh_grams(written)
        rows, far = np.hstack([features.rows(found), self._joins.wordings.scores(grams)]), features.abroad(found)
        sure = np.array([certain.is_certain(each) for each in found], dtype=np.bool_)
        chances = self._joins.first(rows, far)
        unsure = self._joins.not_sure(chances) & ~sure
        now = unsure if at_leisure else unsure & self._may_be_kind(chances)
        rows_now = np.flatnonzero(now).tolist()
        seen = dict(zip(rows_now, self._encoder.see_all([written[row] for row in rows_now]), strict=True))
        self._ask_both(chances, rows, far, seen)
        _heed_phrases(chances, self._joins.by_question, written)
        return _Weighed(found, sure, seen, unsure & ~now, chances)

    def _may_be_kind(self, chances: Chances) -> npt.NDArray[np.bool_]:
        """Rather praise than anything else, with little of a complaint in it: a machine thanks for kind words, so that it must be sure of them
        at once. Where the first step hears more of a complaint, the transformer hardly ever takes it all away (19 of 20 kind words of
        public tweets are under the bound), and a person or the second reading looks."""
        praise = chances["act"].argmax(axis=1) == self._joins.by_question["act"].labels.index(Act.PRAISE)
        return np.asarray(praise & (chances[COMPLAINS][:, -1] <= KIND_BELOW))

    def _read(self, written: Sequence[str], *, at_leisure: bool = True) -> list[Reading]:
        weighed = self._weigh(written, at_leisure=at_leisure)
        asked = [
            _Asked(text, each, weighed.seen.get(row), bool(weighed.put_off[row]))
            for row, (text, each) in enumerate(zip(written, weighed.found, strict=True))
        ]
        learned = self._verdicts(weighed.chances, weighed.found)
        return [
            self._first.reading(each.text, each.found, self.version) if weighed.sure[row] else self._reading(each, learned, row)
            for row, each in enumerate(asked)
        ]

    def _ask_both(self, chances: Chances, rows: Doubles, far: Doubles, seen: dict[int, Seen]) -> None:
        """Puts what both steps say together in the place of what the first said alone."""
        if not seen:
            return
        asked = list(seen)
        for name, chance in self._joins.both(rows[asked], far[asked], np.stack([each.pooled for each in seen.values()])).items():
            chances[name][asked] = chance

    def _verdicts(self, chances: Chances, found: Sequence[Evidence]) -> "_Verdicts":
        joins, thresholds = self._joins.by_question, self._joins.thresholds
        named = {step: ["automatic" not in each.hits and step in each.hits for each in found] for step in certain.GRAVE}
        return _Verdicts(
            one={name: verdicts.likeliest(chances[name], joins[name].labels, name, thresholds) for name in _ONE},
            told=[certain.harm_told(each) for each in found],
            happened=verdicts.several(chances["happened"], joins["happened"].labels, "happened", thresholds),
            some_harm=verdicts.likeliest_of_several(chances["happened"], joins["happened"].labels),
            asked=verdicts.several(chances["asked"], joins["asked"].labels, "asked", thresholds),
            urgency=verdicts.urgencies(chances["urgency"], joins["urgency"].labels, thresholds, named),
            complains=chances[COMPLAINS][:, -1].tolist(),
            feelings=_in_order(chances["feeling"], joins["feeling"]),
        )

    def _reading(self, asked: _Asked, learned: "_Verdicts", row: int) -> Reading:
        found, text = asked.found, asked.text
        one = {name: self._finding(name, learned.one[name][row], asked) for name in _ONE}
        if (told := learned.told[row]) and one["act"].best not in LET_DOWN:
            one["act"] = self._finding("act", Answer(str(Act.COMPLAINT), told, True), asked)
        one["leaving"] = loyalties.without_point(found, one["leaving"])
        return Reading(
            feeling=one["feeling"],
            act=one["act"],
            happened=_together(_harms(learned, row, one["act"]), _told(found, one["act"]), self._finder("happened", asked)),
            asked=_together(learned.asked[row], matters.asked(found, {}), self._finder("asked", asked)),
            urgency=self._finding("urgency", learned.urgency[row], asked),
            language=found.language,
            named=patterns.named(text),
            spam=spam.probability(found),
            version=self.version,
            strength=feelings.strength(found, learned.feelings[row]),
            unsure_about=tuple(name for name, finding in one.items() if finding.label == UNSURE),
            leaving=one["leaving"],
            advocacy=one["advocacy"],
            tier="small" if asked.seen else guards.BY_GLANCE if asked.put_off else "first",
            complains=round(max(_let_down(learned.complains[row], one["act"], asked), learned.told[row]), 4),
        )

    def _finder(self, question: str, asked: _Asked) -> Callable[[Answer], Finding]:
        return lambda answer: self._finding(question, answer, asked)

    def _finding(self, question: str, answer: Answer, asked: _Asked) -> Finding:
        label, chance, said = answer
        words: tuple[str, ...] = ()
        if label not in _SILENT:
            words = _words(question, label, asked.found)
            if label == Urgency.STRANDED and (phrase := stuck.phrase(asked.text)):
                words = (phrase, *words)
            if asked.seen is not None and len(words) < MOST_WORDS:
                words += self._joins.heads.words(asked.seen, question, label)
            words = tuple(dict.fromkeys(words))[:MOST_WORDS] if words else ()
        return Finding(label if said else UNSURE, label, round(chance, 4), words)


def _bare(text: TextIn) -> str:
    """What is read of a message: all but thanks and wishes by custom."""
    return unframed(whole(text))


def _heed_phrases(chances: Chances, joins: Mapping[str, Join], written: Sequence[str]) -> None:
    """Whoever says in named words that they are stuck is so with `stuck.CHANCE` at least; the other steps share what is left as before."""
    if "urgency" not in joins:
        return
    column, table = joins["urgency"].labels.index(Urgency.STRANDED), chances["urgency"]
    for row, text in enumerate(written):
        if table[row, column] < stuck.CHANCE and stuck.phrase(text):
            table[row] *= (1.0 - stuck.CHANCE) / (1.0 - table[row, column])
            table[row, column] = stuck.CHANCE


def _let_down(chance: float, act: Finding, asked: _Asked) -> float:
    """The chance that they are let down: never more than what is known of praise that says nothing but kind words."""
    if act.label != Act.PRAISE or not kindness.only_kind(cut(asked.text).plain, asked.found.language or "en"):
        return chance
    return min(chance, kindness.MEANT_OTHERWISE)


def _harms(learned: "_Verdicts", row: int, act: Finding) -> list[Answer]:
    """What may be said to have happened; of who complains the likeliest where nothing may be: something did, and a member sees how sure we are."""
    return learned.happened[row] or ([learned.some_harm[row]] if act.label == Act.COMPLAINT else [])


def _told(found: Evidence, act: Finding) -> tuple[Finding, ...]:
    """The harms that the tables name. That it was something else is learned."""
    return tuple(finding for finding in matters.happened(found, act, {}) if finding.label != Happened.OTHER)


def _together(learned: Sequence[Answer], named: Sequence[Finding], found: Callable[[Answer], Finding]) -> tuple[Finding, ...]:
    """Of several labels: what the tables name by its words, and what was learned beside it; likeliest first.

    "Something else" is left out where anything else was found."""
    told = {finding.label: finding for finding in named}
    told |= {answer.label: found(answer) for answer in learned if answer.label not in told}
    if len(told) > 1:
        told.pop(str(Happened.OTHER), None)
    return tuple(sorted(told.values(), key=lambda finding: -finding.probability))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the first step found, who is certain, what the transformer saw, of whom it is asked later, and every chance."""

    found: list[Evidence]
    sure: npt.NDArray[np.bool_]
    seen: dict[int, Seen]
    put_off: npt.NDArray[np.bool_]
    chances: Chances


_SILENT = frozenset(("none", "no", "normal", "neutral"))  # labels of what was not said: no word carries them


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """The answers of a batch, text by text."""

    one: dict[str, list[Answer]]
    told: list[float]  # the chance that the tables alone give to a complaint, where the learned steps know little
    happened: list[list[Answer]]
    some_harm: list[Answer]  # the likeliest, of which one may not be sure
    asked: list[list[Answer]]
    urgency: list[Answer]
    complains: list[float]
    feelings: list[tuple[float, float, float]]


def _in_order(chances: Doubles, join: Join) -> list[tuple[float, float, float]]:
    """Negative, neutral, positive of each text."""
    order = [join.labels.index(feeling) for feeling in feelings.ORDER]
    return [(negative, neutral, positive) for negative, neutral, positive in chances[:, order].tolist()]


def _words(question: str, label: str, found: Evidence) -> tuple[str, ...]:
    """The phrases of the tables that speak for the label, and the words that the n-grams weigh."""
    if question == "act":
        return acts.carried(found, Act(label))
    if question == "feeling":
        return feelings.carried(found, Feeling(label))
    return found.words(*_TALKED.get(label, (label,)))
