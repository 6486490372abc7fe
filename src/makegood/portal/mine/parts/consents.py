"""What we may write about, on which channel: what somebody said, and a form to say otherwise. A yes or a no counts at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.flows import own_page_consents
from makegood.flows.own_page_consents import Saying
from makegood.people.types import Purpose
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """One question: what it is about, where, and what they said last."""

    field: str
    what: str
    where: str
    yes: bool
    no: bool
    note: str


class Consents:
    """May we write to you?"""

    key: ClassVar[str] = "letters"
    template: ClassVar[str] = "portal/mine/parts/consents.html"
    actions: ClassVar[frozenset[str]] = frozenset({"say"})
    says: ClassVar[frozenset[str]] = frozenset({"kept"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "What we may write to you",
            "always": "What you write to us or buy from us is always answered.",
            "service": "Answers and news of your orders",
            "relationship": "Greetings, on your birthday for example",
            "marketing": "Offers",
            "email": "by e-mail",
            "elsewhere": "in {channel}",
            "yes": "Yes, please",
            "no": "No, thank you",
            "unsaid": "You have not told us yet: we do not write.",
            "stands": "At another address of yours you said no, and a no wins. Open your page from a letter that came there to change it.",
            "save": "Keep this",
            "kept": "We have noted it. It counts from now on.",
            "unknown": "Choose yes or no.",
        },
        "de": {
            "title": "Was wir Ihnen schreiben dürfen",
            "always": "Was Sie uns schreiben oder bei uns kaufen, beantworten wir immer.",
            "service": "Antworten und Nachrichten zu Ihren Bestellungen",
            "relationship": "Grüße, zum Beispiel zum Geburtstag",
            "marketing": "Angebote",
            "email": "per E-Mail",
            "elsewhere": "in {channel}",
            "yes": "Ja, gern",
            "no": "Nein, danke",
            "unsaid": "Sie haben uns noch nichts dazu gesagt: wir schreiben nicht.",
            "stands": "An einer anderen Adresse haben Sie Nein gesagt, und ein Nein gilt. Öffnen Sie Ihre Seite aus einem Brief, der dorthin kam, um es zu ändern.",
            "save": "So behalten",
            "kept": "Wir haben es vermerkt. Es gilt ab sofort.",
            "unknown": "Wählen Sie Ja oder Nein.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> tuple[Row, ...]:  # noqa: ARG002 - the shape of a part
        """What they said of each channel and purpose."""
        told = words_of(self, who.language)
        return tuple(_row(one, told) for one in own_page_consents.said(identity=who.identity, person=who.person))

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:  # noqa: ARG002 - there is one action
        """Keeps what differs from what they said before. May be repeated."""
        told = words_of(self, who.language)
        wishes: dict[tuple[str, Purpose], bool] = {}
        for one in own_page_consents.said(identity=who.identity, person=who.person):
            answer = posted.get(one.field)
            if answer not in ("", "yes", "no"):
                raise NotSo("bad_answer", told["unknown"], {one.field: told["unknown"]})
            if answer:
                wishes[one.channel, one.purpose] = answer == "yes"
        own_page_consents.say(identity=who.identity, person=who.person, wishes=wishes, at=at)
        return "kept"


def _row(one: Saying, told: Words) -> Row:
    where = told["email"] if one.channel == own_page_consents.MAIL else told["elsewhere"].format(channel=one.channel)
    note = told["unsaid"] if one.granted is None else told["stands"] if one.elsewhere else ""
    return Row(one.field, told[one.purpose.value], where, one.granted is True, one.granted is False, note)
