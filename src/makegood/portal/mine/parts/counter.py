"""A code to show at the counter: whoever works there finds them by it. It opens nothing for anybody else."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from makegood.flows import at_counter
from makegood.portal.mine.seam import Who
from makegood.portal.words import Words


class Counter:
    """Show this at our counter; only where the brand has one that is used."""

    key: ClassVar[str] = "counter"
    template: ClassVar[str] = "portal/mine/parts/counter.html"
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "When you come to us",
            "how": "Show this at our counter, and we know you at once. Only we can read it.",
            "alt": "A square code that names you at our counter",
        },
        "de": {
            "title": "Wenn Sie zu uns kommen",
            "how": "Zeigen Sie das an unserer Theke, dann wissen wir gleich, wer Sie sind. Nur wir können es lesen.",
            "alt": "Ein quadratischer Code, der Sie an unserer Theke nennt",
        },
    }

    def look(self, who: Who, *, at: datetime) -> str | None:  # noqa: ARG002 - the shape of a part
        """The code as a picture; no section where nobody is received at a counter, or where they may not be shown there."""
        return at_counter.picture(identity=who.identity, identity_ids=who.identity_ids, brand=who.brand)
