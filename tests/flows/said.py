"""The reader says what a test wants it to say, of texts that hold a word; of all others it says what it reads."""

import dataclasses
from typing import Any

import pytest

from makegood.understanding.types import Finding


def sure(label: str, probability: float = 0.97) -> Finding:
    return Finding(label, label, probability)


def unsure(best: str, probability: float = 0.45) -> Finding:
    return Finding("unsure", best, probability)


def reads(monkeypatch: pytest.MonkeyPatch, word: str, **findings: Any) -> None:
    """Texts with this word are read so. May be called for several words."""
    from makegood.understanding import registry

    reader = registry.reader()

    class Says:
        version = getattr(reader, "version", "says")

        def read(self, texts: Any) -> Any:
            found = reader.read(texts)
            return [
                dataclasses.replace(one, **findings) if word in text.text else one for text, one in zip(texts, found, strict=True)
            ]

    monkeypatch.setattr(registry, "reader", Says)
