"""The gate: whether, and when, words may leave. Pure: values in, verdict out; knows no channel by name, and no person but by these values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from makegood.channels import privacy
from makegood.channels.messages import is_unasked
from makegood.channels.rules import discipline
from makegood.channels.types import Abilities, Pictures
from makegood.people.types import Purpose

AUTOMATIC_PER_DAY = 3  # to one person, over all channels and programmes


@dataclass(frozen=True, slots=True)
class FileAlong:
    """A file that shall go along: its size in bytes, and what it shows where it is a picture."""

    name: str
    size: int
    media_type: str
    description: str = ""


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
    files: tuple[FileAlong, ...] = ()
    acknowledges: bool = False  # it only says that what they wrote arrived
    about: privacy.About | None = None  # of a public one: what must not be said of them, and what is ours
    programme: str = ""  # of which programme it is part, '' of none
    priority: int = 0  # of two that meet on one day the larger goes
    start: datetime | None = None  # it shall leave no earlier
    best_before: datetime | None = None  # later it makes no sense any more: then it is not said at all

    @property
    def unasked(self) -> bool:
        """Whether it goes beyond service, or is service by a programme, and beyond an answer: then the caps count it."""
        return is_unasked(self.purpose, programme=self.programme, answers=self.answers_them)


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate knows about the person just now. `consent` None: they never said. `made`: what else goes, or went, to them unasked."""

    consent: bool | None
    automatic_last_day: int
    hold_because: str
    hold_until: datetime | None
    zone: str
    hold_cause: str = ""
    quiet: tuple[time, time] = discipline.QUIET
    made: tuple[discipline.Made, ...] = ()
    caps: discipline.Caps = discipline.DEFAULT_CAPS
    order: str = ""  # of words that wait already: which of two equal ones was there first


@dataclass(frozen=True, slots=True)
class Leave:
    """It may leave, at once or not before `after`; `because` says why it waits, and `code` names that for machines."""

    after: datetime
    because: str = ""
    code: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Never:
    """It may not be said at all; `field` is what would have to change."""

    code: str
    sentence: str
    field: str = "text"


def may_we_speak(wish: Wish, gate: Gate, abilities: Abilities, *, at: datetime) -> Leave | Never:
    """Whether the words may leave, and when.

    An answer to what they wrote is a service they asked for: only their own withdrawal stops it. What goes beyond an answer needs
    more: relationship and marketing need a yes and room (`discipline.find_room`: quiet hours by their own clock, one on a day, the larger
    first, and caps over all programmes), automatic words keep quiet hours and a cap of three a day, and holds put it off. A word that only
    says that theirs arrived comes at once, while they are awake, or never. What would come too late to make sense is not said at all.
    """
    never = _never(wish, gate, abilities, at)
    if never is not None:
        return never
    return in_time(wish, when(wish, gate, at=at))


def in_time(wish: Wish, found: Leave) -> Leave | Never:
    """The verdict itself, or never where that would come too late to make sense."""
    if wish.best_before is not None and max(found.after, wish.start or found.after) > wish.best_before:
        return Never(found.code or "too_late", found.because or "It would come too late to make sense.")
    return found


def no_consent(purpose: Purpose, consent: bool | None) -> Never | None:
    """They said no, or never said yes where a yes is needed; None where neither."""
    if consent is False:
        return Never("consent_withdrawn", "They asked us not to write to them here about this.")
    if consent is None and purpose is not Purpose.SERVICE:
        return Never("no_consent", "They never agreed to hear from us about this. Ask them first.")
    return None


def when(wish: Wish, gate: Gate, *, at: datetime) -> Leave:
    """When words that may be said at all may leave. Asked anew right before they do."""
    if gate.hold_until is not None and gate.hold_until > at and not wish.answers_them:
        return Leave(gate.hold_until, gate.hold_because, f"held_{gate.hold_cause}" if gate.hold_cause else "held")
    if wish.acknowledges:
        return Leave(at)
    if wish.automatic and gate.automatic_last_day >= AUTOMATIC_PER_DAY:
        sentence = f"{AUTOMATIC_PER_DAY} automatic messages went to them within a day."
        return Leave(at + timedelta(days=1), sentence, "too_many")
    if wish.unasked:
        room = discipline.find_room(
            start=max(at, wish.start or at),
            zone=gate.zone,
            quiet=gate.quiet,
            made=gate.made,
            caps=gate.caps,
            priority=wish.priority,
            order=gate.order,
        )
        return Leave(room.at, room.because, room.code)
    morning = end_of_quiet(at, gate.zone, gate.quiet) if wish.automatic else at
    return Leave(morning, "It is night where they are.", "night") if morning > at else Leave(at)


def end_of_quiet(at: datetime, zone: str, quiet: tuple[time, time] = discipline.QUIET) -> datetime:
    """The instant itself outside quiet hours, else when they next end in that zone."""
    return discipline.end_of_quiet(at, zone, quiet)


def _never(wish: Wish, gate: Gate, abilities: Abilities, at: datetime) -> Never | None:
    if abilities.unanswered:
        return Never("no_answers_here", abilities.unanswered, "channel_id")
    if wish.automatic and wish.answers_automatic:
        return Never("automatic_to_automatic", "A machine wrote that. Nothing is ever answered to it automatically.")
    if wish.acknowledges and gate.automatic_last_day >= AUTOMATIC_PER_DAY:
        return Never("too_many", f"{AUTOMATIC_PER_DAY} automatic messages went to them within a day.")
    if refused := no_consent(wish.purpose, gate.consent):
        return refused
    if wish.files and (never := _never_with_files(wish, abilities)):
        return never
    if wish.public:
        return _never_in_public(wish, abilities)
    return _never_by_ability(wish, abilities, at)


def _never_with_files(wish: Wish, abilities: Abilities) -> Never | None:
    shown = abilities.pictures
    if not abilities.attachments or (shown and not (wish.public or shown.private)):
        told = "files: this channel carries no files" + (" in private" if shown else "")
        return Never("no_attachments", f"{told}. Say it in words, or answer by e-mail.", "files")
    return _never_with_pictures(wish.files, shown) if shown else None


def _never_with_pictures(files: Sequence[FileAlong], shown: Pictures) -> Never | None:
    if len(files) > shown.most:
        return Never("too_many_files", f"files: {len(files)} pictures; at most {shown.most} go along here.", "files")
    for file in files:
        if file.media_type not in shown.media_types:
            kinds = ", ".join(sorted(kind.partition("/")[2].upper() for kind in shown.media_types))
            return Never(
                "no_picture", f"files: “{file.name}” is no picture that is shown here. Those that are: {kinds}.", "files"
            )
        if file.size > shown.largest:
            most = f"{shown.largest / 1_000_000:g} MB"
            return Never("files_too_large", f"files: “{file.name}” is larger than {most}. Send a smaller copy.", "files")
        if not file.description.strip():
            sentence = f"describe: say in a line what “{file.name}” shows, for those who cannot see it."
            return Never("no_description", sentence, "describe")
        if len(file.description) > shown.longest_description:
            sentence = f"describe: what “{file.name}” shows is said in at most {shown.longest_description} characters here."
            return Never("description_too_long", sentence, "describe")
    return None


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
