"""Something to choose: the ways that we offered in place of what they asked for. A look chooses nothing; a press does, and may be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from makegood.choices import queries
from makegood.choices.types import Offer, OfferState
from makegood.flows import offering
from makegood.kernel.refusals import Refusal
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words

SHOWN_FOR = timedelta(days=60)  # after it was offered
NONE = "none"


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways."""

    position: int
    title: str
    keeps: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One offer: open, chosen, or declined; `closed` where how it went is known and nothing changes any more."""

    id: UUID
    request: str
    ways: tuple[Way, ...]
    said: str
    none: bool
    closed: bool


class Choices:
    """Which one would you like?"""

    key: ClassVar[str] = "choices"
    template: ClassVar[str] = "portal/mine/parts/choices.html"
    actions: ClassVar[frozenset[str]] = frozenset({"choose"})
    says: ClassVar[frozenset[str]] = frozenset({"chosen", "none"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "Which would you like?",
            "asked": "You asked us: {request}",
            "intro": "These ways do that, and keep what we care about. Choose what suits you best; you can change your mind.",
            "you_chose": "You chose this.",
            "you_none": "You want none of these. We think again and write to you.",
            "none_of_these": "None of these",
            "choose": "Choose this",
            "chosen": "Thank you. We do it the way you chose.",
            "none": "Thank you for telling us. We think again.",
            "wrong": "Choose one of these, or none of them.",
            "over": "This choice is over. Write to us, and we find a way.",
        },
        "de": {
            "title": "Was möchten Sie?",
            "asked": "Sie haben uns gebeten: {request}",
            "intro": "So geht es, und es bleibt erhalten, worauf es uns ankommt. Wählen Sie, was Ihnen am besten passt; Sie können es sich anders überlegen.",
            "you_chose": "Das haben Sie gewählt.",
            "you_none": "Sie möchten nichts davon. Wir denken noch einmal nach und schreiben Ihnen.",
            "none_of_these": "Nichts davon",
            "choose": "Das möchte ich",
            "chosen": "Danke. Wir machen es so, wie Sie es gewählt haben.",
            "none": "Danke, dass Sie es uns sagen. Wir denken noch einmal nach.",
            "wrong": "Wählen Sie eines davon, oder nichts davon.",
            "over": "Diese Wahl ist vorbei. Schreiben Sie uns, und wir finden einen Weg.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> tuple[Row, ...] | None:
        """What was offered of late; no section where there is nothing. What it costs us, and what it keeps for us, is not theirs to carry."""
        told = words_of(self, who.language)
        found = queries.of_person(identity_ids=who.identity_ids, since=at - SHOWN_FOR)
        return tuple(_row(one, told) for one in found) or None

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:  # noqa: ARG002 - there is one action
        """Keeps what they chose. May be repeated."""
        told, choice = words_of(self, who.language), posted.get("choice")
        if choice != NONE and not (choice.isascii() and choice.isdigit() and len(choice) == 1):
            raise NotSo("no_such_way", told["wrong"], {"choice": told["wrong"]})
        try:
            offer_id = UUID(posted.get("offer"))
        except ValueError:
            raise NotSo("no_such_offer", told["over"]) from None
        try:
            offering.chosen_on_page(
                offer_id=offer_id,
                identity_id=who.identity.id,
                identity_ids=who.identity_ids,
                position=None if choice == NONE else int(choice),
                at=at,
            )
        except Refusal as no:
            said = told["wrong"] if no.code == "no_such_way" else told["over"]
            raise NotSo(no.code, said, {"choice": said}) from None
        return "none" if choice == NONE else "chosen"


def _row(one: Offer, told: Words) -> Row:
    ways = tuple(Way(each.position, each.title, each.keeps_wish, each.position == one.chosen) for each in one.alternatives)
    none = one.state is OfferState.NONE
    return Row(
        one.id, told["asked"].format(request=one.request), ways, told["you_none"] if none else "", none, one.went is not None
    )
