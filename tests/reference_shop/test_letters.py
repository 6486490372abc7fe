"""The letters page of a demonstration without a mail server: signed in, shown, never sent on."""

import json

from reference_shop.shop import ReferenceShop
from reference_shop.signing import signed
from tests.reference_shop.test_server import ask

LETTER = {
    "id": "m-1",
    "to": {"email": "tom.arden@example.org", "name": "Tom Arden"},
    "subject": "Re: Torch doesn't work",
    "text": "Hello Tom,\n\na new torch is on its way. <b>Sorry!</b>",
    "automatic": False,
}


def post(shop: ReferenceShop, letter: dict[str, object], *, secret: str = "") -> int:
    body = json.dumps(letter).encode()
    return ask(f"{shop.url}/letters", body, signed(secret=secret or shop.secrets[0], message_id="mg_1", body=body))[0]


def page(shop: ReferenceShop) -> str:
    return ask(f"{shop.url}/letters")[1].decode()


def test_a_letter_is_kept_once_and_shown_as_text(shop: ReferenceShop) -> None:
    assert "Nothing has left the house yet." in page(shop)
    assert [post(shop, LETTER), post(shop, LETTER)] == [200, 200]
    shown = page(shop)
    assert shown.count("Tom Arden") == 1
    assert "to tom.arden@example.org" in shown
    assert "&lt;b&gt;Sorry!&lt;/b&gt;" in shown


def test_a_letter_that_nobody_signed_or_that_lacks_its_parts_is_refused(shop: ReferenceShop) -> None:
    assert post(shop, LETTER, secret="whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=") == 401
    for part in ("id", "to", "text"):
        assert post(shop, {name: value for name, value in LETTER.items() if name != part}) == 422
    assert "Nothing has left the house yet." in page(shop)


def test_a_mailbox_that_is_gone_takes_no_letter(shop: ReferenceShop) -> None:
    assert post(shop, {**LETTER, "to": {"email": "edith.hale@gone.example"}}) == 422
    assert "edith" not in page(shop)
