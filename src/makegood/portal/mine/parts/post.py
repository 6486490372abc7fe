"""Where post reaches them: given, corrected and taken back by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.flows import own_page_post
from makegood.kernel.refusals import Refusal
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class Shown:
    """`lines` as they stand on an envelope below the name, '' where we know none; `country` in two letters."""

    lines: str
    country: str
    known: bool


class Post:
    """Where post reaches you."""

    key: ClassVar[str] = "post"
    template: ClassVar[str] = "portal/mine/parts/post.html"
    actions: ClassVar[frozenset[str]] = frozenset({"tell", "forget"})
    says: ClassVar[frozenset[str]] = frozenset({"kept", "forgotten"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "Where post reaches you",
            "why": "Some things we would rather send on paper: a card, a letter. We use this address for that and nothing else, give it to nobody but the post, "
            "and forget it as soon as you say so here.",
            "unknown": "We do not know where post reaches you.",
            "lines": "Street, postcode and place, as they stand on an envelope below your name",
            "country": "Country, in two letters",
            "keep": "This is right",
            "forget": "Forget it",
            "kept": "Noted. From now on post goes there.",
            "forgotten": "Forgotten. Nothing comes to you by post.",
            "wrong_lines": "Two to five lines: the street, then postcode and place.",
            "wrong_country": "Two letters, such as GB or DE.",
        },
        "de": {
            "title": "Wohin Post Sie erreicht",
            "why": "Manches schicken wir lieber auf Papier: eine Karte, einen Brief. Dafür verwenden wir diese Adresse und für nichts sonst, geben sie nur der Post "
            "und vergessen sie, sobald Sie es hier sagen.",
            "unknown": "Wir wissen nicht, wohin Post Sie erreicht.",
            "lines": "Straße, Postleitzahl und Ort, wie sie auf einem Umschlag unter Ihrem Namen stehen",
            "country": "Land, in zwei Buchstaben",
            "keep": "So stimmt es",
            "forget": "Vergessen",
            "kept": "Notiert. Von jetzt an geht Post dorthin.",
            "forgotten": "Vergessen. Mit der Post kommt nichts zu Ihnen.",
            "wrong_lines": "Zwei bis fünf Zeilen: die Straße, dann Postleitzahl und Ort.",
            "wrong_country": "Zwei Buchstaben, etwa GB oder DE.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> Shown | None:  # noqa: ARG002 - the seam's shape
        """No section where the brand sends nothing by post and knows no address."""
        known = own_page_post.of_person(person=who.person)
        if known is None and not own_page_post.is_asked(person=who.person):
            return None
        return Shown("\n".join(known.lines) if known else "", known.country if known else own_page_post.home(), known is not None)

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:
        """Keeps where post reaches them, or forgets it. May be repeated."""
        if action == "forget":
            own_page_post.forget(person=who.person, identity=who.identity, at=at)
            return "forgotten"
        told = words_of(self, who.language)
        try:
            own_page_post.tell(
                identity=who.identity, lines=posted.get("lines").splitlines(), country=posted.get("country"), at=at
            )
        except Refusal as no:
            wrong = {name: told[f"wrong_{name}"] for name in no.fields}
            raise NotSo(no.code, next(iter(wrong.values())), wrong) from no
        return "kept"
