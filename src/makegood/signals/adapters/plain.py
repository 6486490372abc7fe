"""Our own form, which anything that can post JSON can send (docs/signals.md). Parses; never stores."""

from makegood.platform import strict_json
from makegood.platform.strict_json import Fields
from makegood.signals.types import SignalKind, Word

NAME, MOST = "plain", 200
_KINDS = tuple(one.value for one in SignalKind)


def read(body: bytes, *, source: str) -> list[Word]:
    """{"signals": [{"id", "state": "began" or "ended", "at", "title"?, "kind"?, "source"?}]}, 1 to 200 of them. `source` is who says so where
    they do not. Refuses ("invalid", "not_json") anything else, naming each field."""
    wrong = strict_json.Problems()
    told = Fields(strict_json.load(body), "", wrong)
    found = told.many("signals", lambda one: _word(one, source), most=MOST)
    told.end()
    wrong.refuse()
    return list(found)


def _word(told: Fields, source: str) -> Word:
    return Word(
        source=told.text("source", longest=200).strip() or source,
        reference=told.text("id", longest=200, required=True),
        began=told.choice("state", ("began", "ended")) == "began",
        at=told.instant("at"),
        title=told.text("title", longest=200),
        kind=SignalKind(told.choice("kind", _KINDS, default=SignalKind.OUTAGE.value)),
    )
