"""What a real Vendure 3.7.3 answered, played again. Recorded by tests/peers/vendure/test_vendure_recordings.py (RECORD_SHOP=1), from a shop
with invented customers and goods; passwords and sessions are not in it."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from makegood.orders.types import ShopConnection
from makegood.platform import http

RECORDED = Path(__file__).parent / "recorded"
CONNECTION = ShopConnection(
    "https://shop.example/admin-api",
    ("a password",),
    kind="vendure",
    settings={"username": "makegood", "promised_until": "promisedUntil"},
)
_NAME = re.compile(r"(?:query|mutation) (\w+)")


@dataclass
class Replay:
    """Answers each request with the next that was recorded, which must be of the same name. `asked` holds their variables."""

    left: list[dict[str, Any]]
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def request(self, method: str, url: str, *, headers: dict[str, str], content: bytes, timeout_s: float) -> http.Answer:
        said = json.loads(content)
        name = name_of(said["query"])
        assert self.left, f"{name} was asked, and nothing more was recorded"
        next_one = self.left.pop(0)
        assert (method, url, name) == ("POST", CONNECTION.url, next_one["name"])
        assert name == "LogIn" or headers["authorization"] == "Bearer recorded"
        self.asked.append((name, said["variables"]))
        if name == "AddNote":  # every try has words of its own
            next_one["answer"]["data"]["addNoteToOrder"]["history"]["items"][0]["data"]["note"] = said["variables"]["note"]
        told = {"Date": next_one["date"], "Vendure-Auth-Token": "recorded"}
        return http.Answer(200, told, json.dumps(next_one["answer"]).encode())


def of(scene: str) -> Replay:
    """What was recorded of one scene."""
    return Replay(json.loads((RECORDED / f"{scene}.json").read_text()))


def name_of(query: str) -> str:
    found = _NAME.match(query)
    assert found is not None, query
    return found[1]
