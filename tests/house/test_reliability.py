"""docs/reliability.md names for each promise the test that holds it; and there is one way out of this house."""

import ast
import re

from tests.house.test_shape import ROOT, SOURCE, named, sources

PAGE = ROOT / "docs/reliability.md"
PROMISES = {*(f"A{n}" for n in range(5, 10)), *(f"D{n}" for n in range(1, 6)), "E1", "E2", "E3", "F1", "F2"}
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_OUTSIDE = re.compile(
    r"^\s*(?:import|from) (httpx|httpcore|requests|urllib3|urllib\.request|http\.client|aiohttp|websockets|smtplib|imaplib|ftplib|socket)\b",
    re.MULTILINE,
)
# What talks to the network: the guarded way out with its deadline; mailboxes, whose servers the owner names; what hands requests of a
# library to the guarded way out; and two that look at ports of this machine.
MAY = {
    "makegood/platform/http.py": {"httpx", "socket"},
    "makegood/platform/deadlines.py": {"httpcore"},
    "makegood/channels/adapters/email/imap.py": {"imaplib", "socket"},
    "makegood/channels/adapters/email/smtp.py": {"smtplib"},
    "makegood/channels/adapters/mail_provider/sending.py": {"requests"},
    "makegood/commands/up.py": {"http.client", "socket"},
    "makegood/commands/demo/place.py": {"socket"},
}


def test_every_test_that_the_page_names_exists() -> None:
    told = _TEST.findall(PAGE.read_text())
    assert len(told) > 50
    tree = {path: ast.parse((ROOT / path).read_text()) for path in {path for path, _ in told} if (ROOT / path).exists()}
    there = {(path, node.name) for path, parsed in tree.items() for node in parsed.body if isinstance(node, ast.FunctionDef)}
    assert [f"{path}::{name}" for path, name in told if (path, name) not in there] == []


def test_every_row_names_a_test_and_every_promise_has_a_row() -> None:
    rows = [
        line for line in PAGE.read_text().splitlines() if line.startswith("| ") and not line.startswith(("| promise", "|---"))
    ]
    assert [row for row in rows if not _TEST.search(row)] == []
    assert {found for row in rows for found in re.findall(r"\*\*([A-Z]\d+)\*\*", row)} == PROMISES


def test_nothing_but_the_guarded_way_out_and_mail_talks_to_the_network() -> None:
    found = {
        named(path): set(_OUTSIDE.findall(path.read_text())) for path in sources() if path.is_relative_to(SOURCE / "makegood")
    }
    assert {name: used for name, used in found.items() if used} == MAY
