"""`makegood raw`: what arrived and could not be read. It is kept as it came: list it, save it to a file, have it read again."""

import argparse
import hashlib
from pathlib import Path
from uuid import UUID

from makegood.commands import asking
from makegood.kernel.refusals import Refusal

LARGEST_FILE = 60_000_000  # bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    listing = parts.add_parser("list", help="what is parked, latest first")
    save = parts.add_parser("save", help="write the bytes to a file, exactly as they came")
    save.add_argument("number")
    save.add_argument("file", help="must not exist yet")
    taking = parts.add_parser("take", help="hand a file to a channel, as if it had come in there")
    taking.add_argument("--channel", required=True, metavar="NAME")
    taking.add_argument("file", nargs="+")
    again = parts.add_parser("read-again", help="read parked items again, after the cause was mended")
    again.add_argument("number", nargs="*", help="all that are parked, where none is given")
    for part in (listing, save, taking, again):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        return {"list": _list, "save": _save, "take": _take, "read-again": _read_again}[arguments.part](arguments)


def _list(_: argparse.Namespace) -> int:
    from makegood.channels import stuck

    parked = stuck.parked_raw()
    for raw in parked:
        print(f"{raw.id}  {raw.received_at:%Y-%m-%d %H:%M}  {raw.channel_name}  {raw.size:,} bytes\n  {raw.reason}")
    if not parked:
        print("Nothing is parked: everything that arrived could be read.")
    return 0


def _save(told: argparse.Namespace) -> int:
    from makegood.channels import stuck

    content = stuck.raw_bytes(raw_id=_number(told.number))
    try:
        with Path(told.file).expanduser().open("xb") as file:
            file.write(content)
    except OSError as trouble:
        why = f"{told.file} cannot be written ({trouble.strerror})"
        raise Refusal("not_written", f"file: {why}.", {"file": "cannot be written"}) from trouble
    print(f"{len(content):,} bytes are in {told.file}. They are a stranger's: open them with care.")
    return 0


def _take(told: argparse.Namespace) -> int:
    """Each file whole, known by its bytes: handed in twice, it is taken once. A file that cannot be read leaves all of them untaken."""
    from makegood.channels.actions import intake
    from makegood.commands.door import channel_named
    from makegood.platform import clock

    channel_id = channel_named(told.channel)
    contents = [_content(Path(name).expanduser()) for name in told.file]
    items = [(f"file {hashlib.sha256(content).hexdigest()}", content) for content in contents]
    new = intake.store_raw(channel_id=channel_id, items=items, cursor=None, at=clock.now())
    print(f"{new} of {len(items)} taken. The worker reads them next; `makegood raw list` shows what could not be read.")
    return 0


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refusal("too_large", f"file: {path} is larger than {LARGEST_FILE:,} bytes.", {"file": "too large"})
        return path.read_bytes()
    except OSError as trouble:
        raise Refusal("not_read", f"file: {path} cannot be read ({trouble.strerror}).", {"file": "cannot be read"}) from trouble


def _read_again(told: argparse.Namespace) -> int:
    from makegood.channels import stuck
    from makegood.channels.actions import intake
    from makegood.platform import clock

    wanted = [_number(number) for number in told.number] or [raw.id for raw in stuck.parked_raw()]
    put_back = intake.read_again(raw_ids=wanted, at=clock.now())
    if told.number and not put_back:
        raise Refusal("no_raw", "number: nothing is parked under it (any more).", {"number": "unknown"})
    print(f"{put_back} put back in the queue. The worker reads them; what still cannot be read is parked again.")
    return 0


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        sentence = f"number: “{text}” is none that `makegood raw list` shows."
        raise Refusal("no_raw", sentence, {"number": "malformed"}) from None
