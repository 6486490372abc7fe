"""Their own link: how to get one, how many came by it; and who had told them of us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.flows import own_page_advocacy
from makegood.flows.own_page_advocacy import Own
from makegood.kernel.refusals import Refusal
from makegood.portal.mine.seam import NotSo, Posted, Who, words_of
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class Shown:
    own: Own
    came: str
    code: str


class Advocacy:
    """How do I pass it on, and did anybody come?"""

    key: ClassVar[str] = "pass-on"
    template: ClassVar[str] = "portal/mine/parts/advocacy.html"
    actions: ClassVar[frozenset[str]] = frozenset({"link", "told-by"})
    says: ClassVar[frozenset[str]] = frozenset({"made", "noted"})
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "Telling others",
            "intro": "If you like what we do and want to tell somebody: here is a link of your own. It gives nobody anything; it only tells us by whom "
            "somebody came, so that we can say thank you.",
            "ask": "Give me a link",
            "yours": "Your link",
            "code": "Or by its code: {code}",
            "none": "Nobody has come by it yet.",
            "one": "One person came by it and bought.",
            "many": "{n} people came by it and bought.",
            "who": "Who told you of us?",
            "who_help": "Their name, or the code of their link. If you do not want to say, leave it.",
            "say": "Tell us",
            "said": "You told us who had told you of us. Thank you.",
            "made": "Here is your link.",
            "noted": "Thank you, we have noted it.",
            "nothing": "Write a name or a code.",
        },
        "de": {
            "title": "Weitersagen",
            "intro": "Wenn Ihnen gefällt, was wir tun, und Sie es jemandem sagen möchten: Hier bekommen Sie einen eigenen Link. Er bringt niemandem etwas "
            "ein; er sagt uns nur, durch wen jemand kam, damit wir danke sagen können.",
            "ask": "Einen Link bekommen",
            "yours": "Ihr Link",
            "code": "Oder mit diesem Code: {code}",
            "none": "Bisher kam niemand durch ihn.",
            "one": "Eine Person kam durch ihn und hat gekauft.",
            "many": "{n} Personen kamen durch ihn und haben gekauft.",
            "who": "Wer hat Ihnen von uns erzählt?",
            "who_help": "Der Name, oder der Code des Links. Wenn Sie es nicht sagen möchten, lassen Sie es.",
            "say": "Mitteilen",
            "said": "Sie haben uns gesagt, wer Ihnen von uns erzählt hat. Danke.",
            "made": "Hier ist Ihr Link.",
            "noted": "Danke, wir haben es notiert.",
            "nothing": "Schreiben Sie einen Namen oder einen Code.",
        },
    }

    def look(self, who: Who, *, at: datetime) -> Shown | None:
        """Their link, or how to get one. Writes nothing."""
        own, told = own_page_advocacy.of_person(identity_ids=who.identity_ids, at=at), words_of(self, who.language)
        came = told["none"] if own.came == 0 else told["one"] if own.came == 1 else told["many"].format(n=own.came)
        return Shown(own, came, told["code"].format(code=own.code))

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:
        """Makes a link, or notes who had told them."""
        if action == "link":
            own_page_advocacy.give(identity_id=who.identity.id, identity_ids=who.identity_ids, at=at)
            return "made"
        try:
            said = posted.get("told_by")
            if own_page_advocacy.of_person(identity_ids=who.identity_ids, at=at).may_say or not said.strip():
                own_page_advocacy.told_by(identity_id=who.identity.id, said=said, key=posted.key, at=at)
        except Refusal as no:
            if no.code != "nothing_said":
                raise
            nothing = words_of(self, who.language)["nothing"]
            raise NotSo(no.code, nothing, {"told_by": nothing}) from no
        return "noted"
