"""Every table is either behind the border of brands or on the short list of those that hold no content."""

import re

import pytest
from django.db import connection

from makegood.kernel.events import Event
from makegood.platform import journal

pytestmark = pytest.mark.django_db

WITHOUT_A_BRAND = {
    "django_migrations", "django_content_type", "django_session", "auth_user", "auth_group", "auth_permission", "auth_user_groups",
    "auth_group_permissions", "auth_user_user_permissions", "account_emailaddress", "account_emailconfirmation",
    "brands_address",  # slug → brand
    "api_door",  # token → brand
    "api_token",  # token → brand
    "api_bucket",  # how fast a token asks
    "desk_onetimelink",  # token → user
    "own_pages_pagekey",  # token → brand
}  # fmt: skip
SEE_ACROSS = {  # SECURITY DEFINER
    "platform_due_work",  # ids and kinds only
    "brands_memberships_of",  # one account's own brands
    "views_search",  # filters by the set brand
    "people_named",  # likewise
    "gestures_budget_matches_ledger",  # triggers: they compare a row with its own ledger
    "gestures_ledger_adds_up",
    "coupons_used_is_booked",
}


def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def tables() -> set[str]:
    return {str(name) for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def guarded() -> set[str]:
    return tables() - WITHOUT_A_BRAND


def test_every_other_table_holds_its_brand_and_forces_the_border() -> None:
    loose = []
    for table in sorted(guarded()):
        (secured, forced), *_ = rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table)
        policies = rows("SELECT qual, with_check FROM pg_policies WHERE tablename = %s", table)
        right = bool(policies) and all("makegood.brand" in str(q) and "makegood.brand" in str(w) for q, w in policies)
        if not (secured and forced and right):
            loose.append(table)
    assert loose == []


def test_every_border_asks_once_a_statement_which_brand_is_open() -> None:
    """By a query of its own, so that no plan is made for one brand and kept for all (`borders`)."""
    asked = r"^\(\w+ = \( SELECT \(NULLIF\(current_setting\('makegood\.brand'"
    bare = [
        table
        for table, *told in rows("SELECT tablename, qual, with_check FROM pg_policies")
        if not all(re.match(asked, str(one)) for one in told)
    ]
    assert bare == []


def test_the_tables_without_a_brand_are_those_on_the_list() -> None:
    behind = {
        str(t) for (t,) in rows("SELECT DISTINCT table_name FROM information_schema.columns WHERE column_name = 'brand_id'")
    }
    assert (WITHOUT_A_BRAND & behind) <= {"brands_address", "api_door", "api_token", "api_bucket", "own_pages_pagekey"}
    assert {t for t in tables() if t.startswith(("auth_", "account_", "django_"))} <= WITHOUT_A_BRAND


def test_every_reference_between_brands_rows_carries_the_brand() -> None:
    keys = rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
    )
    plain = [
        f"{table}.{name}"
        for table, name, text in keys
        if table in guarded() and not str(text).startswith(("FOREIGN KEY (brand_id,", "FOREIGN KEY (brand_id)"))
    ]
    assert plain == []


def test_only_what_is_named_has_a_key_to_be_named_by() -> None:
    """A unique key of (brand_id, id) costs an index entry a row: what is written with every message has none that nobody uses."""
    named = {str(table) for (table,) in rows("SELECT DISTINCT confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'")}
    keyed = {
        str(table)
        for (table,) in rows(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = conrelid::regclass::text || '_border'"
        )
    }
    unused = {"platform_journal", "platform_work", "understanding_reading", "cases_casemessage", "cases_segment", "people_fact"}
    assert unused & (keyed | named) == set()
    assert {"cases_case", "channels_message", "people_identity"} <= keyed & named


def test_every_column_that_names_a_row_is_a_reference() -> None:
    """A uuid column …_id of a guarded table either is a composite foreign key or stands here with its reason."""
    columns = rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'uuid' "
        "AND column_name LIKE '%%\\_id' AND column_name <> 'brand_id'"
    )
    references = {
        (str(table), column)
        for table, text in rows(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        )
        for column in re.findall(r"\(brand_id, (\w+)(?:, \w+)*\) REFERENCES", str(text))
    }
    loose = {f"{table}.{column}" for table, column in columns if table in guarded() and (table, column) not in references}
    assert loose <= LOOSE_FOR_A_REASON, sorted(loose - LOOSE_FOR_A_REASON)


LOOSE_FOR_A_REASON = {
    "platform_journal.actor_id",  # a member, an identity or nobody: facts outlive those who made them
    "platform_journal.identity_id",  # the journal stands below the people
    "platform_journal.case_id",  # and below the cases
    "gestures_grant.occasion_id",  # an occasion is a case, a birthday, an incident: gestures know no more than kind and id
    "gestures_ledgerrow.occasion_id",
    "makegoods_makegood.occasion_id",
    "calls_call.occasion_id",
    "letters_letter.occasion_id",
    "counter_touch.occasion_id",
    "bursts_voice.person_id",  # who spoke, as it was known then: a person is a mapping, not a row
    "coupons_pool.occasion_id",
    "experiments_entry.occasion_id",
    "discussions_discussion.occasion_id",
    "statements_statement.occasion_id",
    "statements_told.person_id",  # whose address it was when they were told: a person is a mapping, not a row
    "segments_member.person_id",  # who fits: a person is a mapping, not a row
    "sales_terms.occasion_id",  # an incident, say: sales stand below it
    "signals_signal.attached_id",  # an incident: it stands above what machines tell
    "rota_alarm.occasion_id",  # a case: it stands above the rota
    "visits_visit.case_id",  # likewise above the visits
    "needs_acted.occasion_id",  # likewise: a case, a step of a plan, a visit
    "promises_promise.case_id",  # promises stand below the cases
    "touchpoints_contact.case_id",  # and so do touchpoints: below cases and channels, and beside the people
    "touchpoints_presence.case_id",
    "touchpoints_voice.case_id",
    "touchpoints_voice.identity_id",
    "touchpoints_voice.message_id",
    "touchpoints_telling.case_id",
    "touchpoints_telling.identity_id",
    "touchpoints_telling.outgoing_id",
    "people_identity.born_person_id",  # a person is no row but a mapping over identities
    "api_doorsecret.door_id",  # the door is in the map token → brand, which has no brand's border
    "api_heard.door_id",
    "api_answer.token_id",  # likewise the token
}


def test_each_function_that_sees_across_brands_is_known_and_pins_its_search_path() -> None:
    found = rows(
        "SELECT proname, coalesce(array_to_string(proconfig, ','), ''), proowner::regrole::text FROM pg_proc "
        "WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert {str(name) for name, _, _ in found} <= SEE_ACROSS
    assert [name for name, config, _ in found if "search_path=" not in str(config)] == []
    assert {str(owner) for _, _, owner in found} == {"makegood_search"}


def test_the_app_may_not_change_what_is_append_only() -> None:
    append_only = {
        str(t)
        for (t,) in rows(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE '%%_is_append_only'"
        )
    }
    assert "platform_journal" in append_only
    rights = rows(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'makegood_app' "
        "AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')"
    )
    assert [table for table, _ in rights if table in append_only] == []


def every_event(base: type[Event]) -> list[type[Event]]:
    return [found for child in base.__subclasses__() for found in [child, *every_event(child)]]


@pytest.mark.parametrize(
    "event", sorted((e for e in every_event(Event) if e.__module__.startswith("makegood.")), key=lambda e: e.kind())
)
def test_every_fact_has_a_sentence_that_it_can_fill(event: type[Event]) -> None:
    fields = set(event.__dataclass_fields__) | {"by", "person", "case"}
    assert event.sentence[0].isupper() or event.sentence[0] in "{’"
    assert set(re.findall(r"{(\w+)}", event.sentence)) <= fields
    assert journal.sentence_of(event.kind()) == event.sentence
