"""Writes a statement: draft, change, the yeses that it takes, publication, updates. Says nothing to anybody: flows do.

Works in the open brand transaction. What people have read is never changed; a yes counts for the version that was read.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Permission
from makegood.gestures import queries as gestures
from makegood.gestures.types import Occasion
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy, turns
from makegood.statements import events, models, queries
from makegood.statements.rules import approving, drafting, when
from makegood.statements.types import FactsForDraft, Parts, Phase, Statement, StatementId, StatementState, Wording

LONGEST_PART, LONGEST_TITLE, LONGEST_UPDATE = 4_000, 200, 4_000
_FIELDS = ("sorry", "what_happened", "what_we_do", "what_comes_next")


def draft(
    *,
    occasion: Occasion,
    parts: Parts | Mapping[str, Wording] | None = None,
    facts: FactsForDraft,
    languages: tuple[str, ...] = (),
    phase: Phase = Phase.INVESTIGATING,
    by: Actor,
    at: datetime,
) -> StatementId:
    """A new draft about this occasion. Without `parts` it is drafted from the facts, in the brand's language and in `languages`. What `parts` gives in
    one language is its own words there. Refuses words that are too long, naming the field."""
    own = when.known(brands.current().language)
    wordings = {one: drafting.draft(facts, one) for one in dict.fromkeys((own, *languages))}
    if isinstance(parts, Parts):
        wordings[own] = Wording(wordings[own].title, parts)
    elif parts is not None:
        wordings.update({when.known(language): wording for language, wording in parts.items()})
    turns.take(f"statements of {tenancy.current_brand().hex}", {"number"})
    last = models.Statement.objects.aggregate(last=Max("number"))["last"] or 0
    row = models.Statement.objects.create(
        number=last + 1,
        occasion_kind=occasion.kind,
        occasion_id=occasion.id,
        phase=phase,
        language=own,
        people=facts.people,
        began_at=facts.began_at,
        drafted_at=at,
    )
    _write(row.id, wordings)
    drafted = events.StatementDrafted(statement_id=row.id, number=row.number, occasion=occasion.kind, occasion_id=occasion.id)
    journal.record(drafted, by=by, at=at)
    return StatementId(row.id)


def change(*, statement_id: UUID, wordings: Mapping[str, Wording], phase: Phase | None = None, by: Actor, at: datetime) -> int:
    """Other words, in the languages that are given; → the version that it is now. Yeses to the version before count no more. The same words
    change nothing. Refuses (`already_published`) what people have read, and words that are too long or absent in the statement's own language."""
    row, before = _locked(statement_id)
    approving.require_changeable(before)
    wanted = {when.known(language): wording for language, wording in wordings.items()}
    _check(wanted)
    if all(before.wordings.get(language) == wording for language, wording in wanted.items()) and phase in (None, before.phase):
        return before.version
    _write(row.id, wanted)
    row.version, row.state, row.phase = row.version + 1, StatementState.DRAFT, phase or row.phase
    row.save(update_fields=["version", "state", "phase"])
    journal.record(events.StatementChanged(statement_id=row.id, number=row.number, version=row.version), by=by, at=at)
    return row.version


def drop_language(*, statement_id: UUID, language: str, by: Actor, at: datetime) -> None:
    """The statement is not said in this language. Refuses its own language, and what people have read. May be repeated."""
    row, before = _locked(statement_id)
    approving.require_changeable(before)
    if language == row.language:
        raise Refusal("own_language", "This is the language that the statement is told in.", {"language": "its own"})
    if models.Wording.objects.filter(statement_id=row.id, language=language).delete()[0]:
        row.version, row.state = row.version + 1, StatementState.DRAFT
        row.save(update_fields=["version", "state"])
        journal.record(events.StatementChanged(statement_id=row.id, number=row.number, version=row.version), by=by, at=at)


def count_people(*, statement_id: UUID, people: int) -> None:
    """So many it concerns, as counted now: the policy asks by it who must say yes. A greater number may ask for a second yes again."""
    row, before = _locked(statement_id)
    if before.state is StatementState.PUBLISHED or row.people == people:
        return
    row.people = people
    if row.state == StatementState.APPROVED and not approving.is_enough(
        [one.member_id for one in before.approvals], people, two_above=gestures.policy().two_read_above
    ):
        row.state = StatementState.DRAFT
    row.save(update_fields=["people", "state"])


def approve(*, statement_id: UUID, version: int, by: Actor, at: datetime) -> bool:
    """A member says yes to the version that they read; → whether that is enough now. May be repeated, and counts once.

    Refuses whoever is no member that may approve (`not_allowed`), another version than the one there is now (`changed_meanwhile`), and what is
    published already.
    """
    member_id = _require_approver(by)
    row, before = _locked(statement_id)
    approving.require_changeable(before)
    if version != row.version:
        sentence = "Somebody changed the words meanwhile. Read them as they are now, and say yes again."
        raise Refusal("changed_meanwhile", sentence, {"version": f"it is {row.version} now"})
    fresh = models.Approval(statement_id=row.id, version=version, member_id=member_id, at=at)
    known = any(one.member_id == member_id for one in before.approvals)
    models.Approval.objects.bulk_create([fresh], ignore_conflicts=True)
    yes = {*(one.member_id for one in before.approvals), member_id}
    two_above = gestures.policy().two_read_above
    enough = approving.is_enough(yes, row.people, two_above=two_above)
    if not known:
        if enough:
            row.state = StatementState.APPROVED
            row.save(update_fields=["state"])
        fact = events.StatementApproved(
            statement_id=row.id,
            number=row.number,
            version=version,
            approvals=len(yes),
            needed=approving.needed(row.people, two_above=two_above),
        )
        journal.record(fact, by=by, at=at)
    return enough


def publish(*, statement_id: UUID, by: Actor, at: datetime) -> bool:
    """From now on everybody may read it. False when that was so already. Refuses (`not_approved`) what too few said yes to, and whoever may not approve."""
    _require_approver(by)
    row, before = _locked(statement_id)
    if before.state is StatementState.PUBLISHED:
        return False
    approving.require_publishable(before, two_above=gestures.policy().two_read_above)
    row.state, row.published_at = StatementState.PUBLISHED, at
    row.resolved_at = at if row.phase == Phase.RESOLVED else None
    row.save(update_fields=["state", "published_at", "resolved_at"])
    published = events.StatementPublished(
        statement_id=row.id, number=row.number, phase=row.phase, occasion=row.occasion_kind, occasion_id=row.occasion_id
    )
    journal.record(published, by=by, at=at)
    return True


def update(*, statement_id: UUID, phase: Phase, words: str | Mapping[str, str], by: Actor, at: datetime) -> int:
    """What is new, below what was said before; → its number. `words` in the statement's own language, or by language. The same words and phase as
    the last update, again, are that one. Refuses what nobody has read yet, and words that are absent or too long."""
    row, before = _locked(statement_id)
    approving.require_published(before)
    said = {before.language: words} if isinstance(words, str) else {when.known(one): text for one, text in words.items()}
    said = {language: text.strip() for language, text in said.items() if text.strip()}
    _check_update(said, before.language)
    last = before.updates[-1] if before.updates else None
    if last is not None and (last.phase, dict(last.words)) == (phase, said):
        return last.number
    number = last.number + 1 if last else 1
    models.Update.objects.create(
        statement_id=row.id,
        number=number,
        phase=phase,
        words=said,
        at=at,
        by_member_id=by.id if by.kind is ActorKind.MEMBER else None,
    )
    row.phase, row.resolved_at = phase, at if phase is Phase.RESOLVED else None
    row.save(update_fields=["phase", "resolved_at"])
    fact = events.StatementUpdated(
        statement_id=row.id,
        number=row.number,
        update=number,
        phase=phase,
        occasion=row.occasion_kind,
        occasion_id=row.occasion_id,
    )
    journal.record(fact, by=by, at=at)
    return number


# ---------------------------------------------------------------------------------------------------------------------


def _locked(statement_id: UUID) -> tuple[models.Statement, Statement]:
    row = models.Statement.objects.select_for_update(no_key=True).filter(id=statement_id).first()
    if row is None:
        raise Refusal("no_statement", "There is no such statement.", {"statement_id": "unknown"})
    return row, queries.statement(statement_id=statement_id)


def _require_approver(by: Actor) -> UUID:
    """The member who acts, if they may approve."""
    member = next((one for one in brands.members() if one.id == by.id), None) if by.kind is ActorKind.MEMBER else None
    if member is None or not member.active:
        raise Refusal("not_allowed", "It takes a member who may approve.", {"by": "no member"})
    business.require(member.role, Permission.APPROVE)
    return member.id


def _check(wordings: Mapping[str, Wording]) -> None:
    for language, wording in wordings.items():
        if not wording.title.strip():
            raise Refusal("no_title", "title: say in a few words what it is about.", {f"title_{language}": "empty"})
        if len(wording.title) > LONGEST_TITLE:
            raise Refusal("title_too_long", f"title: at most {LONGEST_TITLE} characters.", {f"title_{language}": "too long"})
        for field in _FIELDS:
            if len(getattr(wording.parts, field)) > LONGEST_PART:
                raise Refusal(
                    "part_too_long", f"{field}: at most {LONGEST_PART:,} characters.", {f"{field}_{language}": "too long"}
                )


def _check_update(said: Mapping[str, str], language: str) -> None:
    if language not in said:
        raise Refusal("no_words", "words: say what is new.", {f"words_{language}": "empty"})
    for one, text in said.items():
        if len(text) > LONGEST_UPDATE:
            raise Refusal("words_too_long", f"words: at most {LONGEST_UPDATE:,} characters.", {f"words_{one}": "too long"})


def _write(statement_id: UUID, wordings: Mapping[str, Wording]) -> None:
    _check(wordings)
    for language, wording in wordings.items():
        said = {field: getattr(wording.parts, field).strip() for field in _FIELDS}
        models.Wording.objects.update_or_create(
            statement_id=statement_id, language=language, defaults={"title": wording.title.strip(), **said}
        )
