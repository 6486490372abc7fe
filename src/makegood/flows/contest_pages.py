"""What the desk shows of contests, and what a member does there: looks with a fixed number of queries each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands.types import Brand
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.types import ChannelConfig
from makegood.contests import actions, queries
from makegood.contests.queries import StepState
from makegood.contests.rules import sheet
from makegood.contests.types import Aside, Contest, ContestId, Entry, Group, Placed
from makegood.flows import contest_following
from makegood.flows.guest_pages import OutOfSight
from makegood.kernel.actors import Actor
from makegood.people import queries as people
from makegood.people.types import PersonId

SHOWN = 12
NETWORK = "handle"  # stands before an account that names no network


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group, how many are in it, and the first of them."""

    group: Group
    people: int
    customers: int
    first: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class AsideLine:
    """Somebody who is set apart."""

    entry: Entry
    name: str
    person_id: PersonId | None


@dataclass(frozen=True, slots=True)
class ContestPage:
    """A contest with its groups, those set apart and what went to whom. `speaking` are channels by which a step can go, `listing` those whose
    network tells who follows us."""

    contest: Contest
    groups: tuple[GroupLine, ...]
    people: int
    customers: int
    aside: dict[Aside, int]
    apart: tuple[AsideLine, ...]
    steps: tuple[StepState, ...]
    speaking: tuple[ChannelConfig, ...]
    listing: tuple[ChannelConfig, ...]


def page(*, contest_id: UUID, away: OutOfSight) -> ContestPage:
    """One contest; whoever is `away` for the one who looks is counted and not named. Refuses ("no_such_contest"). Nine queries."""
    contest = queries.contest(contest_id=contest_id)
    placed = queries.placed(contest_id=contest_id)
    apart = away.without(queries.aside(contest_id=contest_id), lambda one: one.identity_id)
    who = people.persons_of(identity_ids=[one.identity_id for one in apart])
    connected = sorted(channels.configs().values(), key=lambda one: one.name)
    groups = tuple(
        GroupLine(
            group, len(those), sum(one.customer for one in those), tuple(away.without(those[:SHOWN], lambda one: one.person_id))
        )
        for group, those in queries.in_groups(placed).items()
    )
    return ContestPage(
        contest=contest,
        groups=groups,
        people=len({one.person_id for one in placed}),
        customers=len({one.person_id for one in placed if one.customer}),
        aside=queries.aside_counts(contest_id=contest_id),
        apart=tuple(
            AsideLine(one, who[one.identity_id].name, who[one.identity_id].id)
            if one.identity_id in who
            else AsideLine(one, "", None)
            for one in apart
        ),
        steps=queries.steps(contest_id=contest_id),
        speaking=tuple(one for one in connected if _speaks(one)),
        listing=tuple(one for one in connected if contest_following.lists_followers(one.kind)),
    )


def take_file(*, contest_id: UUID, text: str, name: str, brand: Brand, by: Actor, at: datetime) -> tuple[int, sheet.Sheet]:
    """Takes in a file of entrants. → how many were new, and what the file says with the rows that could not be taken."""
    read = sheet.read(text, name=name, network=NETWORK, region=brand.country, zone=brand.zone, at=at)
    return actions.take(contest_id=ContestId(contest_id), entries=read.entries, by=by, at=at), read


def _speaks(one: ChannelConfig) -> bool:
    """Where words can begin with us: networks that only let us answer are left out."""
    can = registry.abilities(one)
    return not can.unanswered and can.private and (can.begins or registry.consented_as(one.kind) == "email")
