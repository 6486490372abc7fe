"""Letters by a provider's API, against a stand-in of it on loopback: what leaves, and what is said when it does not."""

import base64
import dataclasses
import http.server
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import default
from uuid import UUID

import pytest

from makegood.channels import registry
from makegood.channels.adapters.email import reply_tokens
from makegood.channels.types import AttachmentIn, ChannelConfig, OutgoingLetter
from makegood.config import environment
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.channels.mail_provider.test_calls import PROVIDERS, channel

ADAPTER = registry.ADAPTERS["mail_provider"]
_TAKEN: dict[str, object] = {
    "mailgun": {"id": "<named@mailgun.example>", "message": "Queued. Thank you."},
    "mailjet": {
        "Messages": [
            {
                "Status": "success",
                "To": [{"Email": cast.TOM_EMAIL, "MessageID": 1}],
                "Cc": [{"Email": "ana@supplier.example", "MessageID": 2}],
            }
        ]
    },
    "mandrill": [
        {"email": cast.TOM_EMAIL, "status": "sent", "_id": "1"},
        {"email": "ana@supplier.example", "status": "sent", "_id": "2"},
    ],
    "postal": {"status": "success", "data": {"messages": {cast.TOM_EMAIL: {"id": 1}, "ana@supplier.example": {"id": 2}}}},
    "postmark": {"ErrorCode": 0, "Message": "OK", "MessageID": "named", "To": cast.TOM_EMAIL},
    "sparkpost": {"results": {"total_accepted_recipients": 2, "total_rejected_recipients": 0, "id": "77"}},
}
LETTER = OutgoingLetter(
    message_key="letter-1",
    to=Address(IdentityKind.EMAIL, cast.TOM_EMAIL, cast.TOM_NAME),
    subject="Re: The torch does not switch on",
    text="Dear Tom, a new one is on its way. Grüße",
    in_reply_to="tom-1@example.org",
    references=("tom-1@example.org",),
    reply_token="0198c3c0-0000-7000-8000-000000000001",
    automatic=True,
    attachments=(AttachmentIn("label.pdf", "application/pdf", b"%PDF-1.4 label"),),
    cc=(Address(IdentityKind.EMAIL, "ana@supplier.example", "Ana Supplier"),),
)


@dataclasses.dataclass
class Provider:
    """The stand-in: keeps what it was handed, answers what it is told to."""

    url: str = ""
    answer: tuple[int, object, dict[str, str]] = (200, {}, {})
    asked: list[tuple[str, dict[str, str], bytes]] = dataclasses.field(default_factory=list)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    standing_in = Provider()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            standing_in.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, value, headers = standing_in.answer
            content = json.dumps(value).encode()
            self.send_response(status)
            for name, said in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, said)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    standing_in.url = f"http://127.0.0.1:{server.server_port}/"
    told = dataclasses.replace(environment.settings(), http_allow=frozenset({f"127.0.0.1:{server.server_port}"}))
    monkeypatch.setattr(environment, "settings", lambda: told)
    try:
        yield standing_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def at(name: str, url: str) -> ChannelConfig:
    return channel(name, api_url=url)


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_letter_leaves_with_our_words_headers_files_and_copies(name: str, provider: Provider) -> None:
    provider.answer = (200, _TAKEN[name], {})
    config = at(name, provider.url)
    receipts = [ADAPTER.send(LETTER, channel=config) for _ in range(2)]
    assert len({receipt.external_id for receipt in receipts}) == 1
    assert len(provider.asked) == 2
    _path, headers, body = provider.asked[0]
    said = _decoded(headers, body)
    ours = reply_tokens.make_reply_token("r" * 32, UUID(LETTER.reply_token), cast.TOM_EMAIL)
    for wanted in (
        cast.TOM_EMAIL,
        "ana@supplier.example",
        "Dear Tom, a new one is on its way. Grüße",
        "Re: The torch does not switch on",
        receipts[0].external_id,
        "tom-1@example.org",
        "auto-replied",
        ours,
        "label.pdf",
    ):
        assert wanted in said, wanted
    assert base64.b64encode(b"%PDF-1.4 label").decode() in said or "%PDF-1.4 label" in said


def test_a_busy_provider_is_tried_again_when_it_says(provider: Provider) -> None:
    provider.answer = (429, {"Message": "slow down"}, {"Retry-After": "17"})
    with pytest.raises(Trouble) as busy:
        ADAPTER.send(LETTER, channel=at("postmark", provider.url))
    assert (busy.value.lasting, busy.value.retry_after_s) == (False, 17.0)
    provider.answer = (503, {}, {})
    with pytest.raises(Trouble) as away:
        ADAPTER.send(LETTER, channel=at("mailgun", provider.url))
    assert not away.value.lasting


def test_a_wrong_key_is_lasting_trouble_in_words(provider: Provider) -> None:
    provider.answer = (401, {"ErrorCode": 10, "Message": "Bad or missing server token"}, {})
    with pytest.raises(Trouble, match=r"Postmark did not take it \(401\).*missing server token") as wrong:
        ADAPTER.send(LETTER, channel=at("postmark", provider.url))
    assert wrong.value.lasting


def test_an_address_that_the_provider_blocks_is_lasting_trouble(provider: Provider) -> None:
    provider.answer = (422, {"ErrorCode": 406, "Message": "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: tom.arden@example.org. Inactive recipients"}, {})  # fmt: skip
    with pytest.raises(Trouble) as blocked:
        ADAPTER.send(dataclasses.replace(LETTER, cc=()), channel=at("postmark", provider.url))
    assert blocked.value.lasting


def test_an_api_inside_the_house_is_never_asked() -> None:
    with pytest.raises(Refusal) as no:
        ADAPTER.send(LETTER, channel=at("postal", "http://127.0.0.1:9/"))
    assert no.value.code == "forbidden_address"


def test_an_api_that_does_not_answer_is_passing_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    told = dataclasses.replace(environment.settings(), http_allow=frozenset({"127.0.0.1:9"}))
    monkeypatch.setattr(environment, "settings", lambda: told)
    with pytest.raises(Trouble) as away:
        ADAPTER.send(LETTER, channel=at("postal", "http://127.0.0.1:9/"))
    assert not away.value.lasting


def _decoded(headers: dict[str, str], body: bytes) -> str:
    """All that was said, as text: JSON without its escapes, forms part by part."""
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        form = BytesParser(policy=default).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        said = [f"{part.get_filename() or ''} {part.get_payload(decode=True).decode()}" for part in form.iter_parts()]  # type: ignore[union-attr]
        return "\n".join(said)
    return json.dumps(json.loads(body), ensure_ascii=False)


def test_the_instant_of_a_receipt_is_now(provider: Provider) -> None:
    provider.answer = (200, _TAKEN["postmark"], {})
    before = datetime.now(UTC)
    receipt = ADAPTER.send(LETTER, channel=at("postmark", provider.url))
    assert before <= receipt.sent_at <= datetime.now(UTC)
    assert receipt.detail == "taken by Postmark"
