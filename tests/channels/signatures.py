"""What every channel whose provider calls us must refuse (RELIABILITY F1), and that it compares in constant time."""

import hmac
from collections.abc import Callable, Mapping

import pytest

from makegood.channels.providers import signing
from makegood.channels.seam import TakesCalls
from makegood.channels.types import Call, ChannelConfig
from makegood.kernel.refusals import Refusal

Sign = Callable[[str, bytes], dict[str, str]]  # (secret, body) → headers


def call(body: bytes, headers: Mapping[str, str], *, url: str = "https://care.example/in/token/call") -> Call:
    return Call("POST", url, "", {"content-type": "application/json", **headers}, {}, body)


def check(
    adapter: TakesCalls,
    channel: ChannelConfig,
    *,
    body: bytes,
    secret: str,
    sign: Sign,
    header: str,
    monkeypatch: pytest.MonkeyPatch,
    as_call: Callable[[bytes, Mapping[str, str]], Call] = call,
) -> None:
    """The good one is taken, and a repeat under the same key; 0 of the bad ones are."""
    good = sign(secret, body)
    first = adapter.take(as_call(body, good), channel=channel)
    assert first.status == 200
    assert first.items
    assert adapter.take(as_call(body, good), channel=channel).items == first.items, "a replay is the same item again"
    accepted = []
    for name, (raw, headers) in _bad(body, secret, sign, header, good[header]).items():
        refusal = _refusal(adapter, channel, as_call(raw, headers))
        if refusal is None or refusal.code != "bad_signature" or secret in refusal.sentence:
            accepted.append(name)
    assert accepted == []
    _compares_in_constant_time(adapter, channel, as_call(body, good), monkeypatch)


def _refusal(adapter: TakesCalls, channel: ChannelConfig, called: Call) -> Refusal | None:
    try:
        adapter.take(called, channel=channel)
    except Refusal as no:
        return no
    return None


def _bad(body: bytes, secret: str, sign: Sign, header: str, good: str) -> dict[str, tuple[bytes, dict[str, str]]]:
    changed = bytearray(body)
    changed[len(body) // 2] ^= 1
    flipped = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    return {
        "body changed by one byte": (bytes(changed), {header: good}),
        "one byte more": (body + b" ", {header: good}),
        "empty body": (b"", {header: good}),
        "no signature": (body, {}),
        "empty signature": (body, {header: ""}),
        "two signatures": (body, {header: f"{good},{good}"}),
        "two signatures and a blank": (body, {header: f"{sign('wrong', body)[header]} {good}"}),
        "signature changed by one letter": (body, {header: flipped}),
        "signature without its last letter": (body, {header: good[:-1]}),
        "signature in capitals": (body, {header: good.swapcase()}),
        "only the beginning, or the name of the scheme": (body, {header: good[:6] + "="}),
        "not ASCII": (body, {header: "ſ" + good[1:]}),
        "an old secret": (body, sign(f"{secret}-before", body)),
        "another channel's secret": (body, sign("somebody else's", body)),
        "an empty secret": (body, sign("", body)),
        "another body's signature": (body, sign(secret, body + body)),
    }


def _compares_in_constant_time(adapter: TakesCalls, channel: ChannelConfig, good: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def watched(one: bytes, other: bytes) -> bool:
        asked.append(hmac.compare_digest(one, other))
        return asked[-1]

    class Watched:
        compare_digest = staticmethod(watched)
        digest = staticmethod(hmac.digest)

    monkeypatch.setattr(signing, "hmac", Watched)
    adapter.take(good, channel=channel)
    assert asked
    assert any(asked)
