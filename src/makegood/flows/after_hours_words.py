"""What is said to somebody who writes while the team is away: when a person is back, and what to do now, in the brand's own words. True at the instant
at which it is said; nothing of what they wrote is in it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from makegood.brands import rules as business
from makegood.brands.types import Brand
from makegood.kernel import calendar
from makegood.kernel.refusals import Refusal
from makegood.rota import queries as rota
from makegood.rota.types import Settings

_BACK = {"en": "{day}, {number} {month}, {time}", "de": "{day}, {number}. {month}, {time} Uhr"}
_CLOSED = {
    "en": "It is outside our hours: a person is back on {back} ({zone} time).",
    "de": "Wir haben gerade geschlossen: Ein Mensch ist am {back} wieder da (Zeit von {zone}).",
}
_WAKING = {
    "en": "This sounds as if it cannot wait: we are waking the person on call now.",
    "de": "Das klingt, als könne es nicht warten: Wir wecken gerade die Bereitschaft.",
}
_SHORT = {"en": "{brand}: your message has arrived.", "de": "{brand}: Ihre Nachricht ist angekommen."}


@dataclass(frozen=True, slots=True)
class Closed:
    """The team is away, until `back_at`."""

    back_at: datetime
    settings: Settings


def closed(brand: Brand, *, at: datetime) -> Closed | None:
    """Whether the brand answers after hours, and is closed. None otherwise. One query while it is closed."""
    try:
        back_at = business.next_opening(hours=brand.hours, at=at)
    except Refusal:  # hours that never open: nothing true can be said
        return None
    if back_at == at:
        return None
    settings = rota.settings()
    return Closed(back_at, settings) if settings.on else None


def told(one: Closed, text: str, *, urgency: str, wakes: bool, mail: bool, brand: Brand) -> str:
    """The acknowledgement with when a person is back and what to do now; short where it is no mail."""
    language = brand.language if brand.language in _CLOSED else "en"
    said = [_CLOSED[language].format(back=in_words(one.back_at, brand), zone=brand.zone.rpartition("/")[2].replace("_", " "))]
    said += [_WAKING[language]] if wakes else []
    said += [one.settings.text(urgency) or one.settings.text("any")]
    now = [part for part in said if part]
    if not mail:
        return "\n\n".join([_SHORT[language].format(brand=brand.name), *now])
    hello, arrived, rest = text.split("\n\n", 2)
    return "\n\n".join([hello, arrived, *now, rest])


def in_words(at: datetime, brand: Brand) -> str:
    """“Tuesday, 3 March, 09:00”, by the brand's clocks."""
    language = brand.language if brand.language in _BACK else "en"
    local = at.astimezone(ZoneInfo(brand.zone))
    return _BACK[language].format(
        day=calendar.WEEKDAYS[language][local.weekday()],
        number=local.day,
        month=calendar.MONTHS[language][local.month - 1],
        time=f"{local:%H:%M}",
    )
