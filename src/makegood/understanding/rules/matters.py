"""What happened and what is asked: every label that the text carries, likeliest first. By named phrases, so each shows its words."""

from makegood.understanding.rules.doubt import Thresholds, decide
from makegood.understanding.rules.evidence import ASKS, HARMS, Evidence
from makegood.understanding.types import UNSURE, Act, Asked, Finding, Happened

ONE_PHRASE = 0.8  # precision of a single named phrase on the examples (docs/model-card.md)
EACH_FURTHER = 0.06
MOST = 0.97
OTHER = 0.6
WEAK_WHEN_NOT_COMPLAINING = 0.75


def happened(evidence: Evidence, act: Finding, thresholds: Thresholds) -> tuple[Finding, ...]:
    """The harms told, also those that were put right. `other` only where the text surely complains and no named harm is found."""
    told = [harm for harm in HARMS if harm in evidence.hits] if evidence.harmed else []
    found = [_named(evidence, harm, "happened", thresholds) for harm in told if not _said_of_the_site(evidence, harm)]
    kept = tuple(sorted((finding for finding in found if finding.label != UNSURE), key=lambda finding: -finding.probability))
    if kept or act.label != Act.COMPLAINT:
        return kept
    return (Finding(str(Happened.OTHER), str(Happened.OTHER), round(OTHER * act.probability, 4), act.words),)


def asked(evidence: Evidence, thresholds: Thresholds) -> tuple[Finding, ...]:
    """What the writer asks for. A question without another wish asks for information."""
    if "automatic" in evidence.hits:
        return ()
    named = [ask for ask in ASKS if ask in evidence.hits and ask != "information"]
    found = [_named(evidence, ask, "asked", thresholds) for ask in named if _wanted(evidence, ask)]
    if (
        evidence.plain_asks
        or (not found and ("information" in evidence.hits or _asks_of_us(evidence)))
        or "document" in evidence.hits
    ):
        found.append(
            decide(Asked.INFORMATION, ONE_PHRASE, evidence.words("information", "document") or ("?",), thresholds, "asked")
        )
    return tuple(sorted((finding for finding in found if finding.label != UNSURE), key=lambda finding: -finding.probability))


def _named(evidence: Evidence, label: str, question: str, thresholds: Thresholds) -> Finding:
    hits = evidence.hits[label]
    probability = min(MOST, ONE_PHRASE + EACH_FURTHER * (len(hits) - 1))
    return decide(label, probability, evidence.words(label), thresholds, question)


def _wanted(evidence: Evidence, ask: str) -> bool:
    """Named, and not in a sentence that gives thanks for it: a replacement that came is told and not asked."""
    thanked = {hit.sentence: hit.position for hit in evidence.hits.get("thanks", ())}
    asking = [hit for hit in evidence.hits.get(ask, ()) if hit.position < thanked.get(hit.sentence, hit.position + 1)]
    return bool(asking) and not (ask in ("replacement", "refund") and ("recovered" in evidence.hits or evidence.put_right))


def _asks_of_us(evidence: Evidence) -> bool:
    return evidence.asks > 0 and "document" not in evidence.hits


def _said_of_the_site(evidence: Evidence, harm: str) -> bool:
    """The words "does not load" of an outage are no faulty goods."""
    if harm != "faulty" or "outage" not in evidence.hits:
        return False
    outages = {hit.sentence for hit in evidence.hits["outage"]}
    return all(hit.sentence in outages for hit in evidence.hits["faulty"])
