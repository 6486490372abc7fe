"""Gives the demonstration what it does without being asked: a birthday today, lamps that are looked after by the year, a card in the drawer, a
contest, who is on call at night, and a visit tomorrow. All of it lives by the product's own actions; nothing of it was sent to anybody.

It is laid out on the visitor's morning, the last of all, so that what the story tells is told without it.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from makegood.brands.types import Opening
from makegood.commands.demo.days import ZONE
from makegood.commands.demo.people import PEOPLE, TEAM
from makegood.commands.demo.stage import Stage
from makegood.contests import actions as contests
from makegood.contests.types import EntryIn, How
from makegood.flows import visiting
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.letters import actions as letters
from makegood.letters.types import Postal
from makegood.people.actions import noting, recognising, telling
from makegood.people.actions.telling import Happening
from makegood.people.types import Address, Consent, IdentityId, IdentityKind, Purpose, Sighting
from makegood.platform import tenancy
from makegood.relationships.actions import programmes
from makegood.relationships.actions import telling as rhythms
from makegood.relationships.types import Audience, ProgrammeIn, Rhythm, Rule, Since, Step, StepKind
from makegood.rota.actions import planning as rota
from makegood.rota.types import LayerIn
from makegood.visits.actions import booking
from makegood.visits.types import ResourceIn, ResourceKind, VisitIn, Where

CARD, TURNED = "card-by-hand", "lamps_looked_after"
AGREED = "I agree that Brightside Lights writes to me about this contest and its lamps. I can end this at any time."
# who entered, and the corner that they would light
CORNERS = (
    ("Ada Finch", "the chair in which I read to my daughter"), ("Basil Ormond", "my workbench, where it is always too dark"),
    ("Cora Linden", "the stairs that my mother is afraid of"), ("Dario Vance", "a window, so that somebody sees we are home"),
    ("Elsie Marlow", "the place where the cat sleeps"), ("Fergus Teal", "my desk; would a warm bulb be better for the eyes?"),
    ("Gwen Hartley", "the hallway, for the children's shoes"), ("Hugo Penn", "behind the piano"),
    ("Inga Solberg", "the kitchen table, for long evenings"), ("Jonas Crewe", "a shelf of my father's books"),
    ("Kiri Walsh", "the corner with the plants"), ("Lorna Peake", "the cot, very softly"),
)  # fmt: skip


def lay(stage: Stage) -> None:
    """Everything, at the stage's own instant. Once: the brand is new."""
    at, by = stage.now, actors.member(stage.team["mara"].id)
    with tenancy.brand(stage.brand_id):
        _birthday(by, at)
        _lamps(by, at)
        _contest(by, at)
        _nights(stage, by, at)
        _visit(by, at)


def _birthday(by: Actor, at: datetime) -> None:
    """Rowan's birthday is today, and he said that a card may come; a member says yes to each."""
    rowan, today = _known("rowan", at), at.astimezone(ZONE).date()
    wish = Step(StepKind.CARD, text={"en": "A good year to you, and light in all of it."}, code=CARD)
    rule = ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (wish,), hour=8)
    programmes.make(told=rule, by=by, at=at)
    said = Consent(IdentityId(rowan), "post", Purpose.RELATIONSHIP, True, "their own page", "1", at)
    noting.note_consent(consent=said, by=actors.person(rowan))
    letters.note_address(
        identity_id=rowan, postal=Postal(("4 Mill Row", "York YO1 9ZZ"), "GB"), source="own page", by=actors.person(rowan), at=at
    )
    rhythms.tell_birthday(identity_id=rowan, month=today.month, day=today.day, by=actors.person(rowan), at=at)


def _lamps(by: Actor, at: datetime) -> None:
    """The garage's lamps are looked at every half year: somebody rings up before it is due."""
    garage = _known("garage", at)
    told = [Happening(identity_id=garage, what=TURNED, key="first", at=at - timedelta(days=171), value={})]
    told += [Happening(identity_id=garage, what="visited", key="lamps", at=at - timedelta(days=171), value={})]
    telling.tell(happenings=told, by=by)
    opening = {"en": "Hello, this is Brightside Lights. Your workshop lamps are due for a look; when would it suit you?"}
    rule = Rule(Rhythm.MONTHS, every=6, since=Since.VISIT)
    ring = ProgrammeIn("Lamps looked after", rule, (Step(StepKind.CALL, text=opening),), Audience(fact=f"told.{TURNED}"), hour=10)
    programmes.make(told=ring, by=by, at=at)


def _contest(by: Actor, at: datetime) -> None:
    """Who entered in the last week; Juno, who had bought before, among them, and two who never agreed."""
    contest = contests.open_contest(name="A corner of light", text=AGREED, text_version="corner-1", by=by, at=at)
    entries = [_entry(name, f"{name.split()[0].lower()}@corner.example", words, n, at) for n, (name, words) in enumerate(CORNERS)]
    juno = PEOPLE["juno"]
    entries.append(_entry(juno.name, juno.email, "my own test table", len(CORNERS), at))
    contests.take(contest_id=contest, entries=entries, by=by, at=at)


def _entry(name: str, email: str, answer: str, n: int, at: datetime) -> EntryIn:
    entered = at - timedelta(days=6 - n % 6, minutes=37 * n)
    address = Address(IdentityKind.EMAIL, email, name)
    return EntryIn(
        f"page {email}", How.ENTERED, (address,), entered, agreed=n % 6 != 4, proof="the form under the post", answer=answer
    )


def _nights(stage: Stage, by: Actor, at: datetime) -> None:
    """A week each, handed over on Mondays at nine."""
    monday = at.astimezone(ZONE).date() - timedelta(days=at.astimezone(ZONE).weekday())
    turns = tuple(stage.team[key].id for key in ("joe", "anneke", "lucia"))
    rota.set_layer(layer=LayerIn("Nights and weekends", turns, monday - timedelta(days=7), time(9)), by=by, at=at)


def _visit(by: Actor, at: datetime) -> None:
    """Isolde, who cannot lift, has her lamp hung by Tomasz on the next working day after work."""
    isolde = _known("isolde", at)
    hours = tuple(Opening(weekday, time(9), time(20)) for weekday in range(5))
    member = next(key for key in TEAM if key == "tomasz")
    fitter = booking.set_resource(told=ResourceIn(ResourceKind.PERSON, TEAM[member].name, hours, 45, 15), by=by, at=at)
    on = at.astimezone(ZONE).date() + timedelta(days=1)
    while on.weekday() > 4:
        on += timedelta(days=1)
    wish = VisitIn(
        key="the lamp above the table",
        identity_id=isolde,
        resource_id=fitter.id,
        from_at=datetime.combine(on, time(17, 30), ZONE),
        about="The lamp above the table: hung for her",
        where=Where.THEIRS,
        address="9 Orchard Way, Leeds",
        wanted="after work, at home",
    )
    visiting.book(visit=wish, by=by, at=at)


def _known(who: str, at: datetime) -> UUID:
    (seen,) = recognising.recognise(sightings=[Sighting((PEOPLE[who].by_mail,), source="order")], at=at)
    return UUID(str(seen.identity_id))
