"""The same mails from disk into django-helpdesk's tickets and into our cases: time, CPU and memory of both, in one run.

    python -m benchmarks.beside_helpdesk [--mails 2000]

Real mails of ../shared/data/mails (the SpamAssassin corpus) in the order of their dates; more than there are come again with fresh
Message-IDs. django-helpdesk comes from PyPI into a virtual environment of its own under .var/bench at the first run. Both use the same embedded
PostgreSQL server, each a database of its own, and nothing else runs meanwhile. Theirs is its own way to read mails out of a folder, in one
process, as it works. Ours is `channels.intake` as for a mailbox, in hundreds, and a real `makegood worker`; that also recognises the person,
reads what the mail says, puts it into a case with a clock, and keeps the inbox. Neither writes anything to anybody.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks import ground, report
from makegood.channels.adapters.email import keys
from makegood.platform import postgres_roles

QUICK, FULL = ("--mails", "600"), ("--mails", "2000")
ARCHIVE = report.ROOT.parent / "shared" / "data" / "mails" / "spamassassin_sample_2250.tar.xz"
PEER, VERSION = report.FOLDER / "helpdesk", "2.6.1"
SIDE = Path(__file__).parent / "peers" / "django_helpdesk_side.py"
AT_ONCE = 100
_PATIENCE_S = 1_800
_ID = re.compile(rb"<([^<>@\s]+)@")
_ID_HEADERS = (b"message-id:", b"in-reply-to:", b"references:")


@dataclass(frozen=True)
class Mail:
    """One mail with what its thread needs: its own id, what it answers, and who wrote it."""

    raw: bytes
    id: str
    answers: str
    author: str
    sent: float


@dataclass
class Side:
    """What one of the two used and made."""

    seconds: float = 0.0
    python: float = 0.0
    postgres: float = 0.0
    memory: int = 0
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        return self.python + self.postgres


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mails", type=int, default=2_000)
    count = options.parse_args().mails
    if not ARCHIVE.exists():
        raise SystemExit("The mails of ../shared/data/mails are not here: nothing to measure.")
    mails = chosen(count)
    _install()
    said = report.start("beside_helpdesk")
    with ground.database() as here:
        folder = here.home / "mails"
        folder.mkdir()
        for number, mail in enumerate(mails):
            (folder / f"{number:06}.eml").write_bytes(mail.raw)
        ours = _ours(here, sorted(folder.iterdir()))
        theirs = _theirs(here, folder)
        _tell(said, mails, theirs, ours)
    return said.end()


def chosen(count: int) -> list[Mail]:
    """`count` mails by date; the same ones for the same number."""
    with tarfile.open(ARCHIVE) as files:
        every = [stored.read() for member in files if member.isfile() and (stored := files.extractfile(member))]
    whole, rest = divmod(count, len(every))
    picked = [_again(raw, turn) for turn in range(whole) for raw in every]
    picked += [_again(raw, whole) for raw in random.Random(1).sample(every, rest)]
    return sorted((_mail(raw) for raw in picked), key=lambda mail: mail.sent)


def _again(raw: bytes, turn: int) -> bytes:
    """The mail with Message-IDs of its own (and references to those of its own turn)."""
    if not turn:
        return raw
    head, blank, body = raw.partition(b"\n\n")
    lines, naming = [], False
    for line in head.split(b"\n"):
        naming = line.lower().startswith(_ID_HEADERS) if line[:1] not in (b" ", b"\t") else naming
        lines.append(_ID.sub(rb"<\1.turn%d@" % turn, line) if naming else line)
    return b"\n".join(lines) + blank + body


def _mail(raw: bytes) -> Mail:
    message = message_from_bytes(raw, policy=policy.compat32)
    try:
        sent = parsedate_to_datetime(str(message.get("Date"))).timestamp()
    except (TypeError, ValueError, OverflowError):
        sent = 0.0
    author = next((address.lower() for _, address in getaddresses(str(value) for value in message.get_all("From", []))), "")
    return Mail(raw, bare(message.get("Message-ID")), bare(message.get("In-Reply-To")), author, sent)


def bare(header: object) -> str:
    """The first Message-ID in a header, without brackets."""
    match = re.search(r"<([^<>]+)>", str(header or ""))
    return match[1].strip() if match else ""


def _install() -> None:
    """The other program, once; asked of the package index as anybody would."""
    if (PEER / f"done-{VERSION}").exists():
        return
    print(f"Installing django-helpdesk {VERSION} into {PEER.relative_to(report.ROOT)} …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEER)], check=True)
    told = ["install", "--quiet", "--disable-pip-version-check", f"django-helpdesk=={VERSION}", "psycopg[binary]"]
    subprocess.run([str(PEER / "bin" / "python"), "-m", "pip", *told], check=True)
    (PEER / f"done-{VERSION}").touch()


def _theirs(here: ground.Ground, folder: Path) -> Side:
    with psycopg.connect(here.cluster.url("postgres", postgres_roles.SUPERUSER), autocommit=True) as connection:
        connection.execute("CREATE DATABASE helpdesk")
    place = conninfo_to_dict(here.cluster.url("helpdesk", postgres_roles.SUPERUSER))
    database = {"NAME": "helpdesk", "USER": str(place["user"]), "HOST": str(place["host"]), "PORT": str(place["port"])}

    def part(name: str) -> Any:
        command = [str(PEER / "bin" / "python"), str(SIDE), name, json.dumps(database), str(folder)]
        done = subprocess.run(command, env=_plain(), stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])

    part("prepare")
    with _measured(here, own=False) as side:
        side.made = part("read")
    side.made |= part("count")
    return side


def _ours(here: ground.Ground, files: list[Path]) -> Side:
    from makegood.channels.actions import connecting, intake
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock, tenancy

    nowhere = {f"{part}_{name}": value for part in ("imap", "smtp") for name, value in _NOBODY.items()}
    with tenancy.brand(here.brand.id):
        channel = connecting.add_channel(
            kind="email", name="Mail", address="help@brightside.example", settings=nowhere, by=SYSTEM, at=clock.now()
        )
    with _measured(here, own=True) as side:
        worker = here.spawn("worker")
        for start in range(0, len(files), AT_ONCE):
            items = [(path.name, path.read_bytes()) for path in files[start : start + AT_ONCE]]
            with tenancy.brand(here.brand.id):
                intake.store_raw(channel_id=channel, items=items, cursor=items[-1][0], at=clock.now())
        _wait_until_quiet(here, worker)
        here.end(worker)
    side.made = _made(here)
    return side


_NOBODY = {
    "host": "127.0.0.1",
    "port": "9",
    "tls": "none",
    "user": "help",
    "password": "none",
}  # nobody answers there: the mails come from disk


def _wait_until_quiet(here: ground.Ground, worker: subprocess.Popen[bytes]) -> None:
    """Until nothing is left that is due: everything read, put into its case and shown."""
    until = time.monotonic() + _PATIENCE_S
    with psycopg.connect(here.address(), autocommit=True) as connection:
        while time.monotonic() < until:
            left = connection.execute(
                "SELECT (SELECT count(*) FROM channels_rawitem WHERE state = 'waiting'), "
                "(SELECT count(*) FROM platform_work WHERE kind <> 'hear' AND parked_at IS NULL AND due_at <= now())"
            ).fetchone()
            if left == (0, 0):
                return
            if worker.poll() is not None:
                raise RuntimeError(f"The worker ended: {(here.home / 'worker.log').read_text()[-2000:]}")
            time.sleep(0.25)
    raise TimeoutError(f"Not done after {_PATIENCE_S} s: {left} left.")


def _made(here: ground.Ground) -> dict[str, Any]:
    (counted,) = here.ask(
        "SELECT (SELECT count(*) FROM channels_message), (SELECT count(*) FROM cases_case), (SELECT count(*) FROM channels_message "
        "WHERE set_aside), (SELECT count(*) FROM channels_rawitem WHERE state = 'parked'), (SELECT count(*) FROM platform_work "
        "WHERE parked_at IS NOT NULL), (SELECT count(*) FROM channels_message WHERE automatic <> ''), "
        "(SELECT count(*) FROM understanding_reading)"
    )
    names = ("messages", "cases", "set aside", "unreadable", "parked", "automatic", "readings")
    placed = here.ask("SELECT external_id, conversation_id FROM channels_message")
    return dict(zip(names, counted, strict=True)) | {"placed": {keys.thread_key(key): str(where) for key, where in placed}}


@contextmanager
def _measured(here: ground.Ground, *, own: bool) -> Iterator[Side]:
    """Time, CPU and the largest memory (looked at twice a second) of what runs inside. `own`: this process takes part."""
    side, over, spent = Side(), threading.Event(), [0.0]

    def look() -> None:
        while not over.wait(0.5):
            everything = ground.pss(os.getpid())
            side.memory = max(side.memory, everything if own else everything - ground.pss_of_one(os.getpid()))
            spent[0] = time.thread_time()

    watcher = threading.Thread(target=look, daemon=True)
    before, begun = here.cpu_seconds(), time.monotonic()
    watcher.start()
    yield side
    side.seconds = time.monotonic() - begun
    over.set()
    watcher.join()
    used = here.cpu_seconds() - before
    side.python, side.postgres = used.children + (used.own - spent[0] if own else 0.0), used.postgres


def _plain() -> dict[str, str]:
    """An environment without anything of ours; everybody's default encoding."""
    mine = ("MAKEGOOD_", "DJANGO_", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(mine)} | {"PYTHONUTF8": "1"}


def _tell(said: report.Report, mails: list[Mail], theirs: Side, ours: Side) -> None:
    many = len(mails)
    made, peer = ours.made, theirs.made
    for name, unit, value, beside, per in (
        ("time", "s", ours.seconds, theirs.seconds, 1),
        ("CPU per 1,000 mails, Python", "s", ours.python, theirs.python, 1_000 / many),
        ("CPU per 1,000 mails, PostgreSQL", "s", ours.postgres, theirs.postgres, 1_000 / many),
        ("CPU per 1,000 mails, together", "s", ours.cpu, theirs.cpu, 1_000 / many),
        ("peak memory with PostgreSQL", "MB", ours.memory / 1e6, theirs.memory / 1e6, 1),
    ):
        said.figure(name, value * per, unit, reference=f"django-helpdesk {report.shown(beside * per)}", ratio=value / beside)
    rate, their_rate = many / ours.seconds, many / theirs.seconds
    said.figure("mails a second", rate, "/s", reference=f"django-helpdesk {report.shown(their_rate)}", ratio=rate / their_rate)
    _tell_threads(said, mails, peer["placed"], made["placed"])
    said.note(
        f"{many} mails. Ours: {made['messages']} messages ({made['automatic']} automatic, {made['set aside']} set aside as spam), "
        f"{made['readings']} readings, {made['cases']} cases, {made['unreadable']} unreadable, {made['parked']} parked. "
        f"django-helpdesk {VERSION}: {peer['tickets']} tickets, {peer['followups']} entries, {peer['failed']} mails on which it failed."
    )
    said.note(
        "Time is from the start of the processes until nothing is left to do; ratios are ours by theirs. Theirs without its mails out."
    )


def _tell_threads(said: report.Report, mails: list[Mail], theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    """Replies to a mail of the set that came before it; apart from them, those by somebody who took part."""
    writers: dict[str, set[str]] = {}
    replies, took_part = [], []
    for mail in mails:
        earlier = writers.get(mail.answers, set()) if mail.answers else set()
        if earlier:
            replies.append(mail)
        if mail.author in earlier:
            took_part.append(mail)
        writers.setdefault(mail.id, earlier | {mail.author})
    theirs = {bare(key) or key: where for key, where in theirs.items()}
    for name, some in (("replies with what they answer", replies), ("of these by somebody who wrote there before", took_part)):
        kept, their_kept = (sum(_together(mail, placed) for mail in some) for placed in (ours, theirs))
        said.figure(name, kept, f"of {len(some)}", reference=f"django-helpdesk {their_kept}", ratio=kept / max(1, their_kept))
    said.note(
        "Ours joins a reply only when its author wrote in that conversation before: nobody reads along by answering. Mails of lists rarely do."
    )


def _together(mail: Mail, placed: dict[str, Any]) -> bool:
    own, parent = placed.get(keys.short(mail.id)), placed.get(keys.short(mail.answers))
    return own is not None and own == parent


if __name__ == "__main__":
    sys.exit(main())
