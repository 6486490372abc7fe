"""What a member may correct in a reading, and the reading after it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from makegood.kernel.refusals import Refusal
from makegood.understanding.rules import guards
from makegood.understanding.types import Act, Advocacy, Asked, Feeling, Finding, Happened, Leaving, Reading, Urgency

_ONE: Mapping[str, type[StrEnum]] = {"act": Act, "feeling": Feeling, "urgency": Urgency, "leaving": Leaving, "advocacy": Advocacy}
SEVERAL: Mapping[str, type[StrEnum]] = {"happened": Happened, "asked": Asked}
FIELDS = (*_ONE, *SEVERAL)


def checked(field: str, now: str) -> str:
    """The correction in one spelling: a label, or for `happened` and `asked` labels with commas ("" for none).

    Refuses `unknown_question` and `unknown_label`, naming what may be said.
    """
    labels = _ONE.get(field) or SEVERAL.get(field)
    if labels is None:
        sentence = f"A reading has no “{field}” to correct. Choose one of: {', '.join(FIELDS)}."
        raise Refusal("unknown_question", sentence, {"field": "unknown"})
    said = tuple(dict.fromkeys(part.strip() for part in now.split(",") if part.strip()))
    allowed = [str(label) for label in labels]
    if any(label not in allowed for label in said) or (field in _ONE and len(said) != 1):
        sentence = f"“{now}” is no answer to “{field}”. Choose from: {', '.join(allowed)}."
        raise Refusal("unknown_label", sentence, {"now": "unknown"})
    return ", ".join(said)


def said(reading: Reading, field: str) -> str:
    """What the reading says to this question, in the spelling of `checked`."""
    answer: Finding | tuple[Finding, ...] = getattr(reading, field)
    return answer.label if isinstance(answer, Finding) else ", ".join(finding.label for finding in answer)


def corrected(reading: Reading, field: str, now: str) -> Reading:
    """The reading with a member's word in it: certain, carried by no words of the text. Who says what it is says whether it is a complaint."""
    certain = tuple(Finding(label, label, 1.0) for label in now.split(", ") if label)
    open_questions = tuple(name for name in reading.unsure_about if name != field)
    answer: dict[str, object] = {field: certain if field in SEVERAL else certain[0]}
    if field == "act":
        answer |= {"complains": guards.complains_after(now), "tier": guards.BY_MEMBER}
    return replace(reading, unsure_about=open_questions, **answer)  # type: ignore[arg-type]
