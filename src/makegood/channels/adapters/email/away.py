"""Until when an automatic reply says that somebody is away. Pure; a day that is not surely said is none."""

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier enero", "february feb februar février febrero", "march mar märz mars marzo",
            "april apr avril abril", "may mai mayo", "june jun juni juin junio", "july jul juli juillet julio", "august aug août agosto",
            "september sep sept septembre septiembre", "october oct oktober okt octobre octubre", "november nov novembre noviembre",
            "december dec dezember dez décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.(?:\s?(?P<y>\d{{4}}|\d\d)\b)?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?(?P<n2>{_NAME})\b\.?(?:,?\s+(?:de\s+)?(?P<y2>\d{{4}}))?"
    rf"|(?P<n3>{_NAME})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>\d{{4}}))?)",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:back|return\w*|available again|in the office again|wieder (?:da|erreichbar|im büro|zurück)|zurück|erreichbar|de retour|reviens|de vuelta|vuelvo|regreso)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|till|through|bis(?: zum| einschließlich)?|jusqu'au|hasta(?: el)?)\b", re.IGNORECASE)
_MOST = timedelta(days=400)


def back_on(text: str, *, today: date) -> date | None:
    """The day on which they are back, out of the first sentences; of an absence "until" a day, the day after it. None where no day stands
    near a word of coming back, or where it is past or more than a year away. A year that is not said is this one, or the next."""
    for sentence in re.split(r"(?<=[a-zäöüé)][.!?])\s+|\n\s*\n", text[:3_000])[:20]:
        back, until = _BACK.search(sentence), _UNTIL.search(sentence)
        if not (back or until):
            continue
        days = [day for day in (_day(match, today) for match in _DAY.finditer(sentence)) if day is not None]
        if days:
            found = max(days) + timedelta(days=0 if back else 1)
            return found if today <= found <= today + _MOST else None
    return None


def _day(match: re.Match[str], today: date) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        number = int(match["d"] or match["d2"] or match["d3"])
        month = int(match["m"]) if match["m"] else _MONTHS[(match["n2"] or match["n3"]).lower()]
        said = match["y"] or match["y2"] or match["y3"]
        year = int(said) + (2000 if len(said) == 2 else 0) if said else today.year
        day = date(year, month, number)
        return day if said or day >= today else day.replace(year=year + 1)
    except ValueError:
        return None
