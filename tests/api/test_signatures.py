"""RELIABILITY F1: the standard's own vector, rotation, and forty bad signatures of which none is accepted."""

import base64
import inspect
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker
from standardwebhooks import Webhook

from makegood.api import doors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import signatures, tenancy
from tests import cast
from tests.api.conftest import Count, Machine
from tests.api.told import ORDER

BODY = json.dumps({"orders": [ORDER]}).encode()
VECTOR = {  # the example of the standard's specification and libraries
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "stamp": 1614265330,
    "body": b'{"test": 2432232314}',
    "signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_the_standards_own_vector_is_signed_and_accepted() -> None:
    signed = signatures.sign(secret=VECTOR["secret"], message_id=VECTOR["id"], body=VECTOR["body"], now_s=VECTOR["stamp"])
    assert signed["webhook-signature"] == VECTOR["signature"]
    for now in (VECTOR["stamp"] - 300, VECTOR["stamp"] + 300):
        assert signatures.verify(secrets=[VECTOR["secret"]], headers=signed, body=VECTOR["body"], now_s=now) == VECTOR["id"]


@pytest.mark.parametrize("seconds", [-301, -300.5, 300.5, 301])
def test_a_signature_of_more_than_five_minutes_is_stale(seconds: float) -> None:
    signed = signatures.sign(secret=VECTOR["secret"], message_id="msg_1", body=b"{}", now_s=VECTOR["stamp"])
    with pytest.raises(Refusal) as refused:
        signatures.verify(secrets=[VECTOR["secret"]], headers=signed, body=b"{}", now_s=VECTOR["stamp"] + seconds)
    assert refused.value.code == "stale_signature"


def test_one_fitting_signature_among_others_is_enough() -> None:
    signed = signatures.sign(secret=VECTOR["secret"], message_id="msg_1", body=b"{}")
    headers = {**signed, "webhook-signature": f"v1a,AAAA v1,AAAA {signed['webhook-signature']}"}
    assert signatures.verify(secrets=[signatures.new_secret(), VECTOR["secret"]], headers=headers, body=b"{}", now_s=time.time())


def test_what_the_library_signs_is_accepted_by_the_door(shop: Machine) -> None:
    now = int(time.time())
    headers = shop.headers(BODY)
    from datetime import UTC, datetime

    stamp = datetime.fromtimestamp(now, tz=UTC)
    signature = Webhook(shop.secret).sign(msg_id=headers["webhook-id"], timestamp=stamp, data=BODY.decode())
    assert shop.send_raw(BODY, {**headers, "webhook-timestamp": str(now), "webhook-signature": signature}, to="/orders")[0] == 202


Headers = dict[str, Any]
Bad = Callable[[Machine, Headers], tuple[bytes, Headers]]


def stamped(machine: Machine, seconds: int) -> Headers:
    return dict(machine.headers(BODY, now_s=int(time.time()) + seconds))


def forged(message_id: str, stamp: str, secret: str, body: bytes = BODY) -> str:
    """A signature over anything at all, by the letter of the standard."""
    import hashlib
    import hmac

    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()


def with_id(machine: Machine, message_id: str) -> Headers:
    stamp = str(int(time.time()))
    signature = forged(message_id, stamp, machine.secret)
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signature}


def with_stamp(machine: Machine, stamp: str) -> Headers:
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": forged("msg_1", stamp, machine.secret)}


def signature(headers: Headers, change: Callable[[str], str]) -> Headers:
    return {**headers, "webhook-signature": change(headers["webhook-signature"])}


NOW = time.time
BAD: dict[str, Bad] = {
    "a byte of the body changed": lambda m, h: (BODY.replace(b"1007", b"1008"), h),
    "a byte added": lambda m, h: (BODY + b" ", h),
    "a byte taken away": lambda m, h: (BODY[:-1], h),
    "a byte in front": lambda m, h: (b" " + BODY, h),
    "the same JSON written differently": lambda m, h: (json.dumps(json.loads(BODY), separators=(",", ":")).encode(), h),
    "the same JSON in another order": lambda m, h: (json.dumps({"orders": [dict(sorted(ORDER.items()))]}).encode(), h),
    "a body that is not UTF-8": lambda m, h: (b"\xff" + BODY, h),
    "an empty body": lambda m, h: (b"", h),
    "301 seconds old": lambda m, h: (BODY, stamped(m, -302)),
    "301 seconds ahead": lambda m, h: (BODY, stamped(m, 310)),
    "a year old": lambda m, h: (BODY, stamped(m, -31_536_000)),
    "the timestamp moved without signing": lambda m, h: (BODY, {**h, "webhook-timestamp": str(int(NOW()) - 1)}),
    "the id changed without signing": lambda m, h: (BODY, {**h, "webhook-id": "msg_other"}),
    "no id": lambda m, h: (BODY, {**h, "webhook-id": None}),
    "no timestamp": lambda m, h: (BODY, {**h, "webhook-timestamp": None}),
    "no signature": lambda m, h: (BODY, {**h, "webhook-signature": None}),
    "nothing at all": lambda m, h: (BODY, dict.fromkeys(h)),
    "an empty signature": lambda m, h: (BODY, {**h, "webhook-signature": ""}),
    "two wrong signatures": lambda m, h: (BODY, {**h, "webhook-signature": "v1,AAAA v1,BBBB"}),
    "two headers joined by a comma": lambda m, h: (BODY, signature(h, lambda s: f"{s},{s}")),
    "signatures parted by a tab": lambda m, h: (BODY, signature(h, lambda s: f"v1,AAAA\t{s}")),
    "version v2": lambda m, h: (BODY, signature(h, lambda s: "v2" + s[2:])),
    "version v1a": lambda m, h: (BODY, signature(h, lambda s: "v1a" + s[2:])),
    "version V1": lambda m, h: (BODY, signature(h, str.upper)),
    "no version": lambda m, h: (BODY, signature(h, lambda s: s[3:])),
    "no comma": lambda m, h: (BODY, signature(h, lambda s: s.replace(",", ""))),
    "hexadecimal": lambda m, h: (BODY, signature(h, lambda s: "v1," + base64.b64decode(s[3:]).hex())),
    "a signature cut short": lambda m, h: (BODY, signature(h, lambda s: s[:-6])),
    "a signature without its padding": lambda m, h: (BODY, signature(h, lambda s: s.rstrip("="))),
    "base64 that is not canonical": lambda m, h: (BODY, signature(h, lambda s: s + "\u00e9")),
    "a very long signature": lambda m, h: (BODY, signature(h, lambda s: " ".join(["v1,AAAA"] * 1000 + [s]))),
    "a dot in the id": lambda m, h: (BODY, with_id(m, f"msg.{int(NOW())}")),
    "a blank in the id": lambda m, h: (BODY, with_id(m, "msg 1")),
    "an id of 256 letters": lambda m, h: (BODY, with_id(m, "m" * 256)),
    "a timestamp with a fraction": lambda m, h: (BODY, with_stamp(m, f"{int(NOW())}.5")),
    "a timestamp with a sign": lambda m, h: (BODY, with_stamp(m, f"+{int(NOW())}")),
    "a timestamp in another script": lambda m, h: (BODY, {**h, "webhook-timestamp": "١٦١٤٢٦٥٣٣٠"}),
    "a timestamp that is a word": lambda m, h: (BODY, with_stamp(m, "now")),
    "no number at all": lambda m, h: (BODY, with_stamp(m, "nan")),
    "an infinite timestamp": lambda m, h: (BODY, with_stamp(m, "inf")),
    "the secret of nobody": lambda m, h: (BODY, dict(m.headers(BODY, secret=signatures.new_secret()))),
    "an empty secret": lambda m, h: (BODY, {**h, "webhook-signature": forged(h["webhook-id"], h["webhook-timestamp"], "")}),
    "the secret with its prefix taken as the key": lambda m, h: (
        BODY,
        {**h, "webhook-signature": forged(h["webhook-id"], h["webhook-timestamp"], base64.b64encode(m.secret.encode()).decode())},
    ),
    "signed for another path": lambda m, h: (b'{"events": []}', h),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_signature_is_refused(shop: Machine, count: Count, name: str) -> None:
    raw, headers = BAD[name](shop, dict(shop.headers(BODY)))
    before = count()
    status, problem = shop.send_raw(raw, headers, to="/orders")
    assert (status, problem["title"]) == (401, "The signature was not accepted")
    assert "whsec_" not in json.dumps(problem)
    assert count() == before


def test_there_are_forty_of_them() -> None:
    assert len(BAD) >= 40


def test_the_secret_of_another_brand_opens_nothing(shop: Machine, pageturner: UUID, django_db_blocker: DjangoDbBlocker) -> None:
    with tenancy.brand(pageturner):
        path, secret = doors.open_door(kind="shop", channel_id=None, by=SYSTEM, at=cast.AT)
    assert Machine(shop.brand_id, shop.path, secret).send_raw(BODY, shop.headers(BODY, secret=secret), to="/orders")[0] == 401
    assert Machine(pageturner, path, shop.secret).send_raw(BODY, shop.headers(BODY), to="/orders")[0] == 401


def test_five_megabytes_are_refused_before_they_are_read(shop: Machine, count: Count) -> None:
    before = count()
    raw = b'{"orders": [' + b" " * 5_000_000 + b"]}"
    assert shop.send(raw, to="/orders")[0] == 413
    assert count() == before


def test_an_unknown_token_and_a_door_of_another_kind_look_alike(shop: Machine, chat: Machine) -> None:
    token = shop.path.rpartition("/")[2]
    nowhere = Machine(shop.brand_id, shop.path.replace(token, "A" * 32), shop.secret).send_raw(
        BODY, shop.headers(BODY), to="/orders"
    )
    wrong = Machine(shop.brand_id, shop.path, shop.secret).send_raw(BODY, shop.headers(BODY), to="/messages")
    assert nowhere == wrong
    assert nowhere[0] == 404


def test_signatures_are_compared_in_constant_time() -> None:
    assert "hmac.compare_digest" in inspect.getsource(signatures.verify)
    assert "==" not in inspect.getsource(signatures.verify)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_QUFB", "QUFB" * 8, "whsec_" + "QUFB" * 40, "whsec_****", "whsec_" + "QUFB" * 8 + "é"]
)
def test_a_malformed_secret_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(Refusal) as refused:
        signatures.checked_secret(secret)
    assert "QUFB" not in refused.value.sentence
