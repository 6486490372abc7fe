"""Where a brand's shop takes commands."""

from typing import Any

import pytest

from makegood.brands.types import Brand
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.orders import models, queries
from makegood.orders.actions import connecting
from makegood.platform import journal, signatures
from tests import cast

OLD, NEW = signatures.new_secret(), signatures.new_secret()


def test_a_shop_is_connected_and_connected_again_with_a_new_secret(brightside: Brand) -> None:
    connecting.connect_shop(url="https://shop.example/commands", secrets=[OLD], by=SYSTEM, at=cast.AT)
    connecting.connect_shop(
        url="https://shop.example/v2", secrets=[NEW, OLD], courier_address="thanks@swiftline.example", by=SYSTEM, at=cast.AT
    )
    found = queries.shop_connection()
    assert (found.url, found.secrets, found.courier_address) == (
        "https://shop.example/v2",
        (NEW, OLD),
        "thanks@swiftline.example",
    )
    assert models.ShopConnection.objects.count() == 1
    entries = [one for one in journal.latest(limit=50) if one.kind == "orders.ShopConnected"]
    assert [one.data for one in entries] == [{"host": "shop.example"}] * 2


def test_a_brand_without_a_shop_is_told_what_to_do(brightside: Brand) -> None:
    with pytest.raises(Refusal, match="No shop is connected yet"):
        queries.shop_connection()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "shop.example"}, "url"),
        ({"url": "ftp://shop.example/"}, "url"),
        ({"url": "https://me:secret@shop.example/"}, "url"),
        ({"url": "https://[shop.example/"}, "url"),
        ({"url": "https://shop.example:99999/"}, "url"),
        ({"url": "https://shop.example/\nHost: elsewhere"}, "url"),
        ({"secrets": []}, "secrets"),
        ({"secrets": ["hunter2"]}, "secrets"),
        ({"secrets": ["whsec_QUFB"]}, "secrets"),
        ({"courier_address": "Swiftline"}, "courier_address"),
        ({"kind": "corner shop"}, "kind"),
        ({"kind": "vendure", "settings": {"colour": "red"}}, "colour"),
        ({"kind": "vendure", "secrets": ["hunter2\nHost: elsewhere"]}, "secrets"),
        ({"kind": "vendure", "secrets": ["h" * 501]}, "secrets"),
        ({"settings": {"channel": "uk"}}, "channel"),
    ],
)
def test_a_connection_that_cannot_work_is_refused_and_never_shows_the_secret(
    brightside: Brand, change: dict[str, Any], field: str
) -> None:
    connection: dict[str, Any] = {"url": "https://shop.example/commands", "secrets": [OLD], **change}
    with pytest.raises(Refusal) as refused:
        connecting.connect_shop(**connection, by=SYSTEM, at=cast.AT)
    assert list(refused.value.fields) == [field]
    assert "hunter2" not in refused.value.sentence
    assert models.ShopConnection.objects.count() == 0


def test_another_kind_of_shop_is_connected_with_its_settings(brightside: Brand) -> None:
    connecting.connect_shop(
        url="https://shop.example/admin-api",
        secrets=["a password"],
        kind="vendure",
        settings={"username": " makegood ", "channel": "uk"},
        by=SYSTEM,
        at=cast.AT,
    )
    found = queries.shop_connection()
    assert (found.kind, found.secrets, found.settings) == (
        "vendure",
        ("a password",),
        {"username": "makegood", "channel": "uk"},
    )
    assert "a password" not in repr(found)
