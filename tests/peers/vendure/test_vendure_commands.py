"""The steps of docs/shops/vendure.md, as somebody takes them. `make test-vendure`."""

from pathlib import Path
from uuid import UUID

import pytest

from makegood.commands import main as command
from makegood.platform import tenancy
from tests.peers.vendure.shop import PASSWORD, USER, Vendure

pytestmark = [pytest.mark.vendure, pytest.mark.timeout(300)]


def test_a_shop_is_connected_by_the_command_that_the_page_shows(
    vendure: Vendure,
    committed_brightside: UUID,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from makegood.brands import queries as brands

    with tenancy.brand(committed_brightside):
        slug = brands.current().slug
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(f"{PASSWORD}\n")
    wrong.write_text("hunter2")
    told = ["shop", "connect", "--brand", slug, "--kind", "vendure", "--url", vendure.admin_url, "--set", f"username={USER}"]
    assert command.main([*told, "--set", "channel=gbp", "--secret-file", str(wrong)]) != 0
    assert "127.0.0.1 does not know this user name and password." in capsys.readouterr().err
    assert command.main([*told, "--set", "channel=gbp", "--secret-file", str(right)]) == 0
    assert capsys.readouterr().out == (
        "Signed in. The channel sells in GBP, prices with tax, money to 2 digits.\n"
        "The shop is connected. Its orders and parcels are looked for from now on: makegood shop status\n"
    )
    assert command.main(["shop", "status", "--brand", slug]) == 0
    assert capsys.readouterr().out == f"Vendure at {vendure.admin_url}\nNot looked into yet.\n"
