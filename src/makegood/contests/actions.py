"""Takes entrants and followers in with what they agreed to, sets duplicates and bots apart with the reason, and keeps what goes to a group next.

Says nothing to anybody; a flow does, through the gate. Everything may be repeated.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.channels.rules import senders
from makegood.contests import events, models, queries
from makegood.contests.rules import sorting
from makegood.contests.types import Contest, ContestId, Entry, EntryIn, Group, How, StepId
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.actions import linking, noting, recognising
from makegood.people.types import Consent, Evidence, EvidenceKind, Fact, IdentityId, IdentityKind, Purpose, Sighting
from makegood.platform import bulk, journal, tenancy

SEEN_TOGETHER_BITS = 9.0  # they named an address of somebody we know: as much as an order that names somebody else's telephone
TYPED = Evidence(
    EvidenceKind.SEEN_TOGETHER,
    SEEN_TOGETHER_BITS,
    "They gave this address themselves when they entered the contest; anybody could have typed it.",
)
MOST_QUESTIONS = 500
_ENTRY = {"id": "uuid", "brand_id": "uuid", "contest_id": "uuid", "key": "text", "how": "text", "identity_id": "uuid", "at": "timestamptz",
          "agreed": "bool", "proof": "text", "answer": "text", "trap": "text", "aside": "text", "because": "text",
          "kept_by_member": "bool"}  # fmt: skip


def open_contest(*, name: str, text: str, text_version: str, by: Actor, at: datetime) -> ContestId:
    """Writes a contest down with the words that entrants agree to. Refuses whoever may not, a name that is none or taken, and no words."""
    _require(by)
    clean, words = " ".join(name.split())[:120], text.strip()
    if not clean or models.Contest.objects.filter(name=clean).exists():
        raise Refusal("contest_named", "name: give it a name that no other contest has.", {"name": "none, or taken"})
    if not words or not text_version.strip():
        sentence = "text: write what entrants agree to, word for word, and which version of it that is: it is the proof."
        raise Refusal("no_consent_text", sentence, {"text": "empty"})
    row = models.Contest.objects.create(name=clean, text=words, text_version=text_version.strip()[:60], made_at=at)
    journal.record(events.ContestOpened(contest_id=row.id, name=clean), by=by, at=at)
    return ContestId(row.id)


def take(*, contest_id: UUID, entries: Sequence[EntryIn], by: Actor, at: datetime) -> int:
    """Takes these in: who they are, what they did as a fact, what they agreed to with its proof; then duplicates and bots are set apart anew. Where
    somebody named an address of somebody we know, a member is asked whether they are one; nothing is linked by itself. → how many were new."""
    contest = queries.contest(contest_id=contest_id)
    fresh = _fresh(contest, entries)
    seen = recognising.recognise(sightings=[Sighting(one.addresses, source=f"contest {contest.name}") for one in fresh], at=at)
    ids = [one.identity_id for one in seen]
    brand_id = tenancy.current_brand()
    rows = [
        (
            new_id(),
            brand_id,
            contest_id,
            one.key,
            one.how.value,
            who,
            one.at,
            one.agreed,
            one.proof,
            one.answer,
            one.trap,
            "",
            "",
            False,
        )
        for one, who in zip(fresh, ids, strict=True)
    ]
    bulk.insert("contests_entry", _ENTRY, rows, conflict="ON CONFLICT DO NOTHING")
    noting.note_fact(facts=[_fact(contest, one, who) for one, who in zip(fresh, ids, strict=True)])
    _sort(contest)
    _note_consents(contest, by)
    _ask_who_they_are(fresh, ids, at)
    journal.record_past(
        [(_told(contest, who), one.at) for one, who in zip(fresh, ids, strict=True) if one.how is How.ENTERED], by=by
    )
    if fresh:
        journal.record(events.EntriesTaken(contest_id=contest.id, name=contest.name, new=len(fresh)), by=by, at=at)
    return len(fresh)


def bring_back(*, contest_id: UUID, entry_id: UUID, by: Actor, at: datetime) -> None:
    """A member says that somebody counts after all, whatever the rules say. Refuses whoever may not, and ("no_such_entry")."""
    _require(by)
    row = models.Entry.objects.filter(contest_id=contest_id, id=entry_id).first()
    if row is None:
        raise Refusal("no_such_entry", "There is nobody like that in this contest.", {"entry_id": "unknown"})
    if not models.Entry.objects.filter(id=entry_id, kept_by_member=False).update(
        kept_by_member=True, aside="", because="", same_as_id=None
    ):
        return
    contest = queries.contest(contest_id=contest_id)
    _note_consents(contest, by)
    journal.record(events.EntryBroughtBack(contest_id=contest.id, identity_id=row.identity_id), by=by, at=at)


def sort_again(*, contest_id: UUID) -> None:
    """Sets apart anew, where people became one or two since."""
    _sort(queries.contest(contest_id=contest_id))


def approve_step(*, contest_id: UUID, group: Group, channel_id: UUID, subject: str, text: str, by: Actor, at: datetime) -> StepId:
    """A member says what goes to a group next. Refuses whoever may not, and no words."""
    _require(by)
    contest = queries.contest(contest_id=contest_id)
    if not text.strip() or by.id is None:
        raise Refusal("no_words", "text: write what goes to them.", {"text": "empty"})
    values = {"subject": subject.strip()[:300], "text": text.strip(), "by_member_id": by.id, "at": at}
    row = models.Step.objects.create(contest_id=contest.id, group=group, channel_id=channel_id, **values)
    journal.record(events.NextStepApproved(contest_id=contest.id, step_id=row.id, name=contest.name), by=by, at=at)
    return StepId(row.id)


def note_step(*, step_id: UUID, queued: int, not_sent: int, at: datetime) -> None:
    """How far a step went: everybody of the group was asked the gate about."""
    models.Step.objects.filter(id=step_id).update(queued=queued, not_sent=not_sent, done_at=at)


def ask_followers(*, contest_id: UUID, channel_id: UUID, by: Actor, at: datetime) -> None:
    """Has the followers of a channel's account looked up. Refuses whoever may not."""
    _require(by)
    contest = queries.contest(contest_id=contest_id)
    journal.record(events.FollowersAsked(contest_id=contest.id, channel_id=channel_id, name=contest.name), by=by, at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _fresh(contest: Contest, entries: Sequence[EntryIn]) -> list[EntryIn]:
    once = {one.key[:300]: one for one in reversed(entries)}
    known = set(models.Entry.objects.filter(contest_id=contest.id, key__in=list(once)).values_list("key", flat=True))
    return [one for key, one in sorted(once.items()) if key not in known]


def _fact(contest: Contest, one: EntryIn, who: IdentityId) -> Fact:
    if one.how is How.FOLLOWS:
        return Fact(who, "follows", one.addresses[0].value.partition(":")[0], one.at)
    return Fact(who, "contest_entered", str(contest.id), one.at, {"contest": contest.name})


def _told(contest: Contest, who: IdentityId) -> events.ContestEntered:
    return events.ContestEntered(contest_id=contest.id, name=contest.name, identity_id=who)


def _sort(contest: Contest) -> None:
    entries = queries.entries(contest_id=contest.id)
    known = people.persons_of(identity_ids=[one.identity_id for one in entries])
    identities = {one.id: one for person in known.values() for one in person.identities}
    mailboxes: dict[UUID, str] = {
        id_: senders.mailbox(one.value) if one.kind is IdentityKind.EMAIL else one.value for id_, one in identities.items()
    }
    found = sorting.sort(entries, mailboxes=mailboxes, persons={UUID(str(id_)): person.id for id_, person in known.items()})
    changed = [one for one in entries if _stands(one) != found.get(one.id, (None, "", None))]
    rows = []
    for one in changed:
        aside, because, same_as = found.get(one.id, (None, "", None))
        rows.append(models.Entry(id=one.id, aside=aside or "", because=because, same_as_id=same_as))
    models.Entry.objects.bulk_update(rows, ["aside", "because", "same_as_id"], batch_size=500)


def _stands(one: Entry) -> tuple[object, str, object]:
    return (one.aside, one.because, one.same_as)


def _note_consents(contest: Contest, by: Actor) -> None:
    """What those who count agreed to; said again, nothing changes. Following somebody is no consent."""
    agreed = [one for one in queries.entries(contest_id=contest.id) if one.agreed and one.aside is None]
    identities = {
        one.id: one for p in people.persons_of(identity_ids=[a.identity_id for a in agreed]).values() for one in p.identities
    }
    consents = []
    for one in agreed:
        identity = identities[one.identity_id]
        channel = {IdentityKind.EMAIL: "email", IdentityKind.PHONE: "phone"}.get(identity.kind, identity.value.partition(":")[0])
        source = f"contest: {contest.name}"[:200]
        consents.append(
            Consent(one.identity_id, channel, Purpose.RELATIONSHIP, True, source, contest.text_version, one.at, one.proof)
        )
    noting.note_consents(consents=consents, by=by)


def _ask_who_they_are(fresh: Sequence[EntryIn], ids: Sequence[IdentityId], at: datetime) -> None:
    """Somebody typed an address that we know from somebody else, or an account that has spoken to us: that is for a member to confirm."""
    asked = 0
    for one, who in zip(fresh, ids, strict=True):
        for other in one.addresses[1:]:
            known = people.find_identity(address=other)
            if known is None or known.id == who or asked >= MOST_QUESTIONS:
                continue
            linking.suggest_link(unknown_identity_id=who, known_identity_id=known.id, evidence=[TYPED], at=at)
            asked += 1
    accounts = linked.accounts_shown(addresses=[each for one in fresh for each in one.addresses])
    for one, who in zip(fresh, ids, strict=True):
        for account in {id_ for each in one.addresses for id_ in accounts.get(each, ()) if id_ != who}:
            linking.suggest_link(unknown_identity_id=account, known_identity_id=who, evidence=[TYPED], at=at)


def _require(by: Actor) -> None:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can do this with a contest.")
    brand_rules.require(brands.member(member_id=by.id).role, Permission.SET_POLICY)
