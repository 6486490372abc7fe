"""The rules of listening and speaking: who may join a conversation by a reference, and whether, and when, words may leave.

Pure: values in, verdict out. Nothing here knows a channel by name.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.channels import privacy
from makegood.channels.types import Abilities, AttachmentIn, Failure
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind, Purpose

QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # local; automatic words wait for the morning
AUTOMATIC_PER_DAY = 3  # to one person, over all channels and programmes
MOST_FILES, MOST_BYTES = 10, 15_000_000  # that go along with one message
TRIED_FOR = timedelta(days=3)  # then a person is asked to find another way
_MORNING = time(9)
_PAUSES = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400))
_STATUS = re.compile(r"(?<![\d.])5\.(\d{1,3}\.\d{1,3})(?![\d.])")
_BY_STATUS = {
    **dict.fromkeys(("1.0", "1.1", "1.3", "1.6"), Failure.UNKNOWN_ADDRESS),
    **dict.fromkeys(("1.2", "1.10", "4.1", "4.4"), Failure.UNKNOWN_PLACE),
    **dict.fromkeys(("2.0", "2.1"), Failure.CLOSED),
    **dict.fromkeys(("2.2",), Failure.FULL),
    **dict.fromkeys(("2.3", "3.4"), Failure.TOO_LARGE),
    **dict.fromkeys(("7.0", "7.1", "7.2", "7.509", "7.511"), Failure.NOT_ALLOWED),
    **dict.fromkeys(("7.3", "7.28", "7.350", "7.520"), Failure.SPAM),
    **dict.fromkeys(("7.8", "7.9", "7.57"), Failure.NOT_LET_IN),
    **dict.fromkeys(
        ("7.15", "7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.29", "7.30"), Failure.NOT_VOUCHED
    ),
    "1.8": Failure.NOT_VOUCHED,
}
_POLICIES = (
    (Failure.NOT_VOUCHED, re.compile(r"\b(?:spf|dkim|dmarc|unauthenticated|reverse dns|ptr)\b", re.IGNORECASE)),
    (
        Failure.SPAM,
        re.compile(r"spam|junk|blocked|black ?list|block ?list|reputation|unsolicited|content|virus|abus", re.IGNORECASE),
    ),
    (
        Failure.UNKNOWN_ADDRESS,
        re.compile(r"(?:user|recipient|address|mailbox)\b.{0,40}\b(?:unknown|not found|does ?n[o']t exist)", re.IGNORECASE),
    ),
)
_BY_WORDS = (
    (Failure.NOT_LET_IN, re.compile(r"authentication (?:failed|credentials|required)|bad (?:username|password)|\b535\b", re.IGNORECASE)),
    (Failure.FULL, re.compile(r"mailbox (?:is )?full|over ?quota|quota (?:is )?exceeded|insufficient (?:system )?storage", re.IGNORECASE)),
    (Failure.TOO_LARGE, re.compile(r"too (?:large|big)|size (?:limit|exceed)|exceeds? .{0,30}size", re.IGNORECASE)),
    _POLICIES[1],
    _POLICIES[0],
    (Failure.UNKNOWN_PLACE, re.compile(r"(?:domain|host)\b.{0,40}\b(?:not found|unknown|does ?n[o']t exist)|null mx|no such domain|unrout", re.IGNORECASE)),
    (Failure.CLOSED, re.compile(r"(?:mailbox|account|user)\b.{0,30}\b(?:disabled|inactive|suspended|closed|deactivated)", re.IGNORECASE)),
    (Failure.UNKNOWN_ADDRESS, re.compile(r"(?:unknown|no such|invalid) (?:user|recipient|mailbox|address|local)|(?:user|recipient|address|mailbox)\b.{0,40}\b(?:unknown|not found|does ?n[o']t exist|invalid|unavailable)", re.IGNORECASE)),
)  # fmt: skip
_IN_WORDS = {
    Failure.UNKNOWN_ADDRESS: (
        "There is no mailbox of this name.",
        "Look for a mistake in the address, or write to another one of theirs.",
    ),
    Failure.UNKNOWN_PLACE: (
        "Nobody takes mail for this address: what stands behind the @ is not there.",
        "Look for a mistake in the address, or reach them another way.",
    ),
    Failure.CLOSED: ("This mailbox is closed and takes nothing.", "Write to another address of theirs."),
    Failure.FULL: ("Their mailbox is full.", "Try again tomorrow, or reach them another way."),
    Failure.SPAM: (
        "Their mail server took it for spam.",
        "Say it in plainer words with fewer links and try again, or reach them another way.",
    ),
    Failure.NOT_VOUCHED: (
        "Their mail server does not believe that this comes from us.",
        "Whoever looks after our mail domain should check SPF, DKIM and DMARC; until then, reach them another way.",
    ),
    Failure.NOT_ALLOWED: (
        "Their mail server takes no mail from us.",
        "Reach them another way, and ask whoever looks after our mail domain.",
    ),
    Failure.TOO_LARGE: ("It is too large for their mailbox.", "Send it with fewer or smaller files."),
    Failure.NOT_LET_IN: (
        "Our own server did not let us in.",
        "Set the channel’s name and password right, then try again.",
    ),
    Failure.UNREACHED: (
        "It was tried for three days, and nobody took it.",
        "Try again, or reach them another way.",
    ),
    Failure.UNWANTED: ("They asked us meanwhile not to write to them here.", "Do not write here; wait until they do."),
    Failure.PROGRAM: (
        "Our own program made a mistake while it sent this.",
        "Try again; if it fails again, tell whoever looks after it.",
    ),
}
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to say, as far as the gate must know it."""

    purpose: Purpose
    automatic: bool
    public: bool
    text: str
    answers_them: bool  # they wrote last, and this answers it
    answers_automatic: bool  # what it answers was written by a machine
    last_from_them: datetime | None
    length: int | None = None  # as the network counts it; None: in characters
    files: tuple[int, ...] = ()  # sizes in bytes of what goes along
    acknowledges: bool = False  # it only says that what they wrote arrived
    about: privacy.About | None = None  # of a public one: what must not be said of them, and what is ours


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate knows about the person just now. `consent` None: they never said."""

    consent: bool | None
    automatic_last_day: int
    hold_because: str
    hold_until: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class Leave:
    """It may leave, at once or not before `after`; `because` says why it waits."""

    after: datetime
    because: str = ""


@dataclass(frozen=True, slots=True)
class Never:
    """It may not be said at all."""

    code: str
    sentence: str


def may_we_speak(wish: Wish, gate: Gate, abilities: Abilities, *, at: datetime) -> Leave | Never:
    """Whether the words may leave, and when.

    An answer to what they wrote is a service they asked for: only their own withdrawal stops it. What goes beyond an answer needs
    more: relationship and marketing need a yes, automatic words keep quiet hours (21:00 to 8:00 in the person's zone) and a cap of
    three a day, and holds put it off. A word that only says that theirs arrived comes at once, while they are awake, or never.
    """
    never = _never(wish, gate, abilities, at)
    if never is not None:
        return never
    if gate.hold_until is not None and gate.hold_until > at and not wish.answers_them:
        return Leave(gate.hold_until, gate.hold_because)
    if wish.acknowledges:
        return Leave(at)
    if wish.automatic and gate.automatic_last_day >= AUTOMATIC_PER_DAY:
        return Leave(at + timedelta(days=1), f"{AUTOMATIC_PER_DAY} automatic messages went to them within a day.")
    morning = end_of_quiet(at, gate.zone) if wish.automatic else at
    return Leave(morning, "It is night where they are." if morning > at else "")


def next_try(*, tries: int, since: timedelta, chance: float) -> timedelta | None:
    """The pause before a message is tried again that met passing trouble: 15 s, 1 min, 5 min, 15 min, 30 min, 1 h, 2 h, then every 4 h, each
    up to a quarter longer by `chance` (0 to 1), so that what failed together does not come back together. None once `since` the first try
    three days have passed: then a person looks. RFC 5321, 4.5.4.1 asks for retries over four to five days of mail servers; somebody who
    waits for our answer is better served by being asked elsewhere on the third.
    """
    if since >= TRIED_FOR:
        return None
    return _PAUSES[min(max(tries, 1), len(_PAUSES)) - 1] * (1 + chance / 4)


def shut_for(*, failures: int, asked: float | None) -> timedelta:
    """How long a channel rests after so many passing troubles in a row, nothing having left between: not at all after the first, for it may
    be the message's own; then 15 s, 30 s, 1 min, 2 min, and 5 min from there on. What the other side asked for (Retry-After, in seconds) holds
    at once for the whole channel, up to a day."""
    wished = timedelta(seconds=min(asked or 0.0, 86_400.0))
    if failures < 2:
        return wished
    return max(wished, min(timedelta(seconds=15 * 2.0 ** min(failures - 2, 10)), timedelta(minutes=5)))


def leaving_time(*, choice: str, given: str, zone: str, at: datetime) -> datetime | None:
    """When a member wants words to leave: None for at once. `choice` is "", "tomorrow" or "monday" (9:00 in that zone) or "at", and then
    `given` is a local date and time, "2026-03-09T09:00". Refuses what is none, is past, or lies more than a year ahead, naming `leave_at`.
    """
    if choice in ("", "now"):
        return None
    today = at.astimezone(ZoneInfo(zone)).date()
    if choice in ("tomorrow", "monday"):
        days = 1 if choice == "tomorrow" else 7 - today.weekday()
        wanted = datetime.combine(today + timedelta(days=days), _MORNING)
    else:
        try:
            wanted = datetime.fromisoformat(given).replace(tzinfo=None)
        except ValueError:
            raise Refusal(
                "bad_time", "leave_at: give a day and a time, such as 2026-03-09 09:00.", {"leave_at": "not a time"}
            ) from None
    leaves = wanted.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if leaves <= at:
        raise Refusal("bad_time", "leave_at: this time is past. Choose a later one, or send it now.", {"leave_at": "past"})
    if leaves - at > timedelta(days=366):
        raise Refusal("bad_time", "leave_at: this is more than a year away. Choose a nearer day.", {"leave_at": "too far"})
    return leaves


def why_it_failed(*, status: str, said: str) -> Failure:
    """What kept words from arriving, by the enhanced status code that the other side gave ("5.1.1", also inside `said`), else by its words.

    Codes: IANA's registry of SMTP Enhanced Status Codes (RFC 3463, 5248, 7372, 7505).
    """
    code = _STATUS.search(status) or _STATUS.search(said)
    found = _BY_STATUS.get(code[1]) if code else None
    if found is Failure.NOT_ALLOWED:  # 5.7.1 says "policy" and is what most say who take something for spam, or for forged
        return next((one for one, words in _POLICIES if words.search(said)), found)
    return found or next((one for one, words in _BY_WORDS if words.search(said)), Failure.OTHER)


def what_failed(failure: Failure) -> str:
    """What happened, in a sentence; '' where only the other side's own words say it."""
    return _IN_WORDS.get(failure, ("", ""))[0]


def way_out(failure: Failure) -> str:
    """What a person can do about it."""
    return _IN_WORDS.get(failure, ("", "Read what the other side says, then try again or find another way to reach them."))[1]


def check_files(files: Sequence[AttachmentIn]) -> None:
    """Refuses empty files, more than ten, and more than 15 MB together, which most mailboxes refuse once written out as mail (20 MB)."""
    empty = next((file.name for file in files if not file.content), None)
    if empty is not None:
        raise Refusal("empty_file", f"files: “{empty}” is empty. Leave it out, or choose it again.", {"files": "empty"})
    check_sizes([len(file.content) for file in files])


def file_name(name: str, number: int) -> str:
    """What a file of ours is called outside: no path, nothing invisible or misleading, at most 150 letters with its ending kept."""
    bare = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    bare = "".join(letter for letter in bare if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    bare = " ".join(re.sub(r'[<>:"|?*]', "_", unicodedata.normalize("NFC", bare)).split()).strip(". ")
    if not bare:
        return f"file-{number}"
    stem, dot, ending = bare.rpartition(".")
    return bare if len(bare) <= 150 else f"{stem[: 149 - len(ending)]}.{ending}" if dot and len(ending) < 12 else bare[:150]


def private_things(text: str, *, about: privacy.About | None = None) -> tuple[str, ...]:
    """What in these words has no place in public, named for the member who wrote them. Our own addresses have."""
    return tuple(dict.fromkeys(one.what for one in privacy.find(text, about)))


def mailbox(address: str) -> str:
    """The mailbox in which mail to this address ends: without a tag ("tom+1@"), and without dots where the provider ignores them."""
    local, _, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in _DOTLESS else local}@{domain}"


def within_cap(vouched: Sequence[bool], *, said: Sequence[bool], per_hour: int) -> list[bool]:
    """Which of these may still be told within this hour, in their order. `said` are those who were told in it; of both, True says that
    somebody vouches for the sender. Those for whom nobody does share a tenth of the cap, at least one."""
    left, doubtful = per_hour - len(said), max(1, per_hour // 10) - sum(not one for one in said)
    allowed = []
    for one in vouched:
        may = left > 0 and (one or doubtful > 0)
        left, doubtful = left - may, doubtful - (may and not one)
        allowed.append(may)
    return allowed


def without_addresses(reason: str) -> str:
    """What a mail server said, without the addresses that servers put into it."""
    return privacy.without_addresses(reason)


def end_of_quiet(at: datetime, zone: str) -> datetime:
    """The instant itself outside quiet hours, else the next 8:00 in that zone."""
    local = at.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone)).astimezone(at.tzinfo)


def may_join(*, public: bool, author: str, parties: Sequence[str], by_token: bool) -> bool:
    """Whether a message that refers to a conversation belongs to it.

    In private only an address that already took part, or one that holds our own signed reply address; anybody in public. A forged
    reference by a stranger starts a conversation of its own and reads nothing (CVE-2024-49193 teaches it).
    """
    return public or by_token or author in parties


def check_sizes(sizes: Sequence[int]) -> None:
    """Refuses more than ten files and more than 15 MB together."""
    if len(sizes) > MOST_FILES:
        raise Refusal("too_many_files", f"files: {len(sizes)} files; at most {MOST_FILES} go along.", {"files": "too many"})
    if sum(sizes) > MOST_BYTES:
        mega = sum(sizes) / 1_000_000
        sentence = f"files: {mega:.1f} MB together; at most {MOST_BYTES // 1_000_000} MB go along. Send a smaller copy."
        raise Refusal("files_too_large", sentence, {"files": "too large"})


def _never(wish: Wish, gate: Gate, abilities: Abilities, at: datetime) -> Never | None:
    if wish.automatic and wish.answers_automatic:
        return Never("automatic_to_automatic", "A machine wrote that. Nothing is ever answered to it automatically.")
    if wish.acknowledges and gate.automatic_last_day >= AUTOMATIC_PER_DAY:
        return Never("too_many", f"{AUTOMATIC_PER_DAY} automatic messages went to them within a day.")
    if gate.consent is False:
        return Never("consent_withdrawn", "They asked us not to write to them here about this.")
    if gate.consent is None and wish.purpose is not Purpose.SERVICE:
        return Never("no_consent", "They never agreed to hear from us about this. Ask them first.")
    if wish.files and not abilities.attachments:
        return Never("no_attachments", "files: this channel carries no files. Say it in words, or answer by e-mail.")
    if wish.public:
        return _never_in_public(wish, abilities)
    return _never_by_ability(wish, abilities, at)


def _never_in_public(wish: Wish, abilities: Abilities) -> Never | None:
    if not abilities.public:
        return Never("not_public", "This channel has no public side.")
    found = privacy.find(wish.text, wish.about)
    if found:
        held = privacy.in_words(found)
        return Never(
            "private_in_public", f"text: everybody can read this, and it holds {held}. Say that in private, or leave it out."
        )
    return _too_long(wish, abilities)


def _never_by_ability(wish: Wish, abilities: Abilities, at: datetime) -> Never | None:
    window = abilities.reply_window_hours
    if window is not None and (wish.last_from_them is None or at - wish.last_from_them > timedelta(hours=window)):
        return Never("window_closed", f"This channel only lets us answer within {window} hours of their last message.")
    return _too_long(wish, abilities)


def _too_long(wish: Wish, abilities: Abilities) -> Never | None:
    length = len(wish.text) if wish.length is None else wish.length
    if abilities.max_length is not None and length > abilities.max_length:
        return Never("too_long", f"text: {length} characters; this channel takes {abilities.max_length}.")
    return None


def senders(author: Address) -> tuple[str, ...]:
    """How a rule about a sender may name this author: the address, and its domain and those above it after an @, but no top one alone."""
    value = author.value.strip().lower()
    local, _, domain = value.rpartition("@")
    if not local or not domain:
        return ()
    labels = domain.split(".")
    return (value, *(f"@{'.'.join(labels[i:])}" for i in range(max(1, len(labels) - 1))))


def checked_sender(text: str, *, ours: Sequence[str]) -> str:
    """A sender as a rule names them: "tom@example.org", or "@example.org" for all of a domain. Refuses what is neither, our own addresses
    and domains, and a domain at which anybody may have a mailbox."""
    value = text.strip().lower()
    if not _SENDER.fullmatch(value):
        sentence = "sender: give an address such as tom@example.org, or @example.org for everybody there."
        raise Refusal("bad_sender", sentence, {"sender": "neither an address nor a domain"})
    if any(value in senders(Address(IdentityKind.EMAIL, one)) for one in ours):
        raise Refusal("own_sender", "sender: this is our own.", {"sender": "our own"})
    if value.startswith("@") and value[1:] in _ANYBODYS:
        sentence = f"sender: anybody may have a mailbox at {value[1:]}. Block the one address instead."
        raise Refusal("anybodys_domain", sentence, {"sender": "too many people"})
    return value


_SENDER = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{0,64}@(?=.{3,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
_ANYBODYS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mailbox.org",
        "fastmail.com",
        "zoho.com",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "qq.com",
        "163.com",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "libero.it",
        "btinternet.com",
        "hotmail.co.uk",
        "yahoo.co.uk",
    ]
)
