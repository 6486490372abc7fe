"""Was it put right? One question at a time for each case, answered by a button; what was answered of late stands there as it was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from makegood.flows import asking, own_page_looks
from makegood.kernel.refusals import Refusal
from makegood.portal.mine import saying, writing
from makegood.portal.mine.parts import case_words
from makegood.portal.mine.parts.cases import about
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words
from makegood.questions.types import Ended

REMEMBERED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Row:
    """A question: open with its answers to choose from, or what they said and when."""

    id: UUID
    about: str
    answers: tuple[tuple[str, str], ...]
    said: str
    until: str


class Questions:
    """Was it put right?"""

    key: ClassVar[str] = "put-right"
    template: ClassVar[str] = "portal/mine/parts/questions.html"
    actions: ClassVar[frozenset[str]] = frozenset({"answer"})
    says: ClassVar[frozenset[str]] = frozenset({"thanks_yes", "thanks_not_yet"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            **writing.EN,
            **case_words.EN,
            "title": "Was it put right?",
            "yes": "Yes",
            "not_yet": "Not yet",
            "text": "Anything to add?",
            "answer": "Answer",
            "until": "We ask until {when}.",
            "said_yes": "You told us {when}: yes.",
            "said_not_yet": "You told us {when}: not yet.",
            "thanks_yes": "Thank you for telling us.",
            "thanks_not_yet": "Thank you for telling us. It is open again, and somebody looks at it now.",
            "choose": "Choose one of the two.",
            "over": "We do not ask this any more. Write to us below instead.",
            "before": "You told us before. If it has changed, write to us below.",
        },
        "de": {
            **writing.DE,
            **case_words.DE,
            "title": "Ist es in Ordnung gebracht?",
            "yes": "Ja",
            "not_yet": "Noch nicht",
            "text": "Möchten Sie etwas dazu sagen?",
            "answer": "Antworten",
            "until": "Wir fragen bis {when}.",
            "said_yes": "Sie sagten uns {when}: ja.",
            "said_not_yet": "Sie sagten uns {when}: noch nicht.",
            "thanks_yes": "Danke, dass Sie es uns sagen.",
            "thanks_not_yet": "Danke, dass Sie es uns sagen. Es ist wieder offen, und jemand sieht jetzt danach.",
            "choose": "Wählen Sie eines von beiden.",
            "over": "Danach fragen wir nicht mehr. Schreiben Sie uns stattdessen unten.",
            "before": "Das haben Sie uns schon gesagt. Wenn es sich geändert hat, schreiben Sie uns unten.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> tuple[Row, ...] | None:
        """What is asked now, and what they answered of late; no section where there is neither."""
        told = words_of(self, who.language)
        found = own_page_looks.questions_of(identity_ids=who.identity_ids, since=at - REMEMBERED, at=at)
        return tuple(_row(one, who, told, at) for one in found) or None

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:  # noqa: ARG002 - there is one action
        """Hears the answer, once."""
        told = words_of(self, who.language)
        given = posted.get("answer")
        if not given:
            raise NotSo("no_answer", told["choose"], {"answer": told["choose"]})
        text, files = writing.read(posted, told, needed=False)
        try:
            asking.answer(
                channel=who.channel,
                identity=who.identity,
                identity_ids=who.identity_ids,
                question_id=UUID(posted.get("question")),
                given=given,
                text=text,
                files=files,
                key=posted.key,
                at=at,
            )
        except (ValueError, Refusal) as no:
            code = no.code if isinstance(no, Refusal) else ""
            sentence = told[{"answered_already": "before", "bad_answer": "choose"}.get(code, "over")]
            raise NotSo(code or "no_such_question", sentence, {"answer": sentence}) from no
        return f"thanks_{given}"


def _row(one: own_page_looks.QuestionSeen, who: Who, told: Words, at: datetime) -> Row:
    asked = one.question
    if asked.ended is Ended.ANSWERED and asked.ended_at:
        when = saying.day_of(asked.ended_at, now=at, zone=who.brand.zone, language=who.language)
        return Row(asked.id, about(one, told), (), told[f"said_{asked.answer}"].format(when=when.words), "")
    until = saying.instant(asked.closes_at, now=at, zone=who.brand.zone, language=who.language)
    answers = (("yes", told["yes"]), ("not_yet", told["not_yet"]))
    return Row(asked.id, about(one, told), answers, "", told["until"].format(when=until.bare))
