"""The recipe for a new channel is true: its code, as written on the page, passes the contract and stores a message."""

import re
from pathlib import Path
from typing import Any

import pytest

from makegood.brands.types import Brand
from makegood.kernel.actors import SYSTEM
from tests import cast
from tests.channels import contract

PAGE = Path(__file__).parent.parent.parent / "docs/recipes/add-a-channel.md"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.fixture
def written() -> dict[str, Any]:
    """What the page's first block defines, and its example."""
    space: dict[str, Any] = {"contract": contract, "__name__": "guestbook"}
    exec(compile(blocks()[0], str(PAGE), "exec"), space)  # noqa: S102 - our own page
    return space


def test_the_recipes_adapter_passes_the_contract_with_the_recipes_test(written: dict[str, Any]) -> None:
    exec(compile(blocks()[2], str(PAGE), "exec"), written)  # noqa: S102 - our own page


def test_the_recipes_registry_line_stores_a_message(
    written: dict[str, Any], brightside: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.channels import queries, registry
    from makegood.channels.actions import connecting, intake

    told = [line for line in blocks()[1].splitlines() if line.strip()]
    there = Path(registry.__file__).read_text("utf-8").splitlines()
    assert [line for line in told if line not in there] == ["    GuestbookAdapter(),"]  # the rest is the registry as it is
    guestbook = written["GuestbookAdapter"]()
    monkeypatch.setitem(registry.ADAPTERS, guestbook.kind, guestbook)
    channel_id = connecting.add_channel(kind="guestbook", name="Guestbook", address="counter", settings={}, by=SYSTEM, at=cast.AT)
    entry = b'{"id": 7, "at": "2026-03-02T10:00:00+00:00", "name": "Ana", "words": "The torch shines."}'
    assert intake.store_raw(channel_id=channel_id, items=[("7", entry), ("8", b"no entry")], cursor="8", at=cast.AT) == 2
    raw_ids = _raw_ids()
    (message_id,) = intake.parse_raw(raw_ids=raw_ids, at=cast.AT)
    (message,) = queries.messages(message_ids=[message_id])
    assert (message.visible, message.public, message.author.name) == ("The torch shines.", True, "Ana")


def _raw_ids() -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM channels_rawitem ORDER BY external_key")
        return [row[0] for row in cursor.fetchall()]
