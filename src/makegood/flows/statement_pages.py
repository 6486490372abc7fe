"""What the desk shows of statements, where several packages must be asked: looks only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.flows import drafting_statement, publishing, status_links, telling_statement
from makegood.flows.drafting_statement import Concerned
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.flows.publishing import Place
from makegood.flows.telling_statement import Preview, Standing
from makegood.gestures import queries as gestures
from makegood.incidents import queries as incidents
from makegood.incidents.types import Incident
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.statements import queries
from makegood.statements.rules import approving, checking, when
from makegood.statements.types import Note, Notice, Phase, Statement, StatementState, Telling, ToldState, Wording

MOST_NOT_TOLD = 100
PREVIEWED = 20_000  # people who are looked up for a preview: above it the page says how many there are and no more


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A wording as the form shows it, and what a reader would miss in it. `wording` None where it is not said in this language."""

    language: str
    own: bool
    wording: Wording | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class NotTold:
    """Somebody who was not told, and why."""

    person_id: UUID
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Round:
    """One round of telling, as it stands. `number` 0 is the statement."""

    number: int
    telling: Telling
    standing: Standing


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Everything on the page of one statement. `new` are those concerned who are not among the told yet; `preview` is of these."""

    statement: Statement
    incident: Incident | None
    languages: tuple[InLanguage, ...]
    needed: int
    said_yes: tuple[str, ...]
    mine: bool  # whether the member who looks said yes to this version
    link: str
    page_link: str
    rounds: tuple[Round, ...]
    not_told: tuple[NotTold, ...]
    concerned: Concerned
    new: int
    preview: Preview | None
    places: tuple[Place, ...]
    notices: tuple[tuple[Notice, str], ...]
    subscribers: int
    members: Mapping[UUID, str]


def listed() -> tuple[Statement, ...]:
    """The brand's statements, the latest first."""
    return queries.statements()


def page(
    *,
    number: int,
    member_id: UUID,
    previewed: bool = True,
    away: OutOfSight = EVERYBODY_SEEN,
    at: datetime,  # noqa: ARG001 - every page is told
) -> StatementPage:
    """The page of one statement; whoever is `away` for the one who looks is counted and not named. Refuses (`no_statement`) where there is none."""
    there, brand = queries.by_number(number=number), brands.current()
    names: dict[UUID, str] = {one.id: one.name for one in brands.members()}
    begun = queries.tellings(statement_id=there.id)
    concerned = drafting_statement.concerned(statement=there)
    fresh = drafting_statement.newly_concerned(statement=there, there=concerned)
    is_out = there.state is StatementState.PUBLISHED
    shown = previewed and fresh and len(fresh) <= PREVIEWED
    newest = there.updates[-1].number if there.updates else 0
    notices = queries.notices(statement_id=there.id)
    channels: dict[UUID, str] = {one.channel_id: one.name for one in publishing.places(statement_id=there.id)}
    return StatementPage(
        statement=there,
        incident=_incident(there),
        languages=tuple(_in_language(there, one) for one in dict.fromkeys((there.language, *when.LANGUAGES))),
        needed=approving.needed(there.people, two_above=gestures.policy().two_read_above),
        said_yes=tuple(names.get(one.member_id, "") for one in there.approvals),
        mine=any(one.member_id == member_id for one in there.approvals),
        link=status_links.statement(brand.slug, there.number),
        page_link=status_links.page(brand.slug),
        rounds=tuple(Round(nth, one, telling_statement.standing(statement_id=there.id, nth=nth)) for nth, one in begun.items()),
        not_told=_not_told(there, away) if begun else (),
        concerned=concerned,
        new=len(fresh),
        preview=telling_statement.preview(statement_id=there.id, identity_ids=[one.identity_id for one in fresh])
        if shown
        else None,
        places=publishing.places(statement_id=there.id, nth=newest if is_out else 0),
        notices=tuple((one, channels.get(one.channel_id, "")) for one in notices),
        subscribers=queries.how_many_subscribers(),
        members=names,
    )


def usual_phase(statement: Statement) -> Phase:
    """The phase that an update most likely says."""
    order = list(Phase)
    return order[min(order.index(statement.phase) + 1, len(order) - 1)]


# ---------------------------------------------------------------------------------------------------------------------


def _incident(there: Statement) -> Incident | None:
    if there.occasion.kind != drafting_statement.KIND:
        return None
    try:
        return incidents.incident(incident_id=there.occasion.id)
    except Refusal:
        return None


def _in_language(there: Statement, language: str) -> InLanguage:
    wording = there.wordings.get(language)
    notes = checking.notes(wording.parts, language) if wording else ()
    if wording and language != there.language:
        notes = (*checking.untranslated(wording, there.wordings[there.language]), *notes)
    return InLanguage(language, language == there.language, wording, notes)


def _not_told(there: Statement, away: OutOfSight) -> tuple[NotTold, ...]:
    found = queries.told_rows(statement_id=there.id, state=ToldState.NOT_TOLD, limit=MOST_NOT_TOLD)
    rows = away.without(found, lambda one: one.identity_id)
    persons = people.persons_of(identity_ids=[one.identity_id for one in rows])
    return tuple(
        NotTold(persons[one.identity_id].id, persons[one.identity_id].name, one.because)
        for one in rows
        if one.identity_id in persons
    )
