"""Asks for cards, prints, posts and cancels them. Makes no paper (`writing` does) and decides nobody's words.

Works inside an open brand transaction. A card on the shelf is set aside when it is asked for, used when it is printed, and put back when it is
cancelled before that. What is done already changes nothing and is not journalled again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from makegood.brands import queries as brands
from makegood.channels.actions import reaching
from makegood.channels.rules.gate import Never
from makegood.gestures import queries as gestures
from makegood.gestures.actions import grants, shelf
from makegood.gestures.types import CatalogueItem
from makegood.kernel.actors import SYSTEM, Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.letters import events, models, queries, rules
from makegood.letters.types import HOME, MEDIUM, BatchId, Letter, LetterIn, LetterState, Postal
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId
from makegood.platform import files, journal

MOST_AT_ONCE = 200


def ask(*, letter: LetterIn, by: Actor, at: datetime) -> Letter:
    """Sets a card aside for somebody, to be printed in time. May be repeated: a key is one card.

    Passes the gate that words pass: refuses "consent_withdrawn" and "no_consent" for the post. Refuses "no_such_card", "none_left" where the shelf
    is empty, and "letter_malformed". Where no address of theirs is known it waits for one.
    """
    line = rules.check_line(letter.line)
    if not 1 <= len(letter.key) <= rules.MOST_KEY:
        raise Refusal("letter_malformed", f"key: 1 to {rules.MOST_KEY} characters.", {"key": "malformed"})
    known = models.Letter.objects.filter(key=letter.key).first()
    if known is not None:
        return queries.as_value(known)
    item = _card(letter.card)
    _let(letter, at)
    with transaction.atomic():
        row, is_new = models.Letter.objects.get_or_create(key=letter.key, defaults=_columns(letter, item, line, at))
        if not is_new:
            return queries.as_value(row)
        if row.counted and not shelf.move_stock(item_id=item.id, by_how_many=-1):
            sentence = f"None of “{item.name}” is left. Fill the shelf, or choose another card."
            raise Refusal("none_left", sentence, {"card": "none left"})
        journal.record(events.LetterAsked(**_about(row), print_on=row.print_on), by=by, at=at)
    return queries.as_value(row)


def reword(*, letter_id: UUID, line: str, by: Actor) -> Letter:
    """A member writes the line that is theirs. Refuses a card that is printed ("letter_printed")."""
    clean = rules.check_line(line)
    row = _locked(letter_id)
    _still_asked(row)
    row.line, row.edited_by = clean, by.id if by.kind is ActorKind.MEMBER else None
    row.save(update_fields=["line", "edited_by"])
    return queries.as_value(row)


def note_address(*, identity_id: UUID, postal: Postal, source: str, by: Actor, at: datetime) -> Postal:
    """Where somebody gets post, from now on. The same again changes nothing. Refuses "address_malformed"."""
    checked = rules.check_postal(postal.lines, postal.country)
    before = queries.postals(identity_ids=[identity_id]).get(identity_id)
    if before is not None and (before.lines, before.country) == (checked.lines, checked.country):
        return before
    value: dict[str, object] = {"lines": list(checked.lines), "country": checked.country, "source": source}
    noting.note_span(facts=[Fact(IdentityId(identity_id), HOME, "home", at, value)])
    journal.record(events.PostalAddressNoted(identity_id=identity_id, source=source), by=by, at=at)
    return Postal(checked.lines, checked.country, source, at)


def forget_address(*, identity_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Where somebody gets post is not kept any more: they took it back. Cards that wait for the post keep waiting, for an address. May be repeated."""
    if noting.forget_facts(identity_ids=identity_ids, kind=HOME):
        journal.record(events.PostalAddressTakenBack(identity_id=identity_ids[0]), by=by, at=at)


def forget(*, identity_ids: Sequence[UUID], at: datetime) -> None:
    """What their cards said, to whom and where, and the photographs that proved the posting, are gone; that a card was sent stays counted. What waits
    is not sent any more. May be repeated."""
    rows = models.Letter.objects.filter(identity_id__in=list(identity_ids))
    for letter_id in rows.filter(state=LetterState.ASKED).values_list("id", flat=True):
        cancel(letter_id=letter_id, because="forgotten", by=SYSTEM, at=at)
    for digest in rows.exclude(photo="").values_list("photo", flat=True):
        if not models.Letter.objects.filter(photo=digest).exclude(identity_id__in=list(identity_ids)).exists():
            files.forget(digest)  # one picture may prove the posting of several
    rows.update(name="", lines=[], country="", line="", why="", tracking="", photo="", photo_type="")


def print_batch(*, letter_ids: Sequence[UUID], key: str, by: Actor, at: datetime) -> BatchId:
    """These cards are printed together: their cards are used, and name, address and line stand as they are now. A `key` is one batch; what is
    printed or cancelled meanwhile, waits for an address, or may not be sent any more is left out. Refuses ("nothing_to_print") where none is left."""
    known = models.Batch.objects.filter(key=key).first()
    if known is not None:
        return BatchId(known.id)
    chosen = models.Letter.objects.select_for_update(no_key=True).filter(
        id__in=list(letter_ids)[:MOST_AT_ONCE], state=LetterState.ASKED
    )
    rows = list(chosen.order_by("print_on", "id"))
    postals = queries.postals(identity_ids=[row.identity_id for row in rows])
    stopped = _stopped(rows, at)
    ready = [row for row in rows if row.identity_id in postals and row.id not in stopped]
    if not ready:
        raise Refusal("nothing_to_print", "None of these can be printed now: each needs an address and their yes.")
    batch = models.Batch.objects.create(key=key, printed_at=at, by_member_id=_member(by), letters=len(ready))
    persons = people.persons_of(identity_ids=[row.identity_id for row in ready])
    for row in ready:
        postal = postals[row.identity_id]
        row.state, row.batch_id, row.printed_at = LetterState.PRINTED.value, batch.id, at
        row.name, row.lines, row.country = persons[row.identity_id].name, list(postal.lines), postal.country
        row.save(update_fields=["state", "batch_id", "printed_at", "name", "lines", "country"])
        if row.grant_id:
            grants.give(grant_id=row.grant_id, at=at)
    journal.record(*(events.LetterPrinted(**_about(row)) for row in ready), by=by, at=at)
    return BatchId(batch.id)


def post(
    *, letter_ids: Sequence[UUID], by: Actor, at: datetime, tracking: str = "", photo: str = "", photo_type: str = ""
) -> int:
    """They lie in the postbox: who, when, and the post's number or a photograph where there is one. → how many. What is posted already stays as
    it is; others are left out."""
    rows = list(
        models.Letter.objects.select_for_update(no_key=True)
        .filter(id__in=list(letter_ids), state=LetterState.PRINTED)
        .order_by("id")
    )
    for row in rows:
        row.state, row.posted_at, row.posted_by, row.ended_at = LetterState.POSTED.value, at, _member(by), at
        row.tracking, row.photo, row.photo_type = tracking.strip()[:60], photo, photo_type[:40]
        row.save(update_fields=["state", "posted_at", "posted_by", "ended_at", "tracking", "photo", "photo_type"])
    journal.record(*(events.LetterPosted(**_about(row)) for row in rows), by=by, at=at)
    return len(rows)


def cancel(*, letter_id: UUID, because: str, by: Actor, at: datetime) -> Letter:
    """It is not sent. A card that is not printed yet goes back to the shelf; one that is printed is used. Again, it changes nothing. Refuses what is
    posted ("letter_posted")."""
    row = _locked(letter_id)
    if row.state == LetterState.CANCELLED:
        return queries.as_value(row)
    if row.state not in (LetterState.ASKED, LetterState.PRINTED):
        raise Refusal("letter_posted", "It was posted already.", {"letter_id": "posted"})
    if row.state == LetterState.ASKED:
        _put_back(row, at)
    reaching.forget(keys=[f"card:{row.key}"])
    _end(row, LetterState.CANCELLED, because, at)
    journal.record(events.LetterCancelled(**_about(row)), by=by, at=at)
    return queries.as_value(row)


def came_back(*, letter_id: UUID, because: str, by: Actor, at: datetime) -> Letter:
    """The post brought it back. Again, it changes nothing. Refuses what was not posted ("letter_not_posted")."""
    row = _locked(letter_id)
    if row.state == LetterState.RETURNED:
        return queries.as_value(row)
    if row.state != LetterState.POSTED:
        raise Refusal("letter_not_posted", "It was not posted.", {"letter_id": "not posted"})
    _end(row, LetterState.RETURNED, because, at)
    journal.record(events.LetterReturned(**_about(row)), by=by, at=at)
    return queries.as_value(row)


# ---------------------------------------------------------------------------------------------------------------------


def _columns(letter: LetterIn, item: CatalogueItem, line: str, at: datetime) -> dict[str, Any]:
    return {
        "identity_id": letter.identity_id,
        "item_id": item.id,
        "grant_id": letter.grant_id,
        "card_name": item.name,
        "counted": item.stock is not None and letter.grant_id is None,
        "line": line,
        "why": letter.why.strip()[:300],
        "language": letter.language[:10],
        "purpose": letter.purpose,
        "programme": letter.programme[:60],
        "priority": letter.priority,
        "occasion_kind": letter.occasion_kind[:20],
        "occasion_id": letter.occasion_id,
        "arrive_on": letter.arrive_on,
        "print_on": rules.print_on(letter.arrive_on, today=brands.local_day(at)),
        "asked_at": at,
    }


def _card(code: str) -> CatalogueItem:
    found = next((one for one in gestures.catalogue() if one.code == code and one.active), None)
    if found is None:
        raise Refusal("no_such_card", f"card: nothing in the catalogue is called “{code}”.", {"card": "unknown"})
    return found


def _let(letter: LetterIn, at: datetime) -> None:
    (verdict,) = reaching.weigh(contacts=[_contact(letter.key, letter)], at=at)
    if isinstance(verdict, Never):
        raise Refusal(verdict.code, verdict.sentence, {verdict.field: verdict.code})


def _stopped(rows: Sequence[models.Letter], at: datetime) -> set[UUID]:
    """Those that may not be sent now: a consent was withdrawn since, or something holds them back past this day."""
    verdicts = reaching.look(contacts=[_contact(row.key, queries.as_value(row)) for row in rows], at=at)
    return {row.id for row, verdict in zip(rows, verdicts, strict=True) if isinstance(verdict, Never) or verdict.after > at}


def _contact(key: str, letter: LetterIn | Letter) -> reaching.Contact:
    about = str(letter.occasion_id or "")
    return reaching.Contact(
        f"card:{key}", letter.identity_id, MEDIUM, letter.purpose, letter.programme, letter.priority, occasion=about
    )


def _put_back(row: models.Letter, at: datetime) -> None:
    if row.grant_id:
        grants.release(grant_id=row.grant_id, at=at)
    elif row.counted:
        shelf.move_stock(item_id=row.item_id, by_how_many=1)


def _end(row: models.Letter, state: LetterState, because: str, at: datetime) -> None:
    row.state, row.ended_at, row.ended_because = state.value, at, because.strip()[:300]
    row.save(update_fields=["state", "ended_at", "ended_because"])


def _locked(letter_id: UUID) -> models.Letter:
    row = models.Letter.objects.select_for_update(no_key=True).filter(id=letter_id).first()
    if row is None:
        raise queries.no_such_letter()
    return row


def _still_asked(row: models.Letter) -> None:
    if row.state != LetterState.ASKED:
        raise Refusal("letter_printed", "It is printed already. Cancel it, and ask for another one.", {"letter_id": "printed"})


def _member(by: Actor) -> UUID | None:
    return by.id if by.kind is ActorKind.MEMBER else None


def _about(row: models.Letter) -> dict[str, Any]:
    return {"identity_id": row.identity_id, "letter_id": row.id, "card": row.card_name}
