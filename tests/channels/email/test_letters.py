"""Letters of our own, each with what it must be read as. A letter that was read wrongly once gets a place here."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import ChannelConfig, Envelope

LETTERS = Path(__file__).parent / "letters"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((LETTERS / "expected.toml").read_text())


def test_every_letter_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in LETTERS.glob("*.eml"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_letter_is_read_as_it_was_meant(name: str, channel: ChannelConfig) -> None:
    (envelope,) = EmailAdapter().parse((LETTERS / f"{name}.eml").read_bytes(), channel=channel)
    wanted = EXPECTED[name]
    said = {key: value for key, value in _plain(envelope).items() if key in wanted}
    assert said == {key: wanted[key] for key in said}
    for part in wanted.get("has", ()):
        assert part in envelope.text
    for part in wanted.get("html_has", ()):
        assert part in envelope.html
    for part in wanted.get("html_lacks", ()):
        assert part not in envelope.html


def _plain(envelope: Envelope) -> dict[str, Any]:
    bounce = envelope.bounce
    return {
        "author": envelope.author.value,
        "name": envelope.author.name,
        "subject": envelope.subject,
        "visible": envelope.visible,
        "automatic": envelope.automatic or "",
        "spam": envelope.spam_likely,
        "to": [address.value for address in envelope.to],
        "thread_keys": list(envelope.thread_keys),
        "attachments": [file.name for file in envelope.attachments],
        "bounce": [bounce.recipient, bounce.lasting, bounce.status, bounce.original_message_id] if bounce else [],
        "bounce_reason": bounce.reason if bounce else "",
    }
