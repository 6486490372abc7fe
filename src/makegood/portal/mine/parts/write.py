"""Something else: a box for what belongs to nothing that stands on the page."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from makegood.flows import own_page_talk
from makegood.portal.mine import writing
from makegood.portal.mine.seam import Posted, Who, words_of
from makegood.portal.words import Words


class Write:
    """Write to us."""

    key: ClassVar[str] = "write"
    template: ClassVar[str] = "portal/mine/parts/write.html"
    actions: ClassVar[frozenset[str]] = frozenset({"write"})
    says: ClassVar[frozenset[str]] = frozenset({"sent"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {**writing.EN, "title": "Something else?", "intro": "Write to us. A person reads it and answers you by e‑mail."},
        "de": {
            **writing.DE,
            "title": "Etwas anderes?",
            "intro": "Schreiben Sie uns. Ein Mensch liest es und antwortet per E‑Mail.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> bool:  # noqa: ARG002 - the shape of a part
        """Always there."""
        return True

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:  # noqa: ARG002 - there is one action
        """Keeps what they wrote; where it belongs is found out as of a mail."""
        text, files = writing.read(posted, words_of(self, who.language))
        own_page_talk.say(
            channel=who.channel,
            identity=who.identity,
            identity_ids=who.identity_ids,
            case_id=None,
            text=text,
            files=files,
            key=posted.key,
            at=at,
        )
        return "sent"
