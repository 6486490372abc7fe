"""Files in the shapes that our own doors take (docs/webhooks.md): one JSON document with a list, or such an object on each line. They need
no mapping, because they say themselves what is what."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from makegood.channels.adapters.webhook.adapter import read_messages
from makegood.channels.types import Direction, PastMessage
from makegood.commands.importing import sources
from makegood.commands.importing.shaping import Bad, Shaped
from makegood.commands.importing.sources import Source
from makegood.flows.history import Thing, Told
from makegood.kernel.refusals import Refusal

LISTS = {"orders": "orders", "parcels": "events", "messages": "messages"}
_LONGEST = 500_000_000  # bytes of a document; JSON lines may be of any length
_AT_ONCE = 500
_SHAPES = {"orders": {"lines", "customer"}, "parcels": {"order_number", "tracking", "raw_code"}, "messages": {"author", "text"}}


def is_ours(source: Source, what: str) -> bool:
    """Whether the file has the shape of our doors: always so of a document, of JSON lines where the first one shows it."""
    if source.format == sources.DOCUMENT:
        return True
    if source.format != sources.JSONL or what not in _SHAPES:
        return False
    with sources.text(source) as file:
        try:
            first = json.loads(next((line for line in file if line.strip()), "{}"))
        except ValueError:
            return False
    return isinstance(first, dict) and first.keys() >= _SHAPES[what] and not isinstance(first.get("author"), str)


def check(source: Source, what: str) -> None:
    """Refuses a document that does not hold the list that it should, before anything is written down of it."""
    if source.format == sources.DOCUMENT:
        _document(source, what)


def portions(source: Source, what: str, *, region: str, skip: int) -> Iterator[tuple[Shaped, int]]:
    """What the file tells, and how many entries are done with it. An entry that is wrong is named; the others go on."""
    shaped, done = Shaped(), skip
    read = _reader(what, region)
    for place, entry in _entries(source, what, skip):
        done = place
        try:
            shaped.told += [Told(place, thing) for thing in read(entry)]
        except Refusal as refusal:
            name, why = next(iter(refusal.fields.items()), ("", refusal.sentence))
            field = name.replace(f"{LISTS[what]}[0].", "")
            shaped.bad.append(Bad(place, field, why, _number(entry)))
        if len(shaped.told) + len(shaped.bad) >= _AT_ONCE:
            yield shaped, done
            shaped = Shaped()
    if shaped.told or shaped.bad:
        yield shaped, done


def _entries(source: Source, what: str, skip: int) -> Iterator[tuple[int, Any]]:
    """Each entry with its number from 1."""
    if source.format == sources.JSONL:
        with sources.text(source) as file:
            for place, line in enumerate((line for line in file if line.strip()), 1):
                if place > skip:
                    yield place, _loaded(line)
        return
    for place, entry in enumerate(_document(source, what), 1):
        if place > skip:
            yield place, entry


def _document(source: Source, what: str) -> Sequence[Any]:
    if what not in LISTS:
        raise Refusal("not_json", "file: people come as CSV, Parquet or JSON lines.", {"file": "malformed"})
    name = LISTS[what]
    with sources.opened(source.path) as file:
        content = file.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        sentence = f"file: a JSON document may have {_LONGEST:,} bytes. Write one object a line instead: JSON lines may be of any length."
        raise Refusal("large_file", sentence, {"file": "too long"})
    whole = _loaded(content.decode("utf-8-sig", errors="replace"))
    if not isinstance(whole, dict) or not isinstance(whole.get(name), list) or set(whole) != {name}:
        raise Refusal("not_json", f'file: it must hold {{"{name}": […]}} in JSON.', {"file": "malformed"})
    return cast("list[Any]", whole[name])


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _reader(what: str, region: str) -> Callable[[Any], Sequence[Thing]]:
    def alone(entry: Any) -> bytes:
        return json.dumps({LISTS[what]: [entry]}).encode()

    if what == "orders":
        orders = import_string(settings.READ_ORDERS)
        return lambda entry: cast("Sequence[Thing]", orders(alone(entry), region=region))
    if what == "parcels":
        events = import_string(settings.READ_PARCEL_EVENTS)
        return lambda entry: cast("Sequence[Thing]", events(alone(entry)))
    return lambda entry: [PastMessage(e, Direction.IN) for e in read_messages(alone(entry), region=region)]


def _number(entry: Any) -> str:
    if not isinstance(entry, dict):
        return ""
    return str(entry.get("number") or entry.get("order_number") or entry.get("id") or "")[:100]
