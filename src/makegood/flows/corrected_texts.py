"""What members set right, as lines for the next training: labels always, words only where the brand lets them leave, with what is personal taken
out. Looks only; nothing is sent anywhere.
"""

import json
from collections.abc import Iterator
from uuid import UUID

from makegood.channels import queries as channels
from makegood.flows import large_reading
from makegood.understanding import queries as understanding
from makegood.understanding.types import Finding, Reading

BATCH = 200
_SINGLE = ("act", "feeling", "urgency", "leaving", "advocacy")
_SEVERAL = ("happened", "asked")


def lines() -> Iterator[str]:
    """One JSON object for each corrected message, in the form of docs/reading-guide.md: every question as it stands now, which of them a member set
    right (`corrected`), and where the words may leave `text` and `lang`. Messages whose words were thrown away have no `text`."""
    after: UUID | None = None
    texts = understanding.texts_may_leave()
    while found := understanding.corrected_messages(after=after, limit=BATCH):
        after = max(found)
        readings = understanding.readings(message_ids=list(found))
        words = _words(list(found)) if texts else {}
        for message_id, corrected in found.items():
            if message_id in readings:
                yield json.dumps(
                    _line(message_id, readings[message_id], corrected, words.get(message_id, "")), ensure_ascii=False
                )


def _words(message_ids: list[UUID]) -> dict[UUID, str]:
    return {one.id: large_reading.redacted(one).text for one in channels.messages(message_ids=message_ids)}


def _line(message_id: UUID, reading: Reading, corrected: dict[str, str], text: str) -> dict[str, object]:
    line: dict[str, object] = {"id": message_id.hex}
    if text.strip():
        line |= {"text": text, "lang": reading.language}
    for name in _SINGLE:
        finding: Finding = getattr(reading, name)
        line[name] = finding.best
    for name in _SEVERAL:
        line[name] = [finding.label for finding in getattr(reading, name)]
    open_ones = [name for name in _SINGLE if getattr(reading, name).label == "unsure"]
    return line | {"unsure": open_ones, "corrected": sorted(corrected)}
