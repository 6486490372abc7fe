"""What the desk shows of rhythms where several packages must be asked: looks only, each with a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.flows import reaching, rhythm_due, segment_pages
from makegood.flows.guest_pages import OutOfSight
from makegood.gestures import queries as gestures
from makegood.gestures.types import Budget, CatalogueItem
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.relationships import queries
from makegood.relationships.rules import kilometres, sentences, written
from makegood.relationships.types import (
    Occasion,
    OccasionState,
    Preview,
    Programme,
    ProgrammeIn,
    StepKind,
)
from makegood.segments import queries as segments
from makegood.segments.types import SavedSegment

YEAR = timedelta(days=366)
SHOWN = 40
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme in the list, with how many occasions it has in the year ahead, waiting for a member, and done in the year behind."""

    programme: Programme
    ahead: int
    proposed: int
    done: int


@dataclass(frozen=True, slots=True)
class PreviewLine:
    name: str
    person_id: PersonId | None
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the preview: `share` of the fullest one, in percent, for the bar."""

    first: date
    occasions: int
    share: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview as it is shown: the rule as a sentence, how many by month, the first of them by name, and the words that one of them would read."""

    sentence: str
    preview: Preview
    months: tuple[Month, ...]
    first: tuple[PreviewLine, ...]
    sample: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class OccasionLine:
    """An occasion with who it is for. `told`: what the gate says of its words now, where they wait or were not said."""

    occasion: Occasion
    name: str
    person_id: PersonId | None
    told: str = ""

    @property
    def open(self) -> bool:
        return self.occasion.state in (OccasionState.PLANNED, OccasionState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form offers: things of the catalogue, budgets, kinds of channels."""

    gifts: tuple[CatalogueItem, ...]
    budgets: tuple[Budget, ...]
    channels: tuple[str, ...]
    segments: tuple[SavedSegment, ...]
    facts: tuple[tuple[str, str], ...] = ()  # what a programme can be kept to, with what it says of somebody


def list_page(*, at: datetime) -> tuple[ProgrammeLine, ...]:
    """The brand's programmes, what weighs most first. Five queries."""
    found = queries.programmes()
    today, ids = brands.local_day(at), [one.id for one in found]
    ahead = queries.counts(programme_ids=ids, start=today, end=_year_on(today))
    waiting = queries.counts(programme_ids=ids, start=today - YEAR, end=today + YEAR)
    behind = queries.counts(programme_ids=ids, start=today - YEAR, end=today + timedelta(days=1))
    return tuple(
        ProgrammeLine(
            one,
            ahead[one.id].get(OccasionState.PLANNED, 0),
            waiting[one.id].get(OccasionState.PROPOSED, 0),
            behind[one.id].get(OccasionState.DONE, 0),
        )
        for one in found
    )


def _year_on(day: date) -> date:
    """The same day of the next year: a year from then on holds each birthday once. After 29 February comes 1 March."""
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def choices() -> Choices:
    """Four queries."""
    catalogue = tuple(one for one in gestures.catalogue() if one.active)
    kinds = dict.fromkeys(one.kind for one in channels.channels() if one.active)
    return Choices(catalogue, gestures.budgets(), tuple(kinds), segments.segments(), segment_pages.kinds())


def preview(*, told: ProgrammeIn, away: OutOfSight, at: datetime) -> Shown:
    """Who would get what on which day in the year from today on; whoever is `away` is counted and not named. Refuses ("bad_programme")."""
    today = brands.local_day(at)
    found = queries.preview(told=told, start=today, end=_year_on(today), first=SHOWN)
    named = away.without(found.first, lambda one: one[0])
    names = _names([who for who, _, _ in named])
    fullest = max((n for _, n in found.by_month), default=1)
    months = tuple(Month(date.fromisoformat(f"{month}-01"), n, round(100 * n / fullest)) for month, n in found.by_month)
    first = tuple(PreviewLine(*_who(names, who), on=on, words=words) for who, on, words in named)
    return Shown(sentences.sentence(told), found, months, first, _sample(told, first))


def _sample(told: ProgrammeIn, first: Sequence[PreviewLine]) -> tuple[str, str]:
    step = next((one for one in told.steps if one.kind is StepKind.MESSAGE), None)
    if step is None:
        return "", ""
    brand = brands.current()
    values = {
        "name": first[0].name if first else "Ana",
        "brand": brand.name,
        "km": "60,000",
        "years": "3",
        "feast": "Easter",
        "gift": "a small gift",
    }
    values |= {"day": sentences.day(first[0].on + timedelta(days=told.rule.ahead)) if first else "3 March"}
    texts = (written.in_language(one, brand.language, "en") for one in (step.subject, step.text))
    subject, text = (written.filled(one, values) for one in texts)
    return subject or told.name, text


def week(*, away: OutOfSight, at: datetime, ahead: int = 0, states: Sequence[OccasionState] = ()) -> tuple[OccasionLine, ...]:
    """What lies in the seven days from today on (`ahead` weeks later), with what still waits from the days before. A fixed number of queries."""
    start = brands.local_day(at) + ahead * WEEK
    waiting = () if ahead else queries.between(start=start - YEAR, end=start, states=[OccasionState.PROPOSED], limit=SHOWN)
    found = (*waiting, *queries.between(start=start, end=start + WEEK, states=states, limit=200))
    return lines(away.without(found, lambda one: one.identity_id))


def of_programme(*, programme_id: UUID, away: OutOfSight, at: datetime) -> tuple[OccasionLine, ...]:
    """A programme's occasions of the last two weeks and the next four, at most so many."""
    today = brands.local_day(at)
    found = queries.between(start=today - 2 * WEEK, end=today + 4 * WEEK, programme_id=programme_id, limit=SHOWN)
    return lines(away.without(found, lambda one: one.identity_id))


def of_person(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[OccasionLine, ...]:
    """What is coming for somebody, and what was due in the last month."""
    return lines(queries.coming(identity_ids=identity_ids, start=brands.local_day(at) - timedelta(days=30)))


def service_window(*, identity_ids: Sequence[UUID], km: int) -> tuple[date, date] | None:
    """Between which days somebody will have driven so far, nine times of ten."""
    return kilometres.window(queries.readings_of(identity_ids=identity_ids), km)


def words_for(*, occasion_id: UUID) -> tuple[str, str]:
    """The words that this occasion would say now, for a member who looks before saying yes."""
    one = queries.occasion(occasion_id=occasion_id)
    programme = queries.programme(programme_id=one.programme_id)
    step = next((each for each in programme.told.steps if each.kind is not StepKind.GIFT), None)
    if step is None:
        return "", ""
    person = people.persons_of(identity_ids=[one.identity_id])[one.identity_id]
    reached = reaching.of(persons=[person])[person.id]
    gift = next((each.code for each in programme.told.steps if each.kind is StepKind.GIFT), "")
    item = next((each.name for each in gestures.catalogue() if each.code == gift), "")
    return rhythm_due.words(brands.current(), programme, one, step, name=reached.name, language=reached.language, gift=item)


def lines(found: Sequence[Occasion]) -> tuple[OccasionLine, ...]:
    """These occasions with whom they are for. Two queries; none where there are no occasions."""
    if not found:
        return ()
    names = _names([one.identity_id for one in found])
    held = _held([one.outgoing_id for one in found if one.outgoing_id])
    return tuple(OccasionLine(one, *_who(names, one.identity_id), told=_told(one, held)) for one in found)


def _told(one: Occasion, held: Mapping[UUID, str]) -> str:
    if one.outgoing_id is not None and one.outgoing_id in held:
        return held[one.outgoing_id]
    return one.because


def _held(outgoing_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Why words of ours wait, or did not arrive."""
    found = channels.messages(message_ids=outgoing_ids) if outgoing_ids else ()
    return {one.id: one.going.because for one in found if one.going is not None and one.going.because}


def _names(identity_ids: Sequence[UUID]) -> dict[UUID, tuple[str, PersonId]]:
    return {one: (person.name, person.id) for one, person in people.persons_of(identity_ids=identity_ids).items()}


def _who(names: Mapping[UUID, tuple[str, PersonId]], whom: UUID) -> tuple[str, PersonId | None]:
    return names.get(whom, ("", None))
