"""What the team of the demonstration keeps in mind of people, and one wish that was declined well: Isolde, whose wrist is in plaster, asked that a
lamp be carried up and put together at her door, chose another way, and it went well."""

from datetime import date, timedelta

from makegood.choices import queries as choices
from makegood.choices.types import AlternativeIn, Went
from makegood.commands.demo.days import ZONE, Days
from makegood.commands.demo.people import PEOPLE
from makegood.commands.demo.scenes import Scene, answer, mail, sold
from makegood.commands.demo.stage import Stage
from makegood.flows import needing, offering
from makegood.kernel.money import Money
from makegood.needs.rules import telling
from makegood.needs.types import DESK, PICK_LIST, Agreed, NeedIn, Source
from makegood.people import queries as people
from makegood.platform import tenancy

_HEALS = timedelta(days=42)
_REQUEST = "to have the floor lamp carried up and put together at your door"
_STANDARD = "every parcel comes within the hour that we said"
_WAYS = (
    AlternativeIn(
        "We put the lamp together here, and it comes in a light box with a handle that opens with one hand",
        "You only plug it in.",
        "The courier keeps his hour with everybody behind you.",
        Money(350, "GBP"),
    ),
    AlternativeIn(
        "Our own Tomasz brings it on Saturday morning, carries it up and puts it together",
        "You do nothing at all.",
        "The courier's round stays as it is.",
        Money(1_200, "GBP"),
    ),
)
_DONE = (
    "Dear Isolde,\n\nthen that is what we do: it is put together on our bench this afternoon and leaves tonight, in the box with the handle. "
    "Get well soon.\n\nMara, Brightside Lights"
)


def scenes(days: Days) -> list[Scene]:
    """In the order of the story, not of time."""
    on = days.on
    return [
        Scene(
            on(-13, "15:40"), lambda stage: _minds(stage, "joe", "chloe", "No calls before 10", "said so on the telephone", None)
        ),
        mail(on(-9, "11:05"), "isolde", "isolde_wrist"),
        Scene(on(-9, "11:20"), _isolde_tells),
        Scene(on(-9, "11:40"), _offer),
        mail(on(-9, "14:20"), "isolde", "isolde_first", again=True),
        answer(on(-9, "14:40"), "mara", "isolde", _DONE, resolve=True),
        *sold(on(-9, "14:50"), "isolde", ("FLOOR-01", 1)),
        Scene(on(-6, "09:40"), _went_well),
    ]


def _isolde_tells(stage: Stage) -> None:
    until = stage.now.astimezone(ZONE).date() + _HEALS
    _minds(
        stage,
        "mara",
        "isolde",
        "No lifting, and nothing that takes two hands to open",
        "said so in her mail",
        until,
        why="her wrist is in plaster",
    )


def _minds(stage: Stage, member: str, who: str, what: str, agreed: str, until: date | None, *, why: str = "") -> None:
    """A member notes what somebody needs."""
    by = stage.team[member]
    with tenancy.brand(stage.brand_id):
        identity = people.find_identity(address=PEOPLE[who].by_mail)
        if identity is None:
            return
        need = NeedIn(
            identity_id=identity.id,
            what=what,
            why=why,
            audiences=(DESK, PICK_LIST),
            from_on=stage.now.astimezone(ZONE).date(),
            until_on=until,
            agreed=Agreed(agreed, stage.now, by.id, telling.TEXT_VERSION),
            source=Source.MEMBER,
        )
        needing.tell(need=need, member=by, at=stage.now)


def _offer(stage: Stage) -> None:
    by = stage.team["mara"]
    with tenancy.brand(stage.brand_id):
        number = stage.case_of_somebody("isolde").number
        made = offering.draft(
            number=number,
            touchpoint="delivery",
            request=_REQUEST,
            standard=_STANDARD,
            alternatives=_WAYS,
            member=by,
            at=stage.now,
        )
        offering.send(number=number, offer_id=made.id, text=made.text, member=by, at=stage.now)


def _went_well(stage: Stage) -> None:
    with tenancy.brand(stage.brand_id):
        case = stage.case_of_somebody("isolde")
        offer = choices.of_case(case_id=case.id)
        if offer is not None and offer.chosen is not None:
            offering.went(number=case.number, offer_id=offer.id, how=Went.WELL, member=stage.team["mara"], at=stage.now)
