"""What the team of the demonstration learns from what people wrote: who sees to which touchpoint, and three findings at three stages, the first
of them changed and told."""

from datetime import datetime
from uuid import UUID

from makegood.commands.demo.days import Days
from makegood.commands.demo.scenes import Scene
from makegood.commands.demo.stage import Stage
from makegood.flows import finding_checks, findings, findings_told, touched
from makegood.flows.findings import Quote
from makegood.kernel import actors
from makegood.platform import tenancy
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints import raised
from makegood.touchpoints.actions import places
from makegood.touchpoints.types import FindingState, Measure, Watched

_OWNERS = {
    "delivery": "joe",
    "replacement-delivery": "joe",
    "goods": "mara",
    "answering": "mara",
    "bill": "priya",
    "returns": "anneke",
    "browse": "lucia",
    "out-of-hours": "bea",
    "job-interview": "priya",
}
_LATE = "Tell people before their parcel is late, not after."
_DARK = "Try every string of fairy lights before it is packed."
_TWICE = "Nobody is charged twice: the till must ask before it charges again."


def scenes(days: Days) -> list[Scene]:
    """The owners first, then Owen's late parcel to its end, Hanna's lights halfway, and Leo's bill, which waits past its day."""
    on = days.on
    return [
        Scene(on(-15, "09:05"), _hand_out),
        Scene(on(-11, "10:20"), lambda stage: _file(stage, "joe", "owen", "delivery", _LATE, on(-4, "09:00"), Watched.BROKEN)),
        Scene(on(-10, "11:00"), lambda stage: _move(stage, "joe", _LATE, FindingState.CHANGING)),
        Scene(on(-6, "15:10"), _change),
        Scene(on(-6, "15:25"), _tell),
        Scene(
            on(-11, "14:10"), lambda stage: _file(stage, "mara", "hanna", "goods", _DARK, days.on(0, "09:00"), Watched.COMPLAINTS)
        ),
        Scene(on(-8, "16:00"), lambda stage: _move(stage, "mara", _DARK, FindingState.CHANGING)),
        Scene(
            on(-8, "10:40"), lambda stage: _file(stage, "joe", "leo", "bill", _TWICE, on(-1, "09:00"), Watched.COMPLAINTS, "mara")
        ),
    ]


def place_the_past(brand_id: UUID) -> None:
    """Puts the cases of the crowd, which came from nowhere, to their touchpoints."""
    place = None
    while True:
        with tenancy.brand(brand_id):
            place = touched.go_on(before=place)
        if place is None:
            return


def _hand_out(stage: Stage) -> None:
    with tenancy.brand(stage.brand_id):
        by = actors.member(stage.team["mara"].id)
        for key, who in _OWNERS.items():
            name = touchpoints.touchpoint(key=key).name
            places.change(key=key, name=name, owner_id=stage.team[who].id, in_use=True, by=by, at=stage.now)
        places.set_standard(
            key="delivery",
            number=1,
            words="What was ordered comes within the hour that was said; if it will not, we say so first.",
            measure=Measure.KEPT,
            target=97,
            by=by,
            at=stage.now,
        )


def _file(stage: Stage, member: str, who: str, key: str, sentence: str, due: datetime, watched: Watched, owner: str = "") -> None:
    """With the words that say most, as the page preselects them."""
    with tenancy.brand(stage.brand_id):
        draft = findings.draft(number=stage.case_of_somebody(who).number, at=stage.now)
        findings.file(
            key=key,
            sentence=sentence,
            quotes=[Quote(one.message.id, one.words) for one in draft.quotes[:1]],
            owner_id=stage.team[owner or member].id,
            due_on=due.date(),
            watched=watched,
            by=actors.member(stage.team[member].id),
            at=stage.now,
        )


def _move(stage: Stage, member: str, sentence: str, to: FindingState) -> None:
    with tenancy.brand(stage.brand_id):
        findings.move(finding_id=_of(sentence), to=to, words="", member=stage.team[member], at=stage.now)


def _change(stage: Stage) -> None:
    with tenancy.brand(stage.brand_id):
        finding_checks.changed(
            finding_id=_of(_LATE),
            change="We watch every parcel on its way now. If it will miss its hour, you hear it from us before the hour has come.",
            on=stage.now.date(),
            check_on=None,
            watched=Watched.BROKEN,
            member=stage.team["joe"],
            at=stage.now,
        )


def _tell(stage: Stage) -> None:
    with tenancy.brand(stage.brand_id):
        finding = raised.finding(finding_id=_of(_LATE))
        plan = findings_told.plan(finding=finding, at=stage.now)
        findings_told.tell(
            finding_id=finding.id, texts=plan.letters, left_out=frozenset(), member=stage.team["mara"], at=stage.now
        )


def _of(sentence: str) -> UUID:
    return next(one.id for one in raised.findings(limit=50) if one.sentence == sentence)
