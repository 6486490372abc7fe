"""Tells others what happens here: reads the journal to its end for a brand's webhooks, and sends what is due, each receiver in a lane of its
own. Decides nothing about the facts.

The journal is followed by its feed, so that a fact costs whoever writes it nothing; a lane is one work row, and its receiver's slowness is
its own: of one that fails, one delivery at a time is tried, and it rests ever longer.
"""

import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases.types import CaseId
from makegood.config import environment
from makegood.flows import guest_pages
from makegood.flows.guest_pages import OutOfSight
from makegood.guests import queries as guests
from makegood.guests.types import Place
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people import queries as people
from makegood.platform import feed, http, signatures, tenancy, work
from makegood.platform.journal import Entry
from makegood.platform.work import LeaseLost, Taken
from makegood.webhooks import queries as webhooks
from makegood.webhooks import rules
from makegood.webhooks.actions import sending
from makegood.webhooks.types import Fact, Outcome, Parcel

EVERY = timedelta(seconds=5)  # between two looks into a journal that had nothing more
PAGE = 500  # facts of one look
_AT_A_TIME = 4  # requests to one receiver
_BRIEF = 300  # characters of an answer that the log keeps


def read_facts(items: Sequence[Taken], at: datetime) -> None:
    """One look into the journal for a brand's webhooks; comes back as long as there is one that is told."""
    (item,) = items
    wanted = webhooks.wanted()
    if not wanted:
        return
    begins = min(after for _, after in wanted.values())
    place = webhooks.place()
    page = feed.page(after=max(place, begins) if place else begins, since=None, kinds=(), limit=PAGE)
    away = OutOfSight(guests.ask_kinds_kept().answer, None, Place.MACHINE)
    told = _for_each(wanted, guest_pages.entries_shown(page.entries, away=away))
    sending.read_on(facts=told, place=page.place, brand=brands.current().slug, at=at)
    sending.give_up_on_the_silent(at=at)
    sending.forget_old(at=at)
    work.postpone(item, due_at=at if page.more else at + EVERY)


def deliver(items: Sequence[Taken], at: datetime) -> None:
    """What is due for one receiver, sent outside any transaction; killed in between, it is sent again under the same id."""
    (item,) = items
    webhook_id = UUID(item.key)
    with tenancy.brand(item.brand_id):
        parcels = sending.take(webhook_id=webhook_id, at=at)
    outcomes = _send_all(parcels)
    with tenancy.brand(item.brand_id):
        if outcomes:
            sending.note(webhook_id=webhook_id, outcomes=outcomes, chance=random.random(), at=at)  # noqa: S311
    _go_on(item, webhook_id)


def _go_on(item: Taken, webhook_id: UUID) -> None:
    """In a transaction of its own: where new facts came in meanwhile the lane belongs to the next look, and what was sent stays noted."""
    try:
        with tenancy.brand(item.brand_id):
            due_at = sending.next_due(webhook_id=webhook_id)
            if due_at is None:
                work.finish([item])
            else:
                work.postpone(item, due_at=due_at)
    except LeaseLost:
        return


def _for_each(wanted: Mapping[UUID, tuple[tuple[str, ...], UUID]], entries: Sequence[Entry]) -> dict[UUID, list[Fact]]:
    """The facts that each webhook is told of, made only for those that any is."""
    told = [entry for entry in entries if any(_is_for(entry, *one) for one in wanted.values())]
    facts = {fact.id: fact for fact in _facts(told)}
    return {
        webhook_id: [facts[entry.id] for entry in told if _is_for(entry, kinds, begins_after)]
        for webhook_id, (kinds, begins_after) in wanted.items()
    }


def _is_for(entry: Entry, kinds: tuple[str, ...], begins_after: UUID) -> bool:
    return entry.id > begins_after and rules.is_wanted(entry.kind, kinds=kinds)


def _facts(entries: Sequence[Entry]) -> list[Fact]:
    """The facts with the addresses where more can be asked; two looks whatever the number."""
    numbers = {one.id: one.number for one in cases.cases(case_ids=[CaseId(e.case_id) for e in entries if e.case_id])}
    persons = people.person_ids_of(identity_ids=sorted({e.identity_id for e in entries if e.identity_id}))
    return [_fact(entry, numbers, persons) for entry in entries]


def _fact(entry: Entry, numbers: Mapping[CaseId, int], persons: Mapping[UUID, UUID]) -> Fact:
    ids = rules.ids_in(entry.data)
    actor = {"kind": entry.actor.kind.value, "id": str(entry.actor.id) if entry.actor.id else None}
    links = {f"{name}": f"{_api()}/{name}s/{ids[f'{name}_id']}" for name in ("message", "makegood") if ids.get(f"{name}_id")}
    if entry.case_id:
        ids["case_id"] = str(entry.case_id)
        if CaseId(entry.case_id) in numbers:
            links["case"] = f"{_api()}/cases/{numbers[CaseId(entry.case_id)]}"
    if entry.identity_id:
        ids["identity_id"] = str(entry.identity_id)
        if entry.identity_id in persons:
            links["person"] = f"{_api()}/people/{persons[entry.identity_id]}"
    return Fact(entry.id, entry.kind, entry.at, {"actor": actor, **ids}, links)


def _api() -> str:
    return f"{environment.settings().base_url}/api/v1"


def _send_all(parcels: Sequence[Parcel]) -> list[Outcome]:
    if len(parcels) < 2:
        return [_send(parcel) for parcel in parcels]
    with ThreadPoolExecutor(max_workers=min(_AT_A_TIME, len(parcels))) as threads:
        return list(threads.map(_send, parcels))


def _send(parcel: Parcel) -> Outcome:
    """One try. Whatever goes wrong out there is an outcome."""
    began = time.monotonic()

    def outcome(status: int | None, trouble: str = "", answer: bytes = b"", retry_after_s: float | None = None) -> Outcome:
        took_ms = round((time.monotonic() - began) * 1000)
        kept = "".join(c if c.isprintable() else " " for c in answer[: 4 * _BRIEF].decode(errors="replace"))[:_BRIEF]
        return Outcome(parcel.delivery_id, status, took_ms, trouble, kept, retry_after_s)

    try:
        headers = {**_signed(parcel), "content-type": "application/json"}
        answer = http.request("POST", parcel.url, headers=headers, content=parcel.body, timeout_s=rules.TIMEOUT_S)
    except (Trouble, Refusal) as no:
        return outcome(None, no.sentence)
    well = 200 <= answer.status < 300
    return outcome(answer.status, "" if well else f"It answered {answer.status}.", answer.content, _retry_after(answer))


def _signed(parcel: Parcel) -> dict[str, str]:
    """The three headers; while two secrets are good, with both signatures."""
    now_s = int(time.time())
    each = [signatures.sign(secret=s, message_id=parcel.message_id, body=parcel.body, now_s=now_s) for s in parcel.secrets]
    return {**each[0], "webhook-signature": " ".join(one["webhook-signature"] for one in each)}


def _retry_after(answer: http.Answer) -> float | None:
    said = next((value for name, value in answer.headers.items() if name.lower() == "retry-after"), "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 8 else None
