"""Announces sales, moves and widens them, and notes where they are promised. Works inside an open brand transaction.

Each change is a new number of terms; whoever was promised the old is brought up to date by work (flows/sale_moved). Nothing here tells anybody.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel.actors import Actor
from makegood.kernel.events import Event
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy, turns
from makegood.sales import events, models, queries
from makegood.sales.rules import moving, readings, words
from makegood.sales.types import NO_REASON, Because, End, Place, PlaceIn, PlaceKind, Sale, SaleIn, Scope

LONGEST_ZONE = 60


def announce(*, sale: SaleIn, because: Because = NO_REASON, by: Actor, at: datetime) -> Sale:
    """Keeps a sale that is promised to everybody. Of two readings of its end the later counts.

    Announced again under its reference in the same words it is one sale; in others it is refused ("sale_known"): move or widen it. Refuses
    ("bad_sale", "bad_time", "bad_zone") an impossible end, one before its start or already past, an empty name or scope.
    """
    name, scope = moving.check_name(sale.name), moving.check_scope(sale.scope)
    ends = _end(sale.ends)
    moving.check_span(sale.starts_at, ends["ends_at"])
    there = _of_reference(sale.reference)
    if there is not None:
        return _same(there, name, scope, sale.starts_at, ends["ends_at"])
    if ends["ends_at"] <= at:
        raise Refusal("bad_sale", "ends: that instant has passed.", {"ends": "is past"})
    columns = {**_scope(scope), **ends}
    row = models.Sale.objects.create(
        name=name, reference=sale.reference.strip(), starts_at=sale.starts_at, announced_at=at, **columns
    )
    _write_terms(row, because, by, at)
    journal.record(events.SaleAnnounced(sale_id=row.id, name=name, ends=row.ends_at.isoformat()), by=by, at=at)
    return queries.as_value(row)


def move_end(*, sale_id: UUID, ends: End, because: Because, by: Actor, at: datetime) -> Sale:
    """From now on the sale runs until then, wherever it is promised. The same end again changes nothing.

    Refuses an end that has passed, a sale that is over ("sale_over"), no reason, and an earlier end of which somebody was told the later
    ("sale_promised"). Leaves SaleMoved.
    """
    because = moving.check_because(because)
    row = _locked(sale_id)
    columns = _end(ends)
    before = queries.as_value(row)
    if columns["ends_at"] == before.ends_at and columns["said_as"] == before.said_as:
        return before
    moving.check_move(before, columns["ends_at"], told=queries.told(sale_id=sale_id).people, at=at)
    now = {"was": before.ends_at.isoformat(), "ends": columns["ends_at"].isoformat(), "terms": row.terms + 1}
    return _change(row, columns, events.SaleMoved(sale_id=row.id, name=row.name, **now), because, by=by, at=at)


def widen(*, sale_id: UUID, scope: Scope, because: Because, by: Actor, at: datetime) -> Sale:
    """From now on more is on sale. `scope` is all of it, what was there before included; the same scope again changes nothing. Refuses one that
    lacks what was on sale ("sale_narrower"), no reason, and a sale that is over. Leaves SaleWidened."""
    because, scope = moving.check_because(because), moving.check_scope(scope)
    row = _locked(sale_id)
    before = queries.as_value(row)
    if scope == before.scope:
        return before
    moving.check_wider(before, scope, at=at)
    told = events.SaleWidened(sale_id=row.id, name=row.name, terms=row.terms + 1)
    return _change(row, _scope(scope), told, because, by=by, at=at)


def end(*, sale_id: UUID, ended_at: datetime, by: Actor, at: datetime) -> Sale:
    """The shop's word that the sale really ended then: kept where it ran to its end, broken where it ended earlier. Said again, the later word
    counts; the same word changes nothing. Refuses an instant ahead, and one before the start."""
    row = _locked(sale_id)
    before = queries.as_value(row)
    moving.check_ended(before, ended_at, at=at)
    if before.ended_at == ended_at:
        return before
    row.ended_at = ended_at
    row.save(update_fields=["ended_at"])
    ended: Event = events.SaleKept(sale_id=row.id, name=row.name, ended=ended_at.isoformat())
    if ended_at < row.ends_at:
        ended = events.SaleBroken(sale_id=row.id, name=row.name, ended=ended_at.isoformat(), ends=row.ends_at.isoformat())
    journal.record(ended, by=by, at=at)
    return queries.as_value(row)


def call_off(*, sale_id: UUID, by: Actor, at: datetime) -> Sale:
    """It does not take place. Only before it begins, and only while nobody was told ("sale_promised"); otherwise it is ended. A repeat changes
    nothing."""
    row = _locked(sale_id)
    before = queries.as_value(row)
    if before.called_off_at is not None:
        return before
    moving.check_open(before, at=at)
    if at >= before.starts_at or queries.told(sale_id=sale_id).people:
        sentence = "People were promised this sale, or it has begun. Say when it ended instead."
        raise Refusal("sale_promised", sentence, {"sale_id": "is promised"})
    row.called_off_at = at
    row.save(update_fields=["called_off_at"])
    journal.record(events.SaleCalledOff(sale_id=row.id, name=row.name), by=by, at=at)
    return queries.as_value(row)


def note_place(*, sale_id: UUID, place: PlaceIn, by: Actor, at: datetime) -> Place:
    """The sale is promised there too, in the words that count now. Noted again, it says what counts now; its name may change."""
    row = _locked(sale_id)
    name, reference = " ".join(place.name.split())[:120], place.reference.strip()[:100]
    if not name:
        raise Refusal("bad_sale", "name: say where it is promised.", {"name": "is missing"})
    there, _ = models.Place.objects.update_or_create(
        sale_id=row.id, kind=place.kind, reference=reference, defaults={"name": name, "terms": row.terms, "at": at}
    )
    journal.record(events.SalePlaceSays(sale_id=row.id, name=row.name, place=name, terms=row.terms), by=by, at=at)
    return queries.as_place(there)


def place_says(*, place_id: UUID, terms: int, by: Actor, at: datetime) -> Place:
    """This place now says the terms of this number. A lower number than it says already changes nothing; one that there is not is refused."""
    there = models.Place.objects.select_for_update().filter(id=place_id).first()
    if there is None:
        raise Refusal("no_such_place", "There is no such place here.", {"place_id": "unknown"})
    sale = queries.sale(sale_id=there.sale_id)
    if not 1 <= terms <= sale.terms:
        sentence = f"terms: the sale has terms 1 to {sale.terms}."
        raise Refusal("bad_sale", sentence, {"terms": "there are no such terms"})
    if terms > there.terms:
        there.terms, there.at = terms, at
        there.save(update_fields=["terms", "at"])
        fact = events.SalePlaceSays(sale_id=sale.id, name=sale.name, place=there.name, terms=terms)
        journal.record(fact, by=by, at=at)
    return queries.as_place(there)


def places_say(*, sale_id: UUID, kinds: tuple[PlaceKind, ...], by: Actor, at: datetime) -> int:
    """All places of these kinds, which follow by themselves, say what counts now. → how many did not before."""
    sale = queries.sale(sale_id=sale_id)
    behind = models.Place.objects.filter(sale_id=sale_id, kind__in=kinds, terms__lt=sale.terms).order_by("id")
    found = list(behind.select_for_update())
    for one in found:
        place_says(place_id=one.id, terms=sale.terms, by=by, at=at)
    return len(found)


# ---------------------------------------------------------------------------------------------------------------------


def meant(ends: End) -> readings.Meant:
    """What these words about an end mean in the open brand. Refuses impossible ones."""
    return readings.read(ends.local, ends.zone, home=brands.current().zone)


def _end(ends: End) -> dict[str, Any]:
    brand = brands.current()
    if len(ends.zone) > LONGEST_ZONE:
        raise Refusal("bad_zone", "zone: that is no time zone.", {"zone": "unknown"})
    found = readings.read(ends.local, ends.zone, home=brand.zone)
    return {
        "ends_at": found.over_at,
        "ends_local": ends.local.isoformat(),
        "zone": found.zone,
        "two_readings": len(found.readings) > 1,
        "said_as": words.said(ends.local, found.zone, language=brand.language)[:120],
        "explained": words.explained(found, home=brand.zone, language=brand.language)[:600],
    }


def _scope(scope: Scope) -> dict[str, Any]:
    return {"words": scope.words, "skus": list(scope.skus), "collections": list(scope.collections)}


def _change(row: models.Sale, columns: Mapping[str, Any], told: Event, because: Because, *, by: Actor, at: datetime) -> Sale:
    for name, value in columns.items():
        setattr(row, name, value)
    row.terms += 1
    row.save(update_fields=[*columns, "terms"])
    _write_terms(row, because, by, at)
    journal.record(told, by=by, at=at)
    return queries.as_value(row)


def _write_terms(row: models.Sale, because: Because, by: Actor, at: datetime) -> None:
    models.Terms.objects.create(
        sale_id=row.id,
        number=row.terms,
        words=row.words,
        skus=row.skus,
        collections=row.collections,
        ends_at=row.ends_at,
        ends_local=row.ends_local,
        zone=row.zone,
        two_readings=row.two_readings,
        said_as=row.said_as,
        explained=row.explained,
        at=at,
        because=because.words,
        occasion_kind=because.occasion_kind,
        occasion_id=because.occasion_id,
        by_kind=by.kind,
        by_actor=by.id,
    )


def _of_reference(reference: str) -> models.Sale | None:
    if not reference.strip():
        return None
    if len(reference.strip()) > moving.CODE_LENGTH:
        raise Refusal("bad_sale", f"reference: at most {moving.CODE_LENGTH} characters.", {"reference": "too long"})
    turns.take(f"sales of {tenancy.current_brand().hex}", {reference.strip()})
    return models.Sale.objects.filter(reference=reference.strip()).first()


def _same(row: models.Sale, name: str, scope: Scope, starts_at: datetime, ends_at: datetime) -> Sale:
    there = queries.as_value(row)
    first = queries.terms_of(sale_id=row.id)[0]
    if (there.name, first.scope, there.starts_at, first.ends_at) != (name, scope, starts_at, ends_at):
        sentence = f"reference: “{row.reference}” is the sale “{row.name}” already. Move or widen that one."
        raise Refusal("sale_known", sentence, {"reference": "another sale's"})
    return there


def _locked(sale_id: UUID) -> models.Sale:
    row = models.Sale.objects.select_for_update().filter(id=sale_id).first()
    if row is None:
        raise Refusal("no_such_sale", "There is no such sale here.", {"sale_id": "unknown"})
    return row
