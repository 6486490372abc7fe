"""What went wrong at a touchpoint is counted by the day, any number of times; what leaves the usual is raised, with what drives it, and proposed as a finding;
a change is closed by its planned check and by nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Brand, Member
from makegood.channels.actions import connecting
from makegood.flows import finding_checks, findings, health_days, health_watch
from makegood.health import actions as health
from makegood.health import queries as counted
from makegood.health.types import Seen, Signal
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.orders.types import ParcelState
from makegood.platform import tenancy
from makegood.platform.work import Taken
from makegood.touchpoints import models, raised
from makegood.touchpoints.actions import finding_out, recording
from makegood.touchpoints.types import CheckResult, Contact, FindingId, FindingState, VoiceIn, Watched, Where
from tests import cast
from tests.flows.conftest import House
from tests.flows.said import reads, sure
from tests.flows.test_leaving_and_buying import PLAIN
from tests.promises import telling as promised
from tests.touchpoints.raising import voice

TODAY = cast.AT.date()
COMPLAINT = {"act": sure("complaint"), "happened": (sure("late"),), "feeling": sure("negative")}


@pytest.fixture
def mail(brightside: Brand) -> UUID:
    return connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


def taken(*keys: str) -> list[Taken]:
    return [Taken(cast.NOBODY, cast.NOBODY, "", key, {}, 1, cast.NOBODY) for key in keys]


def told(house: House, on: date) -> dict[tuple[str, str], tuple[int, int]]:
    with tenancy.brand(house.brand_id):
        return {(one.key, one.signal.value): (one.hits, one.n) for one in counted.days(since=on, until=on)}


def test_a_day_is_counted_from_what_happened_and_again_when_more_is_known(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reads(monkeypatch, "parcel", **PLAIN | COMPLAINT)
    house.hears("My parcel is late.")
    house.hears("My parcel is still late!", at=cast.later(hours=1))
    with tenancy.brand(house.brand_id):
        zone = ZoneInfo(brands.current().zone)
        assert health_days.put(TODAY, at=cast.later(minutes=30), zone=zone)
        assert not health_days.put(TODAY, at=cast.later(minutes=30), zone=zone)
    assert told(house, TODAY) == {
        ("delivery", "complaint"): (1, 1),
        ("delivery", "feeling"): (1, 1),
        ("delivery", "effort"): (1, 1),
    }
    with tenancy.brand(house.brand_id):  # nobody answered within the hour that is promised
        assert health_days.put(TODAY, at=cast.later(hours=3), zone=zone)
        hours = {
            one.value: (one.hits, one.n)
            for one in counted.by_facet(key="delivery", signal=Signal.SPEED, since=TODAY, until=TODAY)
            if one.facet == "hour"
        }
    assert told(house, TODAY)[("delivery", "speed")] == (1, 1)
    assert sum(n for _, n in hours.values()) == 1


def test_what_is_told_late_is_found_at_night_and_heals_its_day(brightside: Brand) -> None:
    zone = ZoneInfo(brightside.zone)
    promised.take(promised.order())
    promised.moves(promised.event(ParcelState.DELIVERED, cast.later(days=1)), at=cast.later(days=1))
    contact = Contact(UUID(int=7), Where("delivery", "read"), cast.later(days=-20), complaint=True, harm="late")
    recording.record(contacts=[contact])
    then = contact.at.astimezone(zone).date()
    assert health_days.differing(today=TODAY, zone=zone) == {then}
    health_days.count(taken(then.isoformat()), cast.AT)
    assert health_days.differing(today=TODAY, zone=zone) == set()
    assert [(one.signal, one.hits, one.n) for one in counted.days(since=then, until=then)] == [(Signal.COMPLAINT, 1, 1)]
    recording.forget(case_ids=[contact.case_id])
    assert health_days.differing(today=TODAY, zone=zone) == {then}
    health_days.count(taken(then.isoformat()), cast.AT)
    assert counted.days(since=then, until=then) == ()


def broke(broken: int, ended: int, carrier: str) -> list[Seen]:
    return [Seen("delivery", Signal.PROMISE, int(n < broken), facets={"carrier": carrier}) for n in range(ended)]


def past(days: int = 160, *, worse_from: int = 6) -> None:
    """Thirty promises a day with two carriers, one in fifteen broken; of the last days two in three with Swiftline."""
    for ago in range(days, 0, -1):
        swift = 10 if ago <= worse_from else ago % 2 * 2
        health.put_day(on=TODAY - timedelta(days=ago), seen=[*broke(swift, 15, "Swiftline"), *broke(ago % 2, 15, "Postwagen")])


def test_what_leaves_the_usual_is_raised_once_with_its_driver_and_proposed_with_their_words(mail: UUID) -> None:
    past()
    said = voice(mail, 0)
    recording.record(
        contacts=[Contact(said.case_id, Where("delivery", "read"), cast.later(days=-2), complaint=True, harm="late")]
    )
    health_watch.look(taken("health_watch"), cast.AT)
    health_watch.look(taken("health_watch"), cast.AT)
    (alarm,) = counted.going_on()
    assert (alarm.key, alarm.signal, alarm.since) == ("delivery", Signal.PROMISE, TODAY - timedelta(days=6))
    assert (alarm.hits, alarm.n) == (63, 180)
    assert [(one.facet, one.value, one.hits, one.n) for one in alarm.drivers] == [("carrier", "Swiftline", 60, 90)]
    assert alarm.compared == 2
    (finding,) = raised.findings(limit=5)
    assert (finding.id, finding.key, finding.watched, finding.state) == (
        alarm.finding_id,
        "delivery",
        Watched.BROKEN,
        FindingState.OPEN,
    )
    assert finding.sentence.startswith("Since 24 February there are more broken promises than usual: 63 of 180, where ")
    assert finding.sentence.endswith(" It stands out with carrier Swiftline: 60 of 90.")


def test_days_that_were_counted_anew_take_an_alarm_back(brightside: Brand) -> None:
    past()
    health_watch.look(taken("health_watch"), cast.AT)
    assert len(counted.going_on()) == 1
    past(days=6, worse_from=0)
    health_watch.look(taken("health_watch"), cast.AT)
    assert counted.going_on() == ()
    (alarm,) = counted.alarms()
    assert alarm.over_on == TODAY


def test_in_a_past_in_which_nothing_happened_nothing_is_raised(brightside: Brand) -> None:
    past(worse_from=0)
    health_watch.look(taken("health_watch"), cast.AT)
    assert (counted.alarms(), raised.findings(limit=5)) == ((), ())


# A check that is planned ------------------------------------------------------------------------------------------------


def contacts(hits: int, n: int, *, days: int, first: int) -> None:
    at = cast.later(days=days)
    recording.record(
        contacts=[
            Contact(
                UUID(int=first + i), Where("answering", "nothing_more"), at, complaint=i < hits, harm="staff" if i < hits else ""
            )
            for i in range(n)
        ]
    )


def changed(mara: Member, voices: Sequence[VoiceIn] = ()) -> FindingId:
    finding_id = finding_out.file(
        key="answering",
        sentence="Greet people.",
        voices=voices,
        owner_id=mara.id,
        due_on=TODAY,
        watched=Watched.COMPLAINTS,
        today=TODAY,
        by=SYSTEM,
        at=cast.AT,
    )
    contacts(60, 200, days=-30, first=1_000)
    finding_checks.changed(
        finding_id=finding_id,
        change="We greet them.",
        on=TODAY,
        check_on=TODAY + timedelta(days=30),
        watched=Watched.COMPLAINTS,
        aim=0.15,
        least=50,
        member=mara,
        at=cast.AT,
    )
    return finding_id


def comes_due(finding_id: UUID, days: int = 31) -> None:
    finding_checks.check_due(taken(str(finding_id)), cast.later(days=days))


@pytest.mark.parametrize(
    ("hits", "n", "result", "state"),
    [
        (5, 100, CheckResult.WORKED, FindingState.CHECKED),
        (33, 100, CheckResult.DID_NOT, FindingState.CHANGING),
        (1, 49, CheckResult.CANNOT, FindingState.CHANGED),
    ],
)
def test_the_figure_of_the_day_closes_it_or_not(
    mara: Member, hits: int, n: int, result: CheckResult, state: FindingState
) -> None:
    finding_id = changed(mara)
    contacts(hits, n, days=3, first=5_000)
    comes_due(finding_id)
    comes_due(finding_id, days=40)
    finding, (check,) = raised.finding(finding_id=finding_id), raised.checks(finding_id=finding_id)
    assert (check.result, finding.state) == (result, state)
    assert check.after is not None
    assert (check.after.hits, check.after.n, check.before.hits, check.before.n) == (hits, n, 60, 200)
    assert finding.worked == {CheckResult.WORKED: True, CheckResult.DID_NOT: False, CheckResult.CANNOT: None}[result]
    assert check.power == pytest.approx(0.599, abs=0.2)  # of fifty; the arithmetic is tested with its rules
    assert check.low is not None
    assert check.low < check.after.hits / check.after.n - 0.3 < (check.high or 0.0)


def test_nobody_closes_it_by_saying_so_nor_moves_a_planned_check(mara: Member) -> None:
    finding_id = changed(mara)
    with pytest.raises(Refusal, match="neither is done by a word"):
        findings.move(finding_id=finding_id, to=FindingState.CHECKED, words="It did.", member=mara, at=cast.AT)
    with pytest.raises(Refusal, match="A check is planned already"):
        finding_checks.plan_again(finding_id=finding_id, check_on=TODAY + timedelta(days=5), member=mara, at=cast.AT)
    assert raised.finding(finding_id=finding_id).state is FindingState.CHANGED


def test_where_it_could_not_be_said_another_check_is_planned_against_the_same_before(mara: Member) -> None:
    finding_id = changed(mara)
    comes_due(finding_id)
    finding_checks.plan_again(
        finding_id=finding_id, check_on=TODAY + timedelta(days=60), least=80, member=mara, at=cast.later(days=32)
    )
    contacts(4, 100, days=40, first=5_000)
    comes_due(finding_id, days=61)
    assert [(one.number, one.least, one.result) for one in raised.checks(finding_id=finding_id)] == [
        (1, 50, CheckResult.CANNOT),
        (2, 80, CheckResult.WORKED),
    ]
    assert raised.finding(finding_id=finding_id).state is FindingState.CHECKED


def test_what_is_changed_again_before_its_day_cannot_be_said(mara: Member) -> None:
    finding_id = changed(mara)
    findings.move(
        finding_id=finding_id, to=FindingState.CHANGING, words="It was not kept up.", member=mara, at=cast.later(days=2)
    )
    assert [one.result for one in raised.checks(finding_id=finding_id)] == [CheckResult.CANNOT]
    assert raised.finding(finding_id=finding_id).state is FindingState.CHANGING


def test_a_change_of_before_plans_gets_one_for_its_day(mara: Member) -> None:
    finding_id = changed(mara)
    models.Check.objects.all().delete()
    comes_due(finding_id)
    (check,) = raised.checks(finding_id=finding_id)
    assert (check.check_on, check.result) == (TODAY + timedelta(days=31), CheckResult.CANNOT)
