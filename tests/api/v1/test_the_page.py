"""docs/api.md is true: its first five minutes, word for word, against the product as it starts from an empty folder."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from makegood.api import tokens
from makegood.api.v1 import problems
from makegood.platform.postgres import Cluster
from tests.api.v1.conftest import DOCUMENT
from tests.commands.test_doctor import free_port

PAGE = (Path(__file__).parents[3] / "docs/api.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.partition("\n## Tokens")[0], re.DOTALL)
WAITING = """
pause() { read -t 0.5 <> <(:) || true; }
for _ in $(seq 120); do ask $API/makegoods | grep -q '"proposed"' && break; pause; done
"""  # "a few seconds later"


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path that an unprivileged account may enter."""
    home = Path(f"/tmp/mg-api-{os.getpid()}")
    yield home
    Cluster(home).stop()
    shutil.rmtree(home)


def objects(text: str) -> list[Any]:
    """The JSON values in what was printed, one behind the other."""
    found, at, decoder = [], text.find("{"), json.JSONDecoder()
    while at >= 0:
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        at = text.find("{", at)
    return found


@pytest.mark.faults
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_first_five_minutes_go_as_the_page_says(home: Path) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD_")}
    told |= {"MAKEGOOD_HOME": str(home), "MAKEGOOD_PORT": str(free_port()), "MAKEGOOD_LIVE_PORT": str(free_port())}
    told["PATH"] = f"{Path(sys.executable).parent}:{told['PATH']}"
    founding, tokening, setting, *asking = BLOCKS
    assert "mgd_…" in setting
    assert "127.0.0.1:8000" in setting
    setting = setting.replace("127.0.0.1:8000", f"127.0.0.1:{told['MAKEGOOD_PORT']}").replace(
        "mgd_…", '$(cat "$MAKEGOOD_HOME/token")'
    )
    keep = 'grep -o \'mgd_[A-Za-z0-9_]*\' "$MAKEGOOD_HOME/made" > "$MAKEGOOD_HOME/token"; echo BEGIN\n'
    ordering, writing, looking, deciding = asking
    made = [
        founding,
        "{\n",
        tokening,
        '} > "$MAKEGOOD_HOME/made"\n',
        keep,
        setting,
        ordering,
        writing,
        WAITING,
        looking,
        deciding,
    ]
    product = subprocess.Popen(
        [sys.executable, "-m", "makegood.commands.main", "up"],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert product.stdout is not None
    try:
        assert any("Ctrl-C" in line for line in iter(product.stdout.readline, "")), "it did not start"
        script = "set -eu -o pipefail\n" + "".join(made)
        run = subprocess.run(["bash"], input=script, env=told, capture_output=True, text=True, timeout=240, check=False)
    finally:
        product.terminate()
        product.stdout.close()
        product.wait(30)
    assert run.returncode == 0, run.stderr
    taken, channels, stored, cases, case, said, chosen, approved = objects(run.stdout.partition("BEGIN")[2])
    assert (taken["taken"], [one["name"] for one in channels["data"]], stored["taken"]) == (1, ["Chat"], 1)
    assert [(one["number"], one["order_number"]) for one in cases["data"]] == [(1, "1007")]
    assert (case["clock"]["what"], case["makegood"]["state"]) == ("first_reply", "proposed")
    assert said["state"] == "queued"
    assert (chosen["name"], chosen["state"], approved["name"], approved["state"]) == ("refund", "proposed", "refund", "running")


def test_every_scope_and_every_operation_that_the_page_names_is_there() -> None:
    named = set(
        re.findall(
            r"`([a-z]+:(?:read|write))`",
            PAGE,
        )
    )
    assert named == set(tokens.SCOPES)
    there = {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, told in DOCUMENT["paths"].items() for method in told}
    shapes = {re.sub(r"\{\w+\}", "{}", one) for one in there}
    for method, path in re.findall(r"`(GET|POST|PATCH|DELETE) (/[^`\s?]+)`", PAGE):
        assert f"{method} {re.sub(r'{[a-z_]+}', '{}', path)}" in shapes, path


def test_every_problem_that_the_page_names_has_the_status_it_says() -> None:
    rows = re.findall(r"^\| ([45]\d\d(?:, [45]\d\d)*) \| ([^|]+) \|", PAGE, re.MULTILINE)
    assert len(rows) == 11
    for statuses, codes in rows:
        named = re.findall(r"`(\w+)`", codes)
        assert named, codes
        assert {str(problems.status_of(code).value) for code in named} == set(statuses.split(", ")), codes


def test_whoever_may_name_a_member_is_listed_with_their_scope() -> None:
    """Every operation whose body has a `member`, or an `owner` who is one, asks for a scope that the page warns of."""
    schemas = DOCUMENT["components"]["schemas"]
    with_member = {
        told["x-makegood-scope"]
        for methods in DOCUMENT["paths"].values()
        for told in methods.values()
        if "requestBody" in told
        for shape in [told["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
        if {"member", "owner"} & schemas[shape]["properties"].keys()
    }
    warned = PAGE.partition("what it can do in any member's name")[2].partition("So give these seven")[0]
    assert (
        with_member
        == set(re.findall(r"`(\w+:write)`", warned))
        == {
            "people:write",
            "messages:write",
            "cases:write",
            "calls:write",
            "makegoods:write",
            "incidents:write",
            "statements:write",
        }
    )
