"""Tokens: made once, shown once, kept as a hash, revoked at once; by command as well."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.api import tokens
from makegood.api.models import Token
from makegood.commands import main as command
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import clock, journal, tenancy
from tests import cast
from tests.api.v1.conftest import Let, Machine


def test_a_token_opens_nothing_once_it_is_revoked_or_has_expired(let_in: Let) -> None:
    gone, short = let_in(), let_in(expires_at=datetime.now(UTC) + timedelta(hours=1))
    assert [one.get("/channels").status for one in (gone, short)] == [200, 200]
    with tenancy.brand(gone.brand_id):
        tokens.revoke(name=gone.name, by=SYSTEM, at=clock.now())
        shown = {one.name: one for one in tokens.shown()}
        with pytest.raises(Refusal) as unknown:
            tokens.revoke(name=gone.name, by=SYSTEM, at=clock.now())
    row = Token.objects.get(machine_id=short.machine_id)
    row.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    Token.objects.filter(id=row.id).delete()
    row.save(force_insert=True)
    assert [one.get("/channels").status for one in (gone, short)] == [401, 401]
    assert (shown[gone.name].scopes, shown[gone.name].revoked_at is not None) == ((), True)
    assert shown[gone.name].last_used_on == datetime.now(UTC).date()
    assert unknown.value.code == "no_token"


def test_only_its_hash_is_kept_and_no_journal_holds_it(till: Machine) -> None:
    assert not Token.objects.filter(token_hash=till.token).exists()
    with tenancy.brand(till.brand_id):
        told = str([entry.data for entry in journal.latest(limit=200)])
    assert till.token not in told
    assert till.token[-8:] not in told


def test_a_mistyped_one_is_told_without_a_look_into_the_database(till: Machine) -> None:
    assert tokens.is_well_formed(till.token)
    assert till.token.startswith("mgd_")
    for wrong in (
        till.token[:-1],
        till.token.replace("mgd_", "mgx_"),
        till.token[:10] + "é" + till.token[11:],
        till.token + "\n",
    ):
        assert not tokens.is_well_formed(wrong)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"scopes": ["people:read", "people:eat"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"expires_at": cast.later(days=-1)}, "expires"),
        ({"per_minute": 0}, "per_minute"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
    ],
)
def test_a_malformed_one_is_not_made(till: Machine, told: dict[str, object], field: str) -> None:
    with tenancy.brand(till.brand_id):
        before = len(tokens.shown())
        with pytest.raises(Refusal) as refusal:
            tokens.make(**{"name": "Till", "scopes": ["people:read"], "by": SYSTEM, "at": cast.AT, **told})  # type: ignore[arg-type]
        assert list(refusal.value.fields) == [field]
        assert len(tokens.shown()) == before


def test_the_commands_make_show_and_revoke(
    committed_brightside: UUID, django_db_blocker: DjangoDbBlocker, capsys: pytest.CaptureFixture[str]
) -> None:
    from makegood.brands import queries as brands

    def run(*words: str) -> tuple[int, str, str]:
        code = command.main(["token", *words, "--brand", slug])
        said = capsys.readouterr()
        return code, said.out, said.err

    with django_db_blocker.unblock():
        with tenancy.brand(committed_brightside):
            slug = brands.current().slug
        code, out, _ = run("create", "Data warehouse", "--scopes", "read", "--expires", "2999-12-31")
        token = out.split()[1]
        machine = Machine(committed_brightside, token, cast.NOBODY, "Data warehouse")
        assert (code, machine.get("/people").status, machine.post("/people", {"email": "a@example.org"}).status) == (0, 200, 403)
        code, out, _ = run("list")
        assert (code, token in out) == (0, False)
        assert f"Data warehouse …{token[-8:]}" in out
        assert "good until 3000-01-01 00:00 UTC" in out
        assert run("create", "Data warehouse", "--scopes", "all")[0::2] == (
            2,
            "makegood: name: “Data warehouse” works here already. Choose another name.\n",
        )
        assert run("create", "X", "--scopes", "all", "--expires", "tomorrow")[0] == 2
        assert run("revoke", "Data warehouse")[0] == 0
        assert machine.get("/people").status == 401
        assert run("revoke", "Data warehouse")[0] == 2
        assert "revoked" in run("list")[1]
