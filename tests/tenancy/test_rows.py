"""Every brand-owned table, by raw SQL as the app: another brand's rows can be neither read, changed, taken, referenced nor searched."""

import re
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from makegood.platform import tenancy
from tests.house.test_borders import guarded, rows
from tests.tenancy.conftest import TwoBrands


def count(table: str, condition: str = "true") -> int:
    return int(str(rows(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0]))


def brand_column(table: str) -> str:
    return "id" if table == "brands_brand" else "brand_id"


def test_the_full_brand_has_rows_in_nearly_every_table(two: TwoBrands) -> None:
    """Otherwise the tests below would prove nothing."""
    with tenancy.brand(two.full):
        empty = {table for table in guarded() if count(table) == 0}
    assert empty <= EMPTY_IN_THIS_STORY, empty - EMPTY_IN_THIS_STORY


EMPTY_IN_THIS_STORY = {
    "bursts_burst", "bursts_excursion",
    "incidents_incident", "incidents_counter", "incidents_member", "incidents_signal", "incidents_cohort", "incidents_affected", "incidents_letter", "incidents_lettercase",
    "channels_attachment", "channels_hold", "channels_outlet", "channels_rawitem", "gestures_policyversion", "orders_parcelevent", "outcomes_thanks",
    "outcomes_standing", "outcomes_standingstep", "people_consent", "needs_need", "needs_acted", "needs_audience", "choices_offer", "choices_alternative", "people_hint", "platform_work",
    "understanding_correction", "api_doorsecret", "api_heard", "brands_holiday", "views_tally", "outcomes_standingchange",
    "people_evidence", "people_link", "brands_dayoff", "visitors_visitor", "visitors_allowance",
    "cases_caseaway", "cases_sideparty", "channels_acknowledged", "watch_channelspell", "webhooks_webhook", "webhooks_delivery", "webhooks_attempt", "webhooks_reach",
    "discussions_discussion", "discussions_answerer", "discussions_participant", "discussions_question", "discussions_vote", "discussions_answer",
    "coupons_pool", "coupons_slot", "coupons_claim", "coupons_ledgerrow",
    "channels_knock", "own_pages_pagelink", "questions_question", "surveys_survey", "surveys_invitation", "surveys_spared", "surveys_houserule", "understanding_largemodel", "understanding_largecall", "understanding_training",
    "signals_saidword", "signals_signal", "signals_checkout", "signals_counted",
    "experiments_salt", "experiments_trial", "experiments_entry", "experiments_followed", "experiments_thing", "experiments_figures", "both_ways_version",
    "sales_sale", "sales_terms", "sales_place", "sales_told",
    "statements_statement", "statements_wording", "statements_approval", "statements_update", "statements_telling", "statements_told", "statements_notice",
    "statements_subscriber",
    "channels_discipline", "people_watched", "contests_contest", "contests_entry", "contests_step", "segments_segment", "segments_member", "channels_suppressed", "channels_byhand",
    "rota_layer", "rota_change", "rota_contact", "rota_settings", "rota_alarm", "rota_ring", "visits_resource", "visits_visit", "guests_rule", "guests_guest",
    "calls_call", "letters_letter", "letters_batch", "counter_touch",
    "reports_letter", "reports_letterreader", "reports_lettersent",
    "relationships_programme", "relationships_occasion", "health_daycount", "health_alarm", "touchpoints_check", "touchpoints_presence",
    "advocacy_link", "advocacy_referral", "advocacy_entry", "advocacy_earned", "advocacy_setting",
}  # fmt: skip


def test_without_a_brand_every_table_is_empty(two: TwoBrands) -> None:
    assert {table: count(table) for table in guarded() if count(table)} == {}


def test_another_brand_reads_nothing(two: TwoBrands) -> None:
    with tenancy.brand(two.other):
        seen = {t: count(t, f"{brand_column(t)} <> '{two.other}'") for t in guarded()}
    assert {table: n for table, n in seen.items() if n} == {}


def test_another_brand_changes_and_takes_nothing(two: TwoBrands) -> None:
    with tenancy.brand(two.full):
        before = {table: count(table) for table in guarded()}
    for table in sorted(guarded()):
        for statement in (
            f"UPDATE {table} SET {brand_column(table)} = {brand_column(table)} WHERE {brand_column(table)} = '{two.full}'",
            f"DELETE FROM {table} WHERE {brand_column(table)} = '{two.full}'",
        ):
            assert touched(two.other, statement) == 0, statement
    with tenancy.brand(two.full):
        assert {table: count(table) for table in guarded()} == before


def touched(brand_id: UUID, statement: str) -> int:
    """How many rows a statement reached for a brand; 0 where the database refuses it altogether."""
    try:
        with tenancy.brand(brand_id), connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


def test_no_row_can_be_written_into_another_brand(two: TwoBrands) -> None:
    allowed = []
    for table in sorted(guarded()):
        with tenancy.brand(two.full):
            columns = [str(c) for (c,) in rows("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)]
            sample = rows(f"SELECT to_jsonb(t) FROM {table} t LIMIT 1")
        if not sample:
            continue
        names = ", ".join(f'"{c}"' for c in columns)
        with tenancy.brand(two.full), connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t LIMIT 1")
            told = cursor.fetchone()[0]
        statement = f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
        if written(two.other, statement, told):
            allowed.append(table)
    assert allowed == []


def written(brand_id: UUID, statement: str, told: str) -> bool:
    try:
        with tenancy.brand(brand_id), connection.cursor() as cursor:
            cursor.execute(statement, [told])
    except DatabaseError as no:
        return "row-level security" not in str(no)  # any other reason would prove nothing
    return True


def test_no_row_can_reference_another_brands_row(two: TwoBrands) -> None:
    """For every composite key: a row of one's own that names the other brand's row is refused by the database."""
    keys = rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND pg_get_constraintdef(oid) LIKE 'FOREIGN KEY (brand_id,%%'"
    )
    assert len(keys) >= 30
    accepted = []
    for table, target, definition in keys:
        (column,) = re.findall(r"\(brand_id, (\w+)[,)]", str(definition))[:1]
        if not refused(two, str(table), str(target), column):
            accepted.append(f"{table}.{column}")
    assert accepted == []


def refused(two: TwoBrands, table: str, target: str, column: str) -> bool:
    with tenancy.brand(two.full):
        theirs = rows(f"SELECT id FROM {target} LIMIT 1")
        sample = rows(f"SELECT to_jsonb(t)::text FROM {table} t LIMIT 1")
    if not theirs or not sample:
        return True
    change = f"jsonb_build_object('id', gen_random_uuid(), 'brand_id', '{two.other}', '{column}', %s::text)"
    statement = f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s::jsonb || {change})).*"
    try:
        with tenancy.brand(two.other), connection.cursor() as cursor:
            cursor.execute(statement, [sample[0][0], str(theirs[0][0])])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as violation:
        return "foreign key" in str(violation) or "unique" in str(violation) or "check" in str(violation)
    except DatabaseError:
        return True
    return False


def test_a_search_finds_nothing_across_the_border_and_nothing_without_a_brand(two: TwoBrands) -> None:
    from makegood.views import queries as views
    from tests import cast

    def found(brand_id: UUID) -> int:
        with tenancy.brand(brand_id):
            return len(views.inbox(which="all", owner_id=None, search="torch", cursor="", limit=20, at=cast.later(hours=2)).rows)

    assert (found(two.full), found(two.other)) == (1, 0)
    with transaction.atomic():
        assert rows("SELECT * FROM views_search('torch', '{}'::text[], now(), gen_random_uuid(), 10)") == []
        assert rows("SELECT * FROM people_named('%%a%%', '{}'::text[], 10)") == []


def test_the_worker_never_holds_two_brands(two: TwoBrands) -> None:
    """Draining one brand's work inside another's is a bug that stops at once."""
    from makegood.platform import draining, jobs
    from tests import cast

    with tenancy.brand(two.other):
        for consumer in jobs.known().values():
            with pytest.raises(tenancy.AnotherBrand):
                draining.drain(two.full, consumer, at=cast.later(days=3))
