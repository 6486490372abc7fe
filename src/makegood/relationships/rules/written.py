"""Programmes and occasions as they are kept, and read again; and what a programme must be. Pure."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.relationships.rules import feasts
from makegood.relationships.types import About, Audience, ProgrammeIn, Rhythm, Rule, Since, Step, StepKind

PLACES = ("name", "brand", "day", "km", "years", "feast", "gift", "of")
_PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST_TEXT, LONGEST_SUBJECT = 4_000, 200


def check(told: ProgrammeIn) -> ProgrammeIn:
    """The programme with its spaces trimmed. Refuses ("bad_programme") naming what is wrong with each field."""
    wrong: dict[str, str] = {}
    rule = told.rule
    if not 0 < len(told.name.strip()) <= 120:
        wrong["name"] = "give it a name of at most 120 letters"
    if rule.rhythm is Rhythm.MONTHS and not 1 <= rule.every <= 120:
        wrong["every"] = "from 1 to 120 months"
    if rule.rhythm is Rhythm.KILOMETRES and not 100 <= rule.every <= 200_000:
        wrong["every"] = "from 100 to 200,000 kilometres"
    if rule.rhythm in (Rhythm.MONTHS, Rhythm.AFTER) and rule.since is None:
        wrong["since"] = "say what it is counted from"
    if rule.rhythm is Rhythm.AFTER and not 0 <= rule.days <= 365:
        wrong["days"] = "from 0 to 365 days"
    if rule.rhythm is Rhythm.FEAST and (not rule.feasts or set(rule.feasts) - feasts.BY_NAME.keys()):
        wrong["feasts"] = "choose at least one of those that are known"
    if not 0 <= rule.ahead <= 90:
        wrong["ahead"] = "from 0 to 90 days"
    if not 0 <= told.hour <= 23:
        wrong["hour"] = "from 0 to 23"
    if not 0 <= told.holdout <= 5_000:
        wrong["holdout"] = "at most half of the people"
    if not 0 <= told.good_for <= 60:
        wrong["good_for"] = "from 0 to 60 days"
    wrong |= _steps_wrong(told.steps)
    if wrong:
        raise Refusal("bad_programme", "; ".join(f"{field}: {why}" for field, why in wrong.items()) + ".", wrong)
    return replace(told, name=told.name.strip())


def _steps_wrong(steps: tuple[Step, ...]) -> dict[str, str]:
    if not steps:
        return {"steps": "say what is done: a message, a call, a card or a gift"}
    wrong: dict[str, str] = {}
    gift = any(step.kind is StepKind.GIFT for step in steps)
    if len({step.kind for step in steps}) < len(steps):
        wrong["steps"] = "each kind of step once"
    for step in steps:
        if step.kind is StepKind.GIFT:
            if not step.code:
                wrong["gift"] = "choose something of the catalogue"
            continue
        if not any(text.strip() for text in step.text.values()):
            wrong[step.kind.value] = "write the words in one language at least"
        for text in (*step.text.values(), *step.subject.values()):
            unknown = [place for place in _PLACE.findall(text) if place not in PLACES]
            if unknown:
                known = ", ".join(f"{{{place}}}" for place in PLACES)
                wrong[step.kind.value] = f"{{{unknown[0]}}} is not known; these are: {known}"
            elif "{gift}" in text and not gift:
                wrong[step.kind.value] = "{gift} is named, and no gift is given"
            elif len(text) > LONGEST_TEXT:
                wrong[step.kind.value] = f"at most {LONGEST_TEXT} characters"
        if any(len(one) > LONGEST_SUBJECT for one in step.subject.values()):
            wrong["subject"] = f"at most {LONGEST_SUBJECT} characters"
    return wrong


def filled(text: str, values: dict[str, str]) -> str:
    """The words with their places filled; a name that nobody knows leaves no gap before a comma."""
    said = _PLACE.sub(lambda found: values.get(found[1], ""), text)
    return re.sub(r" +([,.!?])", r"\1", re.sub(r"[ \t]{2,}", " ", said)).strip()


def in_language(texts: dict[str, str], language: str, otherwise: str) -> str:
    """The words in their language, else in the brand's, else in whichever there is."""
    for one in (language[:2], otherwise[:2], *texts):
        if texts.get(one, "").strip():
            return texts[one]
    return ""


def rule_out(rule: Rule) -> dict[str, Any]:
    return {
        "rhythm": rule.rhythm.value,
        "every": rule.every,
        "days": rule.days,
        "since": rule.since.value if rule.since else "",
        "feasts": list(rule.feasts),
        "ahead": rule.ahead,
    }


def rule_in(kept: dict[str, Any]) -> Rule:
    return Rule(
        Rhythm(kept["rhythm"]),
        every=int(kept.get("every", 0)),
        days=int(kept.get("days", 0)),
        since=Since(kept["since"]) if kept.get("since") else None,
        feasts=tuple(kept.get("feasts", ())),
        ahead=int(kept.get("ahead", 0)),
    )


def steps_out(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    return [{"kind": one.kind.value, "subject": one.subject, "text": one.text, "code": one.code} for one in steps]


def steps_in(kept: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(StepKind(one["kind"]), dict(one["subject"]), dict(one["text"]), one["code"]) for one in kept)


def audience_out(audience: Audience) -> dict[str, Any]:
    return {"segment_id": str(audience.segment_id) if audience.segment_id else "", "fact": audience.fact}


def audience_in(kept: dict[str, Any]) -> Audience:
    segment = kept.get("segment_id")
    return Audience(UUID(segment) if segment else None, kept.get("fact", ""))


def about_in(kept: dict[str, Any]) -> About:
    return About(years=int(kept.get("years", 0)), km=int(kept.get("km", 0)), feast=kept.get("feast", ""), of=kept.get("of", ""))
