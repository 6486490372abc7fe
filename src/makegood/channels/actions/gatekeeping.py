"""What the gate must know of many words at once: who they are for, what was answered, consents, holds, caps, what waits before them. Looks in a fixed
number of queries, whatever the number of words, and asks the pure rules (`rules.gate`) for each of them in their order.

Writes nothing. Every rule stands here or in `rules` once, for one word as for a thousand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count

from makegood.brands import queries as brands
from makegood.channels import models, privacy, queries, registry
from makegood.channels.actions import public_words
from makegood.channels.messages import OutgoingState, Speech
from makegood.channels.rules import discipline
from makegood.channels.rules import files as file_rules
from makegood.channels.rules import gate as rules
from makegood.channels.types import ChannelConfig
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.rules import consents
from makegood.people.types import Clock, Consent, Identity, Person, PersonId, Purpose
from makegood.platform.arrays import array

MOST_COPIES = 10
_LOOK_AGAIN = timedelta(days=1)  # at what is held until somebody lets it go


@dataclass(frozen=True, slots=True)
class LetThrough:
    """Words that may leave, not before `leaves_at`; `because` says why they are held, '' where they are not."""

    speech: Speech
    to: Identity
    config: ChannelConfig
    leaves_at: datetime
    because: str

    @property
    def state(self) -> OutgoingState:
        return OutgoingState.HELD if self.because else OutgoingState.QUEUED


@dataclass(frozen=True, slots=True)
class Held:
    """Why nothing of a purpose goes to somebody for now, and until when."""

    because: str
    until: datetime
    cause: str = ""


@dataclass(slots=True)
class Known:
    """What is known just now about the people, channels and conversations of some words. What was let through counts for those after it."""

    at: datetime
    persons: Mapping[UUID, Person]
    configs: Mapping[UUID, ChannelConfig]
    answered: Mapping[UUID, tuple[datetime, str]]  # when each message that is answered came, and how automatic it was
    consents: Mapping[tuple[UUID, str, str], Consent]  # by identity, kind of channel and purpose
    holds: Mapping[tuple[PersonId, str], Held]  # by person and purpose
    files: Mapping[UUID, rules.FileAlong]
    ours: tuple[str, ...]
    zone: str  # the brand's
    clocks: Mapping[PersonId, Clock] = field(default_factory=dict)
    quiet: tuple[time, time] = discipline.QUIET  # the brand's
    caps: discipline.Caps = discipline.DEFAULT_CAPS
    made: dict[PersonId, list[tuple[str, discipline.Made]]] = field(default_factory=dict)  # unasked contacts, each with its key
    automatic: Counter[UUID] = field(default_factory=Counter)  # within a day, by identity
    behind: dict[UUID, datetime] = field(default_factory=dict)  # by conversation: when the last that waits there leaves


def look(speeches: Sequence[Speech], at: datetime) -> Known:
    """Looks everything up that the gate asks about these. At most twelve queries, each only where one of the words needs it.

    Raises TypeError for an id that is a text: it would find nothing here, and so no consent that was withdrawn."""
    _check_ids(speeches)
    whom = {one.to_identity_id for one in speeches}
    persons = people.persons_of(identity_ids=list(whom))
    zone = brands.current().zone
    holds, quiet, caps = _stands(persons, at)
    minding = [persons[one.to_identity_id] for one in speeches if one.to_identity_id in persons and _minds_hours(one)]
    unasked = [persons[one.to_identity_id] for one in speeches if one.to_identity_id in persons and one.unasked]
    return Known(
        at=at,
        persons=persons,
        configs=queries.configs(channel_ids={one.channel_id for one in speeches}),
        answered=_answered({one.in_reply_to for one in speeches if one.in_reply_to}),
        consents=_consents(persons),
        holds=holds,
        files=_files({kept for one in speeches for kept in one.files_of}),
        ours=public_words.ours() if any(one.public for one in speeches) else (),
        zone=zone,
        clocks=people.clocks_of_persons(persons=minding, otherwise=zone) if minding else {},
        quiet=quiet,
        caps=caps,
        made=_made(unasked, at) if unasked else {},
        automatic=_automatic({one.to_identity_id for one in speeches if one.automatic}, at),
        behind=_behind({one.conversation_id for one in speeches if one.conversation_id}, at),
    )


def let_through(speech: Speech, known: Known) -> LetThrough:
    """Whether these words may leave, and when; from then on they count for those after them. Refuses what may never be said (`rules.Never`)."""
    to, config, at = _identity(speech, known), _config(speech, known), known.at
    _check_copies(speech, config)
    verdict = rules.may_we_speak(_wish(speech, config, known), _gate(speech, config, known), registry.abilities(config), at=at)
    if isinstance(verdict, rules.Never):
        raise Refusal(verdict.code, verdict.sentence, {verdict.field: verdict.code})
    _check_files(speech, known)
    behind = known.behind.get(speech.conversation_id, at) if speech.conversation_id else at
    leaves_at = max(verdict.after, speech.send_after or at, behind)
    found = LetThrough(speech, to, config, leaves_at, verdict.because if verdict.after > at else "")
    _count(found, known)
    return found


def _check_ids(speeches: Sequence[Speech]) -> None:
    for one in speeches:
        wrong = [
            each for each in (one.to_identity_id, one.channel_id, one.conversation_id, one.in_reply_to) if isinstance(each, str)
        ]
        if wrong:
            raise TypeError(f"{wrong[0]!r} is a text and no id")


def _count(found: LetThrough, known: Known) -> None:
    speech = found.speech
    known.automatic[speech.to_identity_id] += speech.automatic
    waits = found.state is OutgoingState.QUEUED and not speech.scheduled and found.leaves_at > known.at
    if speech.conversation_id and waits:
        known.behind[speech.conversation_id] = found.leaves_at  # no earlier than what waited there already
    if speech.unasked:
        made = discipline.Made(found.leaves_at, speech.priority, left=False, order=order_of(speech.key, known.at))
        known.made.setdefault(found.to.person_id, []).append((speech.key, made))


def _minds_hours(speech: Speech) -> bool:
    return speech.automatic or speech.unasked


def order_of(key: str, queued_at: datetime) -> str:
    """Which of two contacts was there first: the smaller."""
    return f"{queued_at.timestamp():020.6f} {key}"


def _identity(speech: Speech, known: Known) -> Identity:
    person = known.persons.get(speech.to_identity_id)
    if person is None:
        found = people.identity(identity_id=speech.to_identity_id)  # which refuses
        raise LookupError(f"{found.id} was not there a moment ago")  # never let through unseen: said again, it is looked up
    return next(one for one in person.identities if one.id == speech.to_identity_id)


def _config(speech: Speech, known: Known) -> ChannelConfig:
    return known.configs.get(speech.channel_id) or queries.channel(channel_id=speech.channel_id)  # which refuses


def _check_copies(speech: Speech, config: ChannelConfig) -> None:
    if speech.cc and not registry.abilities(config).copies:
        raise Refusal(
            "no_copies",
            f"{config.name} cannot carry copies. Write to them in a letter of their own.",
            {"cc": "not possible here"},
        )
    if len(speech.cc) > MOST_COPIES:
        raise Refusal("too_many_copies", f"cc: at most {MOST_COPIES} may be in copy.", {"cc": "too many"})


def _check_files(speech: Speech, known: Known) -> None:
    file_rules.check(speech.attachments)
    kept = [known.files[one].size for one in speech.files_of if one in known.files]
    file_rules.check_sizes(kept + [len(file.content) for file in speech.attachments])


def _wish(speech: Speech, config: ChannelConfig, known: Known) -> rules.Wish:
    answered = known.answered.get(speech.in_reply_to) if speech.in_reply_to else None
    return rules.Wish(
        purpose=speech.purpose,
        automatic=speech.automatic,
        public=speech.public,
        text=speech.text,
        answers_them=answered is not None,
        answers_automatic=bool(answered and answered[1]),
        last_from_them=answered[0] if answered else None,
        acknowledges=speech.acknowledges,
        about=_about(speech, known) if speech.public else None,
        length=registry.length(config.kind, speech.text),
        files=_going_along(speech, known),
        programme=speech.programme,
        priority=speech.priority,
        start=speech.send_after,
        best_before=speech.best_before,
    )


def _about(speech: Speech, known: Known) -> privacy.About:
    person = known.persons[speech.to_identity_id]
    return public_words.about_person(person, numbers=speech.their_numbers, needs=speech.their_needs, ours=known.ours)


def _going_along(speech: Speech, known: Known) -> tuple[rules.FileAlong, ...]:
    new = [rules.FileAlong(file.name, len(file.content), file.media_type, file.description) for file in speech.attachments]
    return (*(known.files[one] for one in dict.fromkeys(speech.files_of) if one in known.files), *new)


def _gate(speech: Speech, config: ChannelConfig, known: Known) -> rules.Gate:
    return gate_of(speech, registry.consented_as(config.kind), known)


def gate_of(speech: Speech, medium: str, known: Known, *, order: str = "") -> rules.Gate:
    """What the gate knows of the person of these words; `medium` is under what they agreed to hear from us there."""
    consent = known.consents.get((speech.to_identity_id, medium, speech.purpose))
    person_id = known.persons[speech.to_identity_id].id
    held = known.holds.get((person_id, _held_as(speech)))
    clock = known.clocks.get(person_id, Clock(known.zone))
    return rules.Gate(
        consent=consent.granted if consent else None,
        automatic_last_day=known.automatic[speech.to_identity_id] if speech.automatic else 0,
        hold_because=held.because if held else "",
        hold_until=held.until if held else None,
        zone=clock.zone,
        hold_cause=held.cause if held else "",
        quiet=clock.quiet or known.quiet,
        made=tuple(made for key, made in known.made.get(person_id, ()) if key != speech.key),
        caps=known.caps,
        order=order,
    )


def _held_as(speech: Speech) -> Purpose:
    """Service by a programme is held as a greeting is."""
    return Purpose.RELATIONSHIP if speech.unasked and speech.purpose is Purpose.SERVICE else speech.purpose


# Looking up -----------------------------------------------------------------------------------------------------------


def _answered(message_ids: set[UUID]) -> dict[UUID, tuple[datetime, str]]:
    if not message_ids:
        return {}
    rows = models.Message.objects.filter(id__in=message_ids).values_list("id", "at", "automatic")
    return {message_id: (at, automatic) for message_id, at, automatic in rows}


def _consents(persons: Mapping[UUID, Person]) -> dict[tuple[UUID, str, str], Consent]:
    """What counts at each of these identities: what was said at any identity of the same person."""
    whose = {one.id: person.id for person in persons.values() for one in person.identities}
    said: dict[tuple[UUID, str, str], list[Consent]] = defaultdict(list)
    for one in people.consents_of(identity_ids=list(whose)):
        said[whose[one.identity_id], one.channel, one.purpose].append(one)
    of_person = {key: found for key, words in said.items() if (found := consents.what_counts(words))}
    spoken = defaultdict(list)
    for person_id, channel, purpose in of_person:
        spoken[person_id].append((channel, purpose))
    return {
        (identity_id, *about): of_person[person.id, *about]
        for identity_id, person in persons.items()
        for about in spoken[person.id]
    }


def _stands(
    persons: Mapping[UUID, Person], at: datetime
) -> tuple[dict[tuple[PersonId, str], Held], tuple[time, time], discipline.Caps]:
    """What is held of each of these people, whatever address it is about, of several the longest; and the brand's quiet hours and caps. One query."""
    whose = {one.id: person.id for person in persons.values() for one in person.identities}
    holds: dict[tuple[PersonId, str], Held] = {}
    quiet, caps = discipline.QUIET, discipline.DEFAULT_CAPS
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [array(list(whose)), at])
        for identity_id, purpose, because, until, cause, quiet_from, quiet_until, per_week, per_month in cursor.fetchall():
            if identity_id is None:
                quiet, caps = (quiet_from, quiet_until), discipline.Caps(per_week, per_month)
                continue
            held, about = Held(because, until or at + _LOOK_AGAIN, cause), (whose[identity_id], purpose)
            if about not in holds or (held.until, held.cause) > (holds[about].until, holds[about].cause):
                holds[about] = held
    return holds, quiet, caps


_STANDS = """
SELECT identity_id, purpose, because, until, cause, NULL::time, NULL::time, NULL::int, NULL::int FROM channels_hold
WHERE identity_id = ANY(%s::uuid[]) AND (until IS NULL OR until > %s)
UNION ALL SELECT NULL, '', '', NULL, '', quiet_from, quiet_until, per_week, per_month FROM channels_discipline
"""


def _made(persons: Iterable[Person], at: datetime) -> dict[PersonId, list[tuple[str, discipline.Made]]]:
    """What went to each of these people unasked within the longest span of the caps, and what is to go, by whatever way. One query."""
    whose = {one.id: person.id for person in persons for one in person.identities}
    found: dict[PersonId, list[tuple[str, discipline.Made]]] = defaultdict(list)
    ids = array(list(whose))
    with connection.cursor() as cursor:
        cursor.execute(_MADE, [ids, at - discipline.MONTH, at, ids, at - discipline.MONTH])
        for identity_id, key, when, priority, left, queued_at in cursor.fetchall():
            made = discipline.Made(when, priority, left, order_of(key, queued_at))
            found[whose[identity_id]].append((key, made))
    return dict(found)


_MADE = """
SELECT person_identity, key, coalesce(left_at, send_after), priority, state IN ('sent', 'leaving'), queued_at FROM channels_outgoing
WHERE person_identity = ANY(%s::uuid[]) AND (purpose <> 'service' OR programme <> '') AND in_reply_to_id IS NULL AND state NOT IN ('withdrawn', 'failed')
AND coalesce(left_at, send_after) > %s
UNION ALL SELECT identity_id, key, at, priority, at <= %s, at FROM channels_byhand WHERE identity_id = ANY(%s::uuid[]) AND at > %s
"""


def _files(attachment_ids: set[UUID]) -> dict[UUID, rules.FileAlong]:
    if not attachment_ids:
        return {}
    rows = models.Attachment.objects.filter(id__in=attachment_ids)
    return {row.id: rules.FileAlong(row.name, row.size, row.media_type, row.description) for row in rows}


def _automatic(identity_ids: set[UUID], at: datetime) -> Counter[UUID]:
    """How many automatic words went to each of these within a day, over all channels."""
    if not identity_ids:
        return Counter()
    since = at - timedelta(days=1)
    sent = models.Outgoing.objects.filter(person_identity__in=identity_ids, automatic=True, queued_at__gt=since)
    counted = sent.exclude(state=OutgoingState.WITHDRAWN).values_list("person_identity").annotate(n=Count("id"))
    return Counter(dict(counted))


def _behind(conversation_ids: Iterable[UUID], at: datetime) -> dict[UUID, datetime]:
    """Not before what waits in a conversation for its moment to be taken back, so that nothing said later arrives earlier. What a member put off to
    another day, and what is held, holds nobody else."""
    wanted = list(conversation_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [array(wanted), at])
        return dict(cursor.fetchall())


_WAITING = """
SELECT m.conversation_id, max(o.send_after) FROM channels_message m JOIN channels_outgoing o ON o.id = m.id
WHERE m.conversation_id = ANY(%s::uuid[]) AND m.direction = 'out' AND o.state = 'queued' AND NOT o.scheduled AND o.send_after > %s
GROUP BY m.conversation_id
"""
