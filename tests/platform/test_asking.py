"""Questions asked together: one message, each its own answer, nothing sent that can find nothing."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from makegood.brands import models
from makegood.brands.types import Brand, Member
from makegood.platform import asking, tenancy


def test_several_questions_are_one_message_and_each_hears_its_own_rows(brightside: Brand, mara: Member) -> None:
    rows = models.Member.objects.filter(id=mara.id)
    who = asking.Question(lambda found: [type(row).__name__ + " " + row.name for row in found], rows)
    roles = asking.Question(list, rows.values_list("name", "role"))
    flat = asking.Question(list, rows.values_list("email", flat=True))
    two = asking.Question(lambda one, other: (one, other), ("SELECT 1 WHERE %s", [True]), ("SELECT 'a', 2", []))
    with CaptureQueriesContext(connection) as sent:
        asking.together(who, roles, flat, two)
        told = (who.answer, roles.answer, flat.answer, two.answer)
    assert len(sent) == 1
    assert told == (["Member Mara Lindqvist"], [("Mara Lindqvist", "lead")], [mara.email], ([(1,)], [("a", 2)]))


def test_an_instance_is_as_one_that_was_asked_for_alone(brightside: Brand) -> None:
    alone = models.Brand.objects.get(id=brightside.id)
    (found,) = asking.Question(list, models.Brand.objects.filter(id=brightside.id)).answer
    assert {f.attname: getattr(found, f.attname) for f in found._meta.concrete_fields} == {
        f.attname: getattr(alone, f.attname) for f in alone._meta.concrete_fields
    }


def test_sums_and_groups_are_answered_as_tuples(brightside: Brand, mara: Member) -> None:
    groups = models.Member.objects.filter(id=mara.id).values_list("role").annotate(Count("id")).order_by()
    assert asking.Question(dict, groups).answer == {"lead": 1}


def test_what_can_find_nothing_is_not_sent(brightside: Brand) -> None:
    nobody = asking.Question(len, models.Member.objects.filter(id__in=[]))
    with CaptureQueriesContext(connection) as sent:
        assert nobody.answer == 0
    assert len(sent) == 0


def test_an_answer_is_heard_once(brightside: Brand) -> None:
    question = asking.Question(len, models.Member.objects.all())
    with CaptureQueriesContext(connection) as sent:
        assert question.answer == question.answer
        asking.together(question)
    assert len(sent) == 1


@pytest.mark.django_db
def test_behind_an_address_the_brand_is_open_and_everything_is_answered_by_one_message() -> None:
    one = uuid4()
    brand = asking.Question(lambda found: found[0][0], ("SELECT current_setting('makegood.brand')", []))
    two = asking.Question(lambda left, right: (left, right), ("SELECT 'a'", []), ("SELECT 1 WHERE %s::bool", [False]))
    with CaptureQueriesContext(connection) as sent, asking.behind(("SELECT %s::uuid AS brand_id", [one]), brand, two) as there:
        assert len([told for told in sent.captured_queries if "SAVEPOINT" not in told["sql"]]) == 1
        assert (there, brand.answer, two.answer, tenancy.open_brand()) == (True, str(one), ([("a",)], []), one)


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_opens_no_brand_and_answers_nothing() -> None:
    question = asking.Question(len, ("SELECT 1", []))
    with asking.behind(("SELECT NULL::uuid AS brand_id WHERE false", []), question) as there:
        assert (there, question.answered, tenancy.open_brand()) == (False, False, None)


@pytest.mark.django_db
def test_behind_an_address_no_querysets_are_asked() -> None:
    question = asking.Question(len, models.Member.objects.all())
    with pytest.raises(TypeError), asking.behind(("SELECT NULL::uuid AS brand_id", []), question):
        pass
