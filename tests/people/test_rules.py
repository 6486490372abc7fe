"""How addresses are compared, what imitates what, and what evidence weighs."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses, joining, likeness, weighing
from makegood.people.types import Evidence, EvidenceKind, Identity, IdentityId, IdentityKind, LinkState, NameSource, PersonId
from tests import cast

EMAIL, PHONE, HANDLE, NUMBER = IdentityKind.EMAIL, IdentityKind.PHONE, IdentityKind.HANDLE, IdentityKind.CUSTOMER_NUMBER
MATTER = Evidence(EvidenceKind.SAME_MATTER, 7.0, "It speaks of the torch and the sweets.")
SOON = Evidence(EvidenceKind.RIGHT_TIME, 2.0, "It was written the day after.")
SAME_NAME = Evidence(EvidenceKind.SAME_NAME, weighing.SAME_NAME_BITS, "Both are called Tom Arden.")
IMITATION = Evidence(EvidenceKind.LOOKALIKE, weighing.LOOKALIKE_BITS, "It looks like another account.")


@pytest.mark.parametrize(
    ("kind", "written", "compared"),
    [
        (EMAIL, "tom.arden@example.org", "tom.arden@example.org"),
        (EMAIL, "  Tom.ARDEN@Example.ORG ", "tom.arden@example.org"),
        (EMAIL, "tom.arden+bulbs@example.org", "tom.arden+bulbs@example.org"),
        (EMAIL, "tom@bücher.example", "tom@xn--bcher-kva.example"),
        (EMAIL, "tom@XN--BCHER-KVA.example", "tom@xn--bcher-kva.example"),
        (EMAIL, "mailer-daemon@mail.local", "mailer-daemon@mail.local"),
        (EMAIL, "tom@localhost", "tom@localhost"),
        (EMAIL, "ärger@example.org", "ärger@example.org"),
        (EMAIL, "tom\u200b@example.org", "tom@example.org"),
        (PHONE, "07700 900123", "+447700900123"),
        (PHONE, "+44 (0)7700-900123", "+447700900123"),
        (PHONE, "+49 30 901820", "+4930901820"),
        (HANDLE, "Bluesky:@Tom.Example", "bluesky:tom.example"),
        (HANDLE, "mastodon:tom@social.example", "mastodon:tom@social.example"),
        (HANDLE, "x:ｔｏｍ", "x:tom"),
        (HANDLE, "x:to\u200dm", "x:tom"),
        (HANDLE, "x:STRASSE", "x:strasse"),
        (NUMBER, "  C-2041 ", "C-2041"),
    ],
)
def test_addresses_are_compared_in_one_form(kind: IdentityKind, written: str, compared: str) -> None:
    assert addresses.normalise(kind, written, region="GB") == compared


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        *(
            (EMAIL, text)
            for text in ("", "tom", "tom@", "@example.org", "tom arden@example.org", "tom@exa mple.org", "tom@-x.org", "a@b@c")
        ),
        *((EMAIL, text) for text in ("tom\x00@example.org", "tom@example.org\nbcc: x@y.example", "t" * 321 + "@example.org")),
        *((PHONE, text) for text in ("", "call me", "12", "+44 1", "+999 12345678")),
        *((HANDLE, text) for text in ("", "tom", "bluesky:", "bluesky:@", ":tom", "blue sky:tom", "x:two words")),
        *((NUMBER, text) for text in ("", "  ", "12\n34", "\u200b")),
    ],
)
def test_a_malformed_address_is_refused_by_its_kind(kind: IdentityKind, written: str) -> None:
    with pytest.raises(Refusal) as refused:
        addresses.normalise(kind, written, region="GB")
    assert (refused.value.code, list(refused.value.fields)) == ("address_malformed", [str(kind)])


def test_a_local_number_without_a_country_is_refused() -> None:
    with pytest.raises(Refusal):
        addresses.normalise(PHONE, "07700 900123", region="")


@given(
    some.sampled_from(IdentityKind),
    some.text(max_size=20),
    some.sampled_from(["{}", "x:{}", "{}@example.org", "a@{}", "+44 7700 {}"]),
)
def test_any_text_is_compared_or_refused_and_comparing_twice_changes_nothing(kind: IdentityKind, text: str, form: str) -> None:
    text = form.format(text)
    try:
        value = addresses.normalise(kind, text, region="GB")
    except Refusal:
        return
    assert addresses.normalise(kind, value, region="GB") == value


@pytest.mark.parametrize(
    ("written", "value", "name"),
    [
        ("Tom Arden", "", "Tom Arden"),
        ('  "Tom   Arden" ', "", "Tom Arden"),
        ("Tom\u200b\nArden", "", "Tom Arden"),
        ("tom.arden@example.org", "tom.arden@example.org", ""),
        ("tom.example", "bluesky:tom.example", ""),
        ("T" * 300, "", "T" * 200),
    ],
)
def test_a_name_is_cleaned_and_an_address_is_no_name(written: str, value: str, name: str) -> None:
    assert addresses.clean_name(written, value=value) == name


@pytest.mark.parametrize(
    ("handle", "other"),
    [
        (cast.TOM_HANDLE, cast.LOOKALIKE_HANDLE),
        ("bluesky:tomarden.example", "bluesky:t0marden.example"),
        ("bluesky:tomarden.example", "mastodon:tornarden.example"),
        ("x:brightside", "x:brightslde"),
        ("x:paypal", "x:paypaI"),
        ("x:billlamp", "x:bi11lamp"),
        ("x:tom_arden", "x:tomarden"),
        ("x:anna", "x:ana"),
        ("x:tomarden", "x:tomardenn"),
        ("x:tomarden", "x:tomraden"),
        ("x:tomarden", "x:tоmarden"),  # a Cyrillic o
        ("x:wwalker", "x:vvwalker"),
    ],
)
def test_imitations_look_alike_both_ways(handle: str, other: str) -> None:
    assert likeness.looks_alike(handle, other)
    assert likeness.looks_alike(other, handle)


@pytest.mark.parametrize(
    ("handle", "other"),
    [
        (cast.TOM_HANDLE, cast.TOM_HANDLE),
        ("x:tomarden", "mastodon:tomarden"),  # the same name elsewhere
        ("x:tomarden", "mastodon:tom.arden"),
        ("x:tom", "x:tim"),
        ("x:tomarden", "x:ana.duarte"),
        ("x:tomarden", "x:tomarden_lamps"),
    ],
)
def test_other_handles_do_not_look_alike(handle: str, other: str) -> None:
    assert not likeness.looks_alike(handle, other)


@given(some.text("abcdo01lirnm_.", max_size=8), some.text("abcdo01lirnm_.", max_size=8))
def test_looking_alike_has_no_direction(a: str, b: str) -> None:
    assert likeness.looks_alike(f"x:{a}", f"x:{b}") == likeness.looks_alike(f"x:{b}", f"x:{a}")
    assert likeness.distance(a, b) == likeness.distance(b, a)
    assert abs(len(a) - len(b)) <= likeness.distance(a, b) <= max(len(a), len(b))


@pytest.mark.parametrize(
    ("a", "b", "kind", "bits"),
    [
        ("Tom Arden", "tom arden", EvidenceKind.SAME_NAME, 7.0),
        ("Tom Arden", "Arden, Tom", EvidenceKind.SAME_NAME, 7.0),
        ("José Peña", "Jose Pena", EvidenceKind.SAME_NAME, 7.0),
        ("Tom Arden", "T. Arden", EvidenceKind.SIMILAR_NAME, 4.0),
        ("Tom Arden", "tomarden", EvidenceKind.SIMILAR_NAME, 4.0),
        ("Tom Arden", "Tom Ardenn", EvidenceKind.SIMILAR_NAME, 4.0),
        ("Tom", "Tom", EvidenceKind.SIMILAR_NAME, 2.0),
    ],
)
def test_names_are_weak_evidence(a: str, b: str, kind: EvidenceKind, bits: float) -> None:
    found = likeness.name_evidence(a, b)
    assert found is not None
    assert (found.kind, found.bits) == (kind, bits)


@pytest.mark.parametrize(
    ("a", "b"), [("Tom Arden", "Ana Duarte"), ("Tom Arden", "Tom Baker"), ("Tom Arden", ""), ("", ""), ("Tom", "Tim")]
)
def test_other_names_say_nothing(a: str, b: str) -> None:
    assert likeness.name_evidence(a, b) is None


def test_evidence_adds_up_in_bits() -> None:
    assert weighing.weigh([]) == pytest.approx(2**-10 / (1 + 2**-10))
    assert weighing.weigh([SAME_NAME]) == pytest.approx(1 / 9)
    assert weighing.weigh([SAME_NAME, MATTER, SOON]) == pytest.approx(64 / 65)
    assert weighing.weigh([SAME_NAME, MATTER, SOON, IMITATION]) == pytest.approx(2**-14 / (1 + 2**-14))


def test_two_of_a_kind_count_once() -> None:
    assert weighing.weigh([SAME_NAME, SAME_NAME, MATTER]) == weighing.weigh([SAME_NAME, MATTER])


def test_a_name_alone_is_never_asked_about() -> None:
    sure = Evidence(EvidenceKind.SAME_NAME, 30.0, "There is only one of that name.")
    assert not weighing.is_worth_asking([sure])
    assert not weighing.is_worth_asking([SAME_NAME])
    assert not weighing.is_worth_asking([SOON])
    assert weighing.is_worth_asking([SAME_NAME, MATTER])
    assert not weighing.is_worth_asking([SAME_NAME, MATTER, IMITATION])


def test_weak_evidence_is_never_shown_as_certain() -> None:
    assert weighing.shown_probability([SAME_NAME, Evidence(EvidenceKind.SAME_MATTER, 40.0, "")]) == 0.995


# Who belongs together ------------------------------------------------------------------------------------------------


def identity(
    number: int, kind: IdentityKind, person: int | None = None, name: str = "", source: int = 1, shown: str = ""
) -> Identity:
    return Identity(
        id=IdentityId(UUID(int=number)),
        kind=kind,
        value=f"{number}",
        shown=shown or f"address {number}",
        name=name,
        person_id=PersonId(UUID(int=person if person is not None else number)),
        verified=False,
        name_source=NameSource(source),
    )


def pair(a: int, b: int) -> joining.Pair:
    return joining.ordered(UUID(int=a), UUID(int=b))


@pytest.mark.parametrize(
    ("identities", "name"),
    [
        ([identity(1, EMAIL)], "address 1"),
        ([identity(2, EMAIL), identity(1, HANDLE, shown="bluesky:Tom.example")], "Tom.example"),
        ([identity(1, EMAIL), identity(2, HANDLE, name="Tommy")], "Tommy"),
        ([identity(1, EMAIL, name="Tom"), identity(2, HANDLE, name="Tom Arden")], "Tom Arden"),
        ([identity(1, EMAIL, name="Tom A", source=2), identity(2, HANDLE, name="Tom Arden the bulb man")], "Tom A"),
        ([identity(1, EMAIL, name="Tom Arden", source=2), identity(2, HANDLE, name="Tom", source=3)], "Tom"),
    ],
)
def test_a_person_is_called_by_the_best_known_name(identities: list[Identity], name: str) -> None:
    assert addresses.person_name(identities) == name
    assert addresses.person_name(identities[::-1]) == name


def test_what_a_member_refused_is_not_planned_again_for_the_whole_person() -> None:
    identities = [identity(1, EMAIL, 1), identity(2, NUMBER, 1), identity(3, EMAIL, 3)]
    for state in (LinkState.REFUSED, LinkState.UNDONE):
        assert joining.plan_joins(identities=identities, ties=[pair(2, 3)], links={pair(1, 3): state}) == []
    assert joining.plan_joins(identities=identities, ties=[pair(2, 3)], links={}) == [(pair(2, 3), LinkState.LIVE)]


def test_a_plan_counts_what_it_has_joined_itself() -> None:
    """Two e-mail addresses by one telephone, in one batch: the first is joined, the second is a question."""
    identities = [identity(1, EMAIL), identity(2, PHONE), identity(3, EMAIL)]
    plan = joining.plan_joins(identities=identities, ties=[pair(1, 2), pair(2, 3)], links={})
    assert plan == [(pair(1, 2), LinkState.LIVE), (pair(2, 3), LinkState.SUGGESTED)]


@given(some.lists(some.tuples(some.integers(0, 9), some.integers(0, 9)), max_size=30), some.randoms())
def test_components_are_those_of_a_walk_whatever_the_order(edges: list[tuple[int, int]], chance: "object") -> None:
    nodes = [UUID(int=i) for i in range(10)]
    pairs = [(UUID(int=a), UUID(int=b)) for a, b in edges]
    found = {frozenset(part) for part in joining.components(nodes, pairs)}
    chance.shuffle(pairs)  # type: ignore[attr-defined]
    assert {frozenset(part) for part in joining.components(nodes, pairs)} == found
    assert found == {frozenset(walk(node, pairs)) for node in nodes}


def walk(start: UUID, pairs: list[joining.Pair]) -> set[UUID]:
    """Everything that can be reached from here, step by step: the slow recount."""
    reached, edge = {start}, [start]
    while edge:
        here = edge.pop()
        for there in {b for a, b in pairs if a == here} | {a for a, b in pairs if b == here}:
            if there not in reached:
                reached.add(there)
                edge.append(there)
    return reached


@given(
    some.from_regex(r"[A-Za-z0-9._+-]{1,70}@([A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z0-9-]{1,40}", fullmatch=True)
    | some.from_regex(r"[a-z.]{1,6}@(xn--)?[a-z-]{1,6}\.?(org|1|x)", fullmatch=True)
)
def test_a_mail_address_as_nearly_everybody_writes_it_is_read_no_other_way_than_the_long_one(address: str) -> None:
    def read() -> str:
        try:
            return addresses._email(address)
        except Refusal:
            return "malformed"

    quickly = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "_LONGEST_USUAL", 0)
        assert read() == quickly


def test_the_usual_way_of_writing_a_mail_address_is_read_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "validate_email", None)
    assert addresses._email("Tom.Smith+Shop@Post.Example-1.org") == "tom.smith+shop@post.example-1.org"


def test_what_fits_several_is_shared_among_them() -> None:
    """Odds of 1 : 2 each: alone a third, of two a quarter each, and a half that it is neither."""
    assert weighing.against_others([1 / 3]) == [0.0]
    assert weighing.against_others([1 / 3, 1 / 3]) == pytest.approx([-0.58496, -0.58496], abs=1e-5)
    alone = Evidence(EvidenceKind.SAME_MATTER, 9.0, "It speaks of the torch.")
    others = Evidence(EvidenceKind.OTHERS_FIT, weighing.against_others([1 / 3, 1 / 3])[0], "It fits others of ours as well.")
    assert weighing.weigh([alone, others]) == pytest.approx(0.25)
