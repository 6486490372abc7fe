"""A talk as values for its window, and as text for a copy; and the one calm sentence for who writes too much. Pure: values in, words out."""

from zoneinfo import ZoneInfo

from makegood.brands.types import Brand
from makegood.channels.messages import Line
from makegood.channels.types import Direction
from makegood.flows.chatting import Talk
from makegood.portal import words

_CALM = {
    "en": "That was a lot at once. Nothing is lost: it is sent in a moment.",
    "de": "Das war viel auf einmal. Nichts geht verloren: es wird gleich gesendet.",
}


def language(wish: str, otherwise: str) -> str:
    """A language that we have."""
    return words.choose(wish, otherwise)["language"]


def calm(wish: str, otherwise: str) -> str:
    """What a flood is told."""
    return _CALM[language(wish, otherwise)]


def lines(talk: Talk, brand: Brand) -> list[dict[str, object]]:
    """What was said, oldest first: `at` in milliseconds since 1970, `key` the window's own name for what it sent."""
    return [_line(one, talk, brand) for one in talk.messages]


def transcript(talk: Talk, *, brand: Brand) -> str:
    """The whole talk as plain text, in the brand's time."""
    told = words.choose(talk.visitor.language)
    zone = ZoneInfo(brand.zone)
    parts = [
        f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}, {told['you'] if one.direction is Direction.IN else _who(one, talk, brand)}:\n{one.text}"
        for one in talk.messages
    ]
    return "\n\n".join([*parts, told["zone"].format(zone=brand.zone)])


def transcript_subject(talk: Talk, *, brand: Brand) -> str:
    """Its subject: ours, and nothing of theirs."""
    return words.choose(talk.visitor.language)["transcript"].format(brand=brand.name)


def _line(one: Line, talk: Talk, brand: Brand) -> dict[str, object]:
    mine = one.direction is Direction.IN
    return {
        "id": str(one.id),
        "from": "you" if mine else "us",
        "who": "" if mine else _who(one, talk, brand),
        "text": one.text,
        "at": int(one.at.timestamp() * 1000),
        "key": one.external_id.partition(":")[2] if mine else "",
        "mailed": one.id in talk.visitor.mailed,
        "files": [{"id": str(file.id), "name": file.name, "size": file.size} for file in one.attachments],
    }


def _who(one: Line, talk: Talk, brand: Brand) -> str:
    """The first name of whoever answered, else the brand's."""
    name = talk.names.get(one.by_member_id, "") if one.by_member_id else ""
    return name.split()[0] if name else brand.name
