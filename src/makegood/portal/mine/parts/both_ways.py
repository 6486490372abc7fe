"""What they gave us and what they got, said plainly, also where it went wrong. A list, never a score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.both_ways.types import Line
from makegood.flows import both_ways
from makegood.flows.both_ways import BothWays
from makegood.portal.mine import saying
from makegood.portal.mine.seam import Who, words_of
from makegood.portal.words import Words


@dataclass(frozen=True, slots=True)
class Shown:
    """Both lists, each line a sentence."""

    gave: tuple[str, ...]
    got: tuple[str, ...]


class Ways:
    """What went both ways."""

    key: ClassVar[str] = "both-ways"
    template: ClassVar[str] = "portal/mine/parts/both_ways.html"
    words: ClassVar[Mapping[str, Words]] = {
        "en": {
            "title": "What went both ways",
            "gave": "What you gave us",
            "got": "What you got",
            "order": "One order {since}, {spent}",
            "orders": "{n} orders, the first {since}, {spent} together",
            "order_alone": "One order {since}",
            "orders_alone": "{n} orders, the first {since}",
            "spent": "Orders for {spent}",
            "took": ": about {n} minutes of yours",
            "failed": "Patience: something of ours went wrong once, and you wrote to us about it",
            "failed_once": "Patience: something of ours went wrong once, and you wrote {messages} messages about it",
            "failed_often": "Patience: something of ours went wrong {n} times, and you wrote {messages} messages about it",
            "kept": "A promise kept",
            "kept_all": "{n} of {n} promises kept",
            "kept_some": "{n} of {whole} promises kept; we are sorry about the others",
            "put_right": "One thing put right",
            "put_right_often": "{n} things put right",
            "money": "{amount} on top of what we owed you",
            "gift": "One thing from us on top",
            "gifts": "{n} things from us on top",
            "spared": "Spared: {what}",
            "spared_sum": "Spared: {what} ({sum})",
            "minutes": "{n} minutes",
            "minded": "What you told us was kept in mind once",
            "minded_often": "What you told us was kept in mind {n} times",
        },
        "de": {
            "title": "Was hin und her ging",
            "gave": "Was Sie uns gegeben haben",
            "got": "Was Sie bekommen haben",
            "order": "Eine Bestellung {since}, {spent}",
            "orders": "{n} Bestellungen, die erste {since}, zusammen {spent}",
            "order_alone": "Eine Bestellung {since}",
            "orders_alone": "{n} Bestellungen, die erste {since}",
            "spent": "Bestellungen für {spent}",
            "took": ": etwa {n} Minuten Ihrer Zeit",
            "failed": "Geduld: einmal ging bei uns etwas schief, und Sie haben uns dazu geschrieben",
            "failed_once": "Geduld: einmal ging bei uns etwas schief, und Sie haben {messages} Nachrichten dazu geschrieben",
            "failed_often": "Geduld: {n}-mal ging bei uns etwas schief, und Sie haben {messages} Nachrichten dazu geschrieben",
            "kept": "Ein Versprechen gehalten",
            "kept_all": "{n} von {n} Versprechen gehalten",
            "kept_some": "{n} von {whole} Versprechen gehalten; die anderen tun uns leid",
            "put_right": "Eine Sache in Ordnung gebracht",
            "put_right_often": "{n} Sachen in Ordnung gebracht",
            "money": "{amount} mehr, als wir Ihnen schuldeten",
            "gift": "Eine Sache von uns obendrauf",
            "gifts": "{n} Sachen von uns obendrauf",
            "spared": "Erspart: {what}",
            "spared_sum": "Erspart: {what} ({sum})",
            "minutes": "{n} Minuten",
            "minded": "Was Sie uns gesagt haben, wurde einmal berücksichtigt",
            "minded_often": "Was Sie uns gesagt haben, wurde {n}-mal berücksichtigt",
        },
    }

    def look(self, who: Who, *, at: datetime) -> Shown | None:
        """No section before anything went either way."""
        found, told = both_ways.look(identity_ids=who.identity_ids, at=at), words_of(self, who.language)
        if not found.is_anything:
            return None
        return Shown(tuple(_gave(found, told, who, at)), tuple(_got(found, told)))


def _gave(found: BothWays, told: Words, who: Who, at: datetime) -> list[str]:
    gave, lines = found.gave, []
    if gave.orders and gave.first_order_at and found.shows(Line.ORDERS):
        since = saying.day_of(gave.first_order_at, now=at, zone=who.brand.zone, language=who.language).words
        names = ("order", "orders") if found.shows(Line.SPENT) else ("order_alone", "orders_alone")
        lines.append(told[names[gave.orders > 1]].format(n=gave.orders, since=since, spent=gave.spent))
    elif gave.orders and found.shows(Line.SPENT):
        lines.append(told["spent"].format(spent=gave.spent))
    if gave.effort.times:
        once = "failed" if gave.effort.messages <= 1 else "failed_once"
        name = once if gave.effort.times == 1 else "failed_often"
        lines.append(told[name].format(n=gave.effort.times, messages=gave.effort.messages))
        if minutes := gave.effort.messages * found.ways.message_minutes:
            lines[-1] += told["took"].format(n=minutes)
    return lines


def _got(found: BothWays, told: Words) -> list[str]:
    got, lines = found.got, []
    if whole := got.promises.kept + got.promises.broken:
        name = "kept_some" if got.promises.broken else "kept" if whole == 1 else "kept_all"
        lines.append(told[name].format(n=got.promises.kept, whole=whole))
    lines += _counted(told, "put_right", "put_right_often", got.put_right if found.shows(Line.PUT_RIGHT) else 0)
    lines += [told["money"].format(amount=got.money)] if got.money and found.shows(Line.MONEY) else []
    lines += _counted(told, "gift", "gifts", got.gifts if found.shows(Line.GIFTS) else 0)
    for one in got.spared:
        sums = [str(one.money)] if one.money and found.shows(Line.SPARED) else []
        sums += [told["minutes"].format(n=one.minutes)] if one.minutes and found.shows(Line.TIME) else []
        lines.append(told["spared_sum" if sums else "spared"].format(what=one.words, sum=", ".join(sums)))
    return lines + _counted(told, "minded", "minded_often", got.minded if found.shows(Line.MINDED) else 0)


def _counted(told: Words, once: str, often: str, n: int) -> list[str]:
    return [told[once if n == 1 else often].format(n=n)] if n else []
