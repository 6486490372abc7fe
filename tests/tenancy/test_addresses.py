"""Every address of the desk and every door, asked with another brand's ids: the same answer as for what does not exist, nothing changed."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from makegood.platform import tenancy
from tests import cast, looks
from tests.house.test_borders import guarded, rows
from tests.tenancy.conftest import TwoBrands

SECRET_WORDS = ("Tom Arden", cast.TOM_EMAIL, "Pocket torch", "A patient man")


def patterns(
    resolver: Any, names: tuple[str, ...] = (), above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """(name, parameters) of every address under /b/<slug>/."""
    for one in resolver.url_patterns:
        parameters = above | frozenset(getattr(one.pattern, "converters", {}))
        if isinstance(one, URLResolver):
            yield from patterns(one, (*names, *([one.namespace] if one.namespace else [])), parameters)
        elif isinstance(one, URLPattern) and one.name:
            yield ":".join((*names, one.name)), parameters


PARAMETERS = {name: parameters - {"slug"} for name, parameters in patterns(get_resolver()) if name.startswith("desk:")}


def addresses() -> list[str]:
    return sorted(set(PARAMETERS) - WITHOUT_A_BRAND)


WITHOUT_A_BRAND = {"desk:home", "desk:enter", "desk:density"}


def ids(brand_id: UUID) -> dict[str, Any]:
    """One real id of every kind in the full brand."""

    def one(statement: str) -> Any:
        found = rows(statement)
        return found[0][0] if found else uuid4()

    with tenancy.brand(brand_id):
        return {
            "number": 1,
            "person_id": one("SELECT person_id FROM people_identity LIMIT 1"),
            "link_id": one("SELECT id FROM people_link LIMIT 1"),
            "message_id": one("SELECT id FROM channels_message LIMIT 1"),
            "makegood_id": one("SELECT id FROM makegoods_makegood LIMIT 1"),
            "step_id": one("SELECT id FROM makegoods_step LIMIT 1"),
            "raw_id": one("SELECT id FROM channels_rawitem LIMIT 1"),
            "attachment_id": one("SELECT id FROM channels_attachment LIMIT 1"),
            "outgoing_id": one("SELECT id FROM channels_outgoing LIMIT 1"),
            "work_id": uuid4(),
            "token": "nobody",
            "batch_id": one("SELECT id FROM letters_batch LIMIT 1"),
            "call_id": one("SELECT id FROM cases_call LIMIT 1"),
            "conversation_id": one("SELECT id FROM channels_conversation LIMIT 1"),
            "offer_id": one("SELECT id FROM choices_offer LIMIT 1"),
            "need_id": one("SELECT id FROM needs_need LIMIT 1"),
            "promise_id": one("SELECT id FROM promises_promise LIMIT 1"),
            "channel_id": one("SELECT id FROM channels_channel LIMIT 1"),
            "webhook_id": one("SELECT id FROM webhooks_webhook LIMIT 1"),
            "delivery_id": one("SELECT id FROM webhooks_delivery LIMIT 1"),
            "rule_id": one("SELECT id FROM channels_senderrule LIMIT 1"),
            "finding_id": one("SELECT id FROM touchpoints_finding LIMIT 1"),
            "discussion_id": one("SELECT id FROM discussions_discussion LIMIT 1"),
            "question_id": one("SELECT id FROM discussions_question LIMIT 1"),
            "trial_id": one("SELECT id FROM experiments_trial LIMIT 1"),
            "contest_id": one("SELECT id FROM contests_contest LIMIT 1"),
            "entry_id": one("SELECT id FROM contests_entry LIMIT 1"),
            "survey_id": one("SELECT id FROM surveys_survey LIMIT 1"),
            "segment_id": one("SELECT id FROM segments_segment LIMIT 1"),
            "referral_id": one("SELECT id FROM advocacy_referral LIMIT 1"),
            "deed_id": one("SELECT id FROM advocacy_entry LIMIT 1"),
            "layer_id": one("SELECT id FROM rota_layer LIMIT 1"),
            "change_id": one("SELECT id FROM rota_change LIMIT 1"),
            "alarm_id": one("SELECT id FROM rota_alarm LIMIT 1"),
            "visit_id": one("SELECT id FROM visits_visit LIMIT 1"),
            "resource_id": one("SELECT id FROM visits_resource LIMIT 1"),
            "sale_id": one("SELECT id FROM sales_sale LIMIT 1"),
            "programme_id": one("SELECT id FROM relationships_programme LIMIT 1"),
            "occasion_id": one("SELECT id FROM relationships_occasion LIMIT 1"),
            "pool_id": one("SELECT id FROM coupons_pool LIMIT 1"),
            "place_id": one("SELECT id FROM sales_place LIMIT 1"),
            "signal_id": one("SELECT id FROM signals_signal LIMIT 1"),
            "letter_id": one("SELECT id FROM incidents_letter LIMIT 1"),
            "notice_id": one("SELECT id FROM statements_notice LIMIT 1"),
            "nth": 0,
            "month": "2026-02",
            "key": "delivery",
            "kind": "email",
        }


def url(name: str, slug: str, known: dict[str, Any]) -> str:
    lacking = PARAMETERS[name] - set(known)
    assert not lacking, f"{name} takes {lacking}, which this test does not know: add them to ids()"
    return reverse(name, kwargs={"slug": slug, **{key: known[key] for key in PARAMETERS[name]}})


def entered(user_id: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def counts(brand_id: UUID) -> dict[str, int]:
    found = looks.counts(brand_id)
    return {table: found[table] for table in guarded()}


@pytest.fixture
def known(two: TwoBrands) -> dict[str, Any]:
    return ids(two.full)


def test_there_are_addresses_to_try() -> None:
    assert len(addresses()) >= 25


def test_a_stranger_is_answered_as_if_the_brand_did_not_exist(two: TwoBrands, known: dict[str, Any]) -> None:
    stranger, before = entered(two.stranger), counts(two.full)
    for name in addresses():
        theirs, nowhere = url(name, two.full_slug, known), url(name, "no-such-brand", known)
        for method in ("get", "post", "delete"):
            answer, unknown = getattr(stranger, method)(theirs), getattr(stranger, method)(nowhere)
            assert (answer.status_code, answer.content.replace(two.full_slug.encode(), b"")) == (
                unknown.status_code,
                unknown.content.replace(b"no-such-brand", b""),
            ), f"{method} {theirs}"
            assert answer.status_code in (404, 405), f"{method} {theirs}: {answer.status_code}"
    assert counts(two.full) == before


def test_ids_of_another_brand_lead_nowhere_under_ones_own(two: TwoBrands, known: dict[str, Any]) -> None:
    stranger, before = entered(two.stranger), counts(two.full)
    form = {
        "text": "mine now",
        "how": "x",
        "reason": "x",
        "name": "x",
        "field": "act",
        "now": "praise",
        "member_id": str(uuid4()),
    }
    for name in addresses():
        address = url(name, two.other_slug, known)
        for method in ("get", "post", "delete"):
            answer = getattr(stranger, method)(address, form if method == "post" else {})
            told = answer.content.decode(errors="replace")
            assert not [word for word in SECRET_WORDS if word in told], f"{method} {address}"
            assert answer.status_code < 500, f"{method} {address}"
    assert counts(two.full) == before


def test_nobody_enters_without_signing_in(two: TwoBrands, known: dict[str, Any]) -> None:
    for name in addresses():
        for method in ("get", "post"):
            answer = getattr(Client(), method)(url(name, two.full_slug, known))
            assert answer.status_code in (302, 401, 403, 404, 405), f"{method} {name}: {answer.status_code}"
            assert b"Tom Arden" not in answer.content


def test_the_team_itself_sees_its_pages(two: TwoBrands, known: dict[str, Any]) -> None:
    """Otherwise the tests above would prove nothing."""
    insider = entered(two.insider)
    assert b"Tom" in insider.get(url("desk:case", two.full_slug, known)).content
    assert insider.get(url("desk:person", two.full_slug, known)).status_code == 200
    assert b"Tom" in insider.get(url("desk:inbox", two.full_slug, known)).content
