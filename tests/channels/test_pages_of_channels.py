"""The pages under docs/channels are followed as a newcomer would: each channel has one, and what it says to type is taken."""

import itertools
import re
import shlex

import pytest

from makegood.channels import registry
from tests.house.test_shape import ROOT

PAGES = {path.stem: path.read_text() for path in sorted((ROOT / "docs/channels").glob("*.md"))}
BY_ITSELF = {"counter", "webhook"}  # connected by the first note; described in docs/api.md
_COMMAND = re.compile(r"^ +(makegood channel (?:add|set) (?:.*\\\n)*.*)$", re.MULTILINE)
# What whoever follows the page has in hand, where the page writes "…" or names a file.
IN_HAND = {
    "account_sid": "AC" + "0" * 32,
    "callback_url": "https://care.example.org/in/token/call",
    "identity_secret": "x" * 40,
    "app_secret": "a" * 32,
    "webhook_secret": "name:" + "b" * 32,
    "app_password": "abcd-efgh-ijkl-mnop",
}


def commands(page: str) -> list[list[str]]:
    return [shlex.split(found.replace("\\\n", " ")) for found in _COMMAND.findall(PAGES[page])]


def settings(words: list[str]) -> dict[str, str]:
    told = {}
    for flag, word in itertools.pairwise(words):
        if flag in ("--set", "--set-file"):
            name, _, value = word.partition("=")
            kept = "1234567890-abcdefghijklmnop" if flag == "--set-file" else "1234567890"
            told[name] = IN_HAND.get(name, kept) if flag == "--set-file" or "…" in value else value
    return told


def test_every_channel_has_a_page_and_every_page_a_channel() -> None:
    added = {words[3] for page in PAGES for words in commands(page) if words[2] == "add"}
    assert added == set(registry.ADAPTERS) - BY_ITSELF


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)])
def test_what_the_page_says_to_type_is_taken(page: str) -> None:
    (first, *later) = commands(page)
    assert first[2] == "add"
    adapter = registry.adapter(first[3])
    assert "--name" in first
    assert "--address" in first
    held = adapter.check_settings(settings(first))
    for words in later:
        held = adapter.check_settings(held | settings(words))
    known = {setting.name for setting in adapter.form}
    assert set(settings(first)) <= known
