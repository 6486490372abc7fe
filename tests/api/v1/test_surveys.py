"""Surveys by the API: rules and figures as on the desk, each answer, and an invitation once for ever by its reference."""

from datetime import timedelta

from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, tenancy
from makegood.surveys import models
from makegood.surveys.actions import answering
from tests import cast
from tests.api.v1.conftest import World


def test_a_survey_says_its_rules(world: World) -> None:
    ask = world.machine
    (listed,) = ask.get("/surveys").json["data"]
    assert (listed["name"], listed["kind"], listed["after"], listed["share"]) == ("After the lease", "csat", "told", 1.0)
    found = ask.get(f"/surveys/{world.survey}").json
    assert found["sentence"].startswith("Whoever another system names is asked two days later how satisfied they are (1 to 5)")
    assert (found["asked"], found["rate"], found["score"], len(found["weeks"])) == (0, None, None, 12)


def test_an_invitation_waits_for_its_hour_and_its_reference_is_asked_once(world: World) -> None:
    told = {"reference": "lease 7", "email": cast.TOM_EMAIL, "touchpoint": "goods"}
    first = world.machine.post(f"/surveys/{world.survey}/invitations", told).json
    again = world.machine.post(
        f"/surveys/{world.survey}/invitations", {"reference": "lease 7", "identity_id": str(world.identity)}
    )
    assert (first["state"], again.json) == ("waiting", first)
    with tenancy.brand(world.machine.brand_id):
        assert models.Invitation.objects.get().touchpoint == "goods"


def test_an_answer_is_listed_with_its_score(world: World) -> None:
    now = clock.now()
    told = world.machine.post(f"/surveys/{world.survey}/invitations", {"reference": "lease 7", "email": cast.TOM_EMAIL}).json
    with tenancy.brand(world.machine.brand_id):
        rows = models.Invitation.objects.filter(id=told["id"])
        rows.update(state="asked", asked_at=now - timedelta(hours=2), closes_at=now + timedelta(days=9), medium="email")
        answering.answer(invitation_id=rows.get().id, score=4, by=SYSTEM, at=now)
    (one,) = world.machine.get(f"/surveys/{world.survey}/answers").json["data"]
    assert (one["id"], one["score"], one["about"], one["identity_id"]) == (told["id"], 4, "lease 7", str(world.identity))
    found = world.machine.get(f"/surveys/{world.survey}").json
    assert (found["asked"], found["rate"]) == (1, None), "whose time is not over says nothing of how many answer"
    with tenancy.brand(world.machine.brand_id):
        rows.update(closes_at=now - timedelta(minutes=1))
    rate = world.machine.get(f"/surveys/{world.survey}").json["rate"]
    assert (rate["hits"], rate["n"]) == (1, 1)
    assert (found["score"]["value"], round(found["score"]["low"], 2), found["score"]["n"]) == (100.0, 20.65, 1)


def test_nobody_is_made_up_and_a_survey_that_asks_by_itself_is_left_to_it(world: World) -> None:
    from makegood.surveys.actions import making
    from makegood.surveys.types import After, SurveyIn, SurveyKind

    where = f"/surveys/{world.survey}/invitations"
    assert world.machine.post(where, {"reference": "a", "email": "nobody@example.net"}).status == 404
    assert world.machine.post(where, {"reference": "a"}).status == 422
    assert world.machine.post(where, {"reference": "a", "email": cast.TOM_EMAIL, "touchpoint": "nowhere"}).status in (404, 422)
    with tenancy.brand(world.machine.brand_id):
        told = SurveyIn(name="After the parcel", kind=SurveyKind.CSAT, after=After.DELIVERY)
        other = making.make(told=told, by=SYSTEM, at=clock.now())
    told_off = world.machine.post(f"/surveys/{other.id}/invitations", {"reference": "a", "email": cast.TOM_EMAIL})
    assert (told_off.status, told_off.json["type"]) == (409, "urn:makegood:problem:survey_asks_itself")
    with tenancy.brand(world.machine.brand_id):
        assert models.Invitation.objects.count() == 0
