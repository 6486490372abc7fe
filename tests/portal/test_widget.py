"""The chat window's script as it is served: small enough for somebody on a telephone, and with nothing in it that keeps anything of them."""

import re

import pytest
from django.test import Client

from makegood.channels.types import ChannelConfig
from makegood.platform import clock
from makegood.portal import door, widget_script
from tests import cast
from tests.portal.conftest import Corner


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.AT)


def served(corner: Corner) -> str:
    answer = Client().get(f"/chat/{corner.slug}/shop/widget.js")
    assert (answer.status_code, "Content-Encoding" in answer.headers, dict(answer.cookies)) == (200, False, {})
    return answer.content.decode()


def test_the_script_is_at_most_thirty_thousand_bytes_as_it_is_served(corner: Corner) -> None:
    longest = {"greeting": "ä" * 300, "language": "de", "side": "left", "colour": "#123456"}
    corner.settings(corner.chat, **longest)
    script = served(corner)
    assert longest["greeting"] in script  # all that is written into it is counted
    assert len(script.encode()) <= widget_script.LARGEST == 30_000


def test_the_script_knows_no_cookie_and_asks_nobody_else(corner: Corner) -> None:
    script = served(corner)
    assert "cookie" not in script.lower()
    assert re.findall(r"credentials: \"(\w+)\"", script) == ["omit"]
    assert not re.findall(r"https?://(?!\[)[\w.]+", script.replace(door.own_origin(), ""))  # no address but ours
    for never in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "importScripts"):
        assert never not in script, never


def test_hostile_words_of_a_brand_end_neither_script_nor_line(corner: Corner) -> None:
    hostile = "</script><script>alert(1)</script>\u2028'\"\\"
    corner.settings(corner.chat, greeting=hostile)
    script = served(corner)
    (told,) = re.findall(r"(?m)^const C = (\{.*\});$", script)
    assert ("<" in told, "\u2028" in told) == (False, False)


def test_the_secrets_of_the_channel_are_not_in_it(corner: Corner) -> None:
    from makegood.channels import queries
    from makegood.platform import tenancy

    with tenancy.brand(corner.brand_id):
        config: ChannelConfig = queries.channel(channel_id=corner.chat)
    assert config.settings["identity_secret"]
    assert config.settings["identity_secret"] not in served(corner)
