"""The next step for a group of a contest: shown before with whom the gate would let through, approved by a member, and carried out by the worker.

Each of them is asked the gate about; whoever never agreed, has something open or heard from us enough is not written to, and why is kept. It goes to them
unasked: who is held out of every extra gets none, by lot, and is counted (docs/measuring.md); an answer to those who asked is owed and never drawn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.channels.types import ChannelConfig, ChannelId
from makegood.contests import actions as contests
from makegood.contests import queries
from makegood.contests.types import Contest, Group, Placed
from makegood.flows import lots
from makegood.gestures import queries as gestures
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import IdentityId, IdentityKind, Person, Purpose
from makegood.platform.work import Taken

WORK = "contest_step"
PRIORITY, AT_ONCE = 1, 200
_KINDS = {"email": IdentityKind.EMAIL, "sms": IdentityKind.PHONE, "whatsapp": IdentityKind.PHONE}


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a step: how many of the group it reaches now, how many later, and how many not, by reason; and the words as the first
    of them would read them."""

    people: int
    now: int
    later: int
    no_address: int
    reasons: tuple[tuple[str, int], ...]
    words: str
    without_share: int = 0  # basis points of all people who get none, by lot


def preview(*, contest_id: UUID, group: Group, channel_id: UUID, subject: str, text: str, at: datetime) -> Preview:
    """Asks the gate and writes nothing. Refuses ("no_channel"). As many queries, whatever the number."""
    contest, channel = queries.contest(contest_id=contest_id), channels.channel(channel_id=channel_id)
    those = queries.in_groups(queries.placed(contest_id=contest_id))[group]
    speeches = _speeches(contest, channel, those, "preview", subject, text, None)
    answers = outbox.ask_many(speeches=speeches, at=at) if speeches else []
    reasons = Counter(one.code for one in answers if isinstance(one, Refusal))
    leaving = [one for one in answers if isinstance(one, datetime)]
    now = sum(one <= at for one in leaving)
    words = speeches[0].text if speeches else ""
    without = 0 if group is Group.ASKED else gestures.policy().without_share
    return Preview(len(those), now, len(leaving) - now, len(those) - len(speeches), tuple(reasons.most_common()), words, without)


def carry(items: Sequence[Taken], at: datetime) -> None:
    """Asks the gate for everybody of the group, as it is now. May be repeated: each of them is written to once for a step."""
    for item in items:
        found = queries.step(step_id=UUID(item.key))
        step = found.step
        contest, channel = queries.contest(contest_id=step.contest_id), channels.channel(channel_id=step.channel_id)
        those = queries.in_groups(queries.placed(contest_id=contest.id))[step.group]
        drawn = _draw(contest, those, step.group, at)
        speeches = _speeches(contest, channel, those, str(step.id), step.subject, step.text, step.by_member_id)
        with_it = [speech for speech in speeches if not drawn.held_out(speech)]
        by, answers = actors.member(step.by_member_id), list[object]()
        for start in range(0, len(with_it), AT_ONCE):
            answers += outbox.queue_many(speeches=with_it[start : start + AT_ONCE], by=by, at=at)
        let = [one for one, answer in zip(with_it, answers, strict=True) if not isinstance(answer, Refusal)]
        drawn.keep([*let, *drawn.would_leave(speeches, at)], at)
        contests.note_step(step_id=step.id, queued=len(let), not_sent=len(those) - len(let), at=at)


@dataclass(frozen=True, slots=True)
class _Lots:
    """Who of a step's people gets none, by the identity to which it would go. `drawn` None: nobody is held out, or it is owed."""

    contest: Contest
    whose: Mapping[UUID, Person]
    drawn: lots.Drawn | None

    def held_out(self, speech: Speech) -> bool:
        return self.drawn is not None and self.drawn.lots[self.whose[speech.to_identity_id].id].held_out

    def would_leave(self, speeches: Sequence[Speech], at: datetime) -> list[Speech]:
        """Those of the held out whom the gate would have let through: only who could have had one may be compared with those who had."""
        held = [speech for speech in speeches if self.held_out(speech)]
        answers = outbox.ask_many(speeches=held, at=at) if held else []
        return [one for one, answer in zip(held, answers, strict=True) if not isinstance(answer, Refusal)]

    def keep(self, speeches: Sequence[Speech], at: datetime) -> None:
        if self.drawn is None:
            return
        decided = [
            lots.Decided(self.whose[one.to_identity_id], one.to_identity_id, "contest", self.contest.id, self.contest.name)
            for one in speeches
        ]
        lots.keep(self.drawn, decided, brand=brands.current(), at=at)


def _draw(contest: Contest, those: Sequence[Placed], group: Group, at: datetime) -> _Lots:
    without = 0 if group is Group.ASKED else gestures.policy().without_share
    persons = people.persons_of(identity_ids=[one.entry.identity_id for one in those]) if without and those else {}
    whose: dict[UUID, Person] = {identity.id: person for person in persons.values() for identity in person.identities}
    if not persons:
        return _Lots(contest, whose, None)
    extra = lots.step_of_contest(contest.id, contest.name)
    return _Lots(contest, whose, lots.draw(extra=extra, persons=list(persons.values()), without_share=without, at=at))


def _speeches(
    contest: Contest, channel: ChannelConfig, those: Sequence[Placed], step: str, subject: str, text: str, by: UUID | None
) -> list[Speech]:
    persons = people.persons_of(identity_ids=[one.entry.identity_id for one in those])
    found = []
    for one in those:
        to = _reached_by(channel, persons[one.entry.identity_id], one.entry.identity_id)
        if to is not None:
            found.append(
                Speech(
                    key=f"contest {step} {one.entry.id}",
                    channel_id=ChannelId(channel.id),
                    to_identity_id=to,
                    purpose=Purpose.RELATIONSHIP,
                    subject=subject,
                    text=text.replace("{name}", one.name),
                    automatic=True,
                    by_member_id=by,
                    programme=f"contest: {contest.name}"[:120],
                    priority=PRIORITY,
                    occasion=f"contest {contest.id}",
                )
            )
    return found


def _reached_by(channel: ChannelConfig, person: Person, first: IdentityId) -> IdentityId | None:
    """The address of theirs to which words go there, the one with which they entered before others."""
    medium = registry.consented_as(channel.kind)
    fits = [
        one.id
        for one in person.identities
        if one.kind is _KINDS.get(medium) or (one.kind is IdentityKind.HANDLE and one.value.startswith(f"{medium}:"))
    ]
    return min(fits, key=lambda one: (one != first, one), default=None)
