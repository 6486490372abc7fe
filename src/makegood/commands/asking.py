"""What several commands ask in the same way: which brand, which secret, which settings. Says what is missing, and never shows a secret."""

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from makegood.commands import ground
from makegood.config import environment
from makegood.kernel.refusals import Refusal

_LONGEST_FILE = 64_000  # bytes of a secret's file; a policy or an export has its own limit


def brand_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--brand", metavar="SLUG", default="", help="the brand's address; not needed where there is only one")


@contextmanager
def database() -> Iterator[None]:
    """The database reachable and, where the owner's address is known, its schema laid."""
    ground.require_outside()
    with ground.database():
        if environment.settings().owner_database_url:
            ground.migrate()
        yield


@contextmanager
def database_and_brand(slug: str) -> Iterator[UUID]:
    """The database reachable, and the id of the brand that was named (or the only one). Opens no transaction."""
    with database():
        from makegood.brands import queries as brands

        if slug:
            found = brands.brand_id_for_slug(slug=slug)
            if found is None:
                raise Refusal("no_such_brand", f"--brand: there is no brand “{slug}” here.", {"brand": "unknown"})
            yield found
            return
        there = brands.all_brand_ids()
        if len(there) != 1:
            sentence = "--brand: say which one." if there else "There is no brand yet: makegood brand found, or makegood demo."
            raise Refusal("which_brand", sentence, {"brand": "missing"})
        yield there[0]


@contextmanager
def open_brand(slug: str) -> Iterator[UUID]:
    """The same with one transaction of the brand open."""
    with database_and_brand(slug) as brand_id:
        from makegood.platform import tenancy

        with tenancy.brand(brand_id):
            yield brand_id


def content_of(path: str, *, field: str, longest: int = _LONGEST_FILE) -> bytes:
    """What a file holds. Refuses, naming `field`, one that cannot be read and one that is longer than `longest` bytes."""
    try:
        with Path(path).expanduser().open("rb") as file:
            content = file.read(longest + 1)
    except OSError as trouble:
        raise Refusal(
            "unreadable_file", f"{field}: {path} cannot be read ({trouble.strerror}).", {field: "cannot be read"}
        ) from trouble
    if len(content) > longest:
        raise Refusal("large_file", f"{field}: {path} is longer than {longest:,} bytes.", {field: "too long"})
    return content


def text_of(path: str, *, field: str, longest: int = _LONGEST_FILE) -> str:
    """The text of a file in UTF-8; refuses as `content_of`, and what is no text."""
    try:
        return content_of(path, field=field, longest=longest).decode()
    except UnicodeDecodeError as trouble:
        raise Refusal("not_text", f"{field}: {path} is not text in UTF-8.", {field: "not text"}) from trouble


def secret(field: str, *, file: str) -> str:
    """A secret out of a file, or typed in by whoever sits here. Refuses, naming `field`, where there is neither."""
    if file:
        return text_of(file, field=field).strip()
    if not sys.stdin.isatty():
        raise Refusal(
            "no_secret", f"{field}: put it in a file and name that, so that no list of processes shows it.", {field: "missing"}
        )
    return getpass.getpass(f"{field}: ")


def pairs(given: Sequence[str], *, option: str) -> dict[str, str]:
    """`key=value` texts as a dictionary. Refuses what has no =, and a key that comes twice."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Refusal(
                "not_a_pair", f"{option}: “{name}” has no value; write {option} name=value.", {option: "not name=value"}
            )
        if name.strip() in found:
            raise Refusal("given_twice", f"{option}: {name.strip()} is given twice.", {name.strip(): "given twice"})
        found[name.strip()] = value
    return found
