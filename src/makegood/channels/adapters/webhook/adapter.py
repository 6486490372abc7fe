"""Messages by signed webhook, for whatever has no channel of its own here. README.md beside this file is the format, word for word.

Reads JSON into envelopes and posts replies to the address that the channel's settings name. Never stores, and never checks who sent
what came in: the door does that before anything is read.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from makegood.channels.types import Abilities, ChannelConfig, Envelope, Fetched, OutgoingLetter, SendReceipt, Setting
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.rules import addresses
from makegood.people.types import Address, IdentityKind
from makegood.platform import signatures, signed_post, strict_json
from makegood.platform.strict_json import Fields, Problems

MOST_MESSAGES = 1_000
LONGEST_TEXT = 100_000
_LONGEST_ID = 255
_SETTINGS = ("reply_url", "reply_secret")


class WebhookAdapter:
    """The generic signed channel, private and public."""

    kind: ClassVar[str] = "webhook"
    name: ClassVar[str] = "Webhook"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=False, public=True, private=True, max_length=LONGEST_TEXT, reply_window_hours=None
    )
    form: ClassVar[tuple[Setting, ...]] = (
        Setting("reply_url", "Address that takes our replies", "Leave both empty where nobody can be answered."),
        Setting("reply_secret", "Secret that replies are signed with", "whsec_ and 24 to 64 bytes in base64.", secret=True),
    )

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """Either nothing (nobody can be answered), or `reply_url` and `reply_secret`. Refuses other names and malformed values."""
        unknown = {name: "is not a setting of this channel" for name in settings if name not in _SETTINGS}
        if unknown:
            raise Refusal("bad_settings", f"{next(iter(unknown))}: is not a setting of this channel.", unknown)
        url, secret = settings.get("reply_url", "").strip(), settings.get("reply_secret", "").strip()
        if not url and not secret:
            return {}
        if not strict_json.is_web_address(url):
            sentence = "reply_url: give the http or https address that takes replies, or leave both empty."
            raise Refusal("bad_settings", sentence, {"reply_url": "not a web address"})
        return {"reply_url": url, "reply_secret": signatures.checked_secret(secret, field="reply_secret")}

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """The messages in one request's body. ValueError where it is not what README.md says."""
        try:
            return read_messages(raw)
        except Refusal as wrong:
            raise ValueError(wrong.sentence) from wrong

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: this channel is told."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Posts the reply, signed. The same `message_key` always carries the same id, so that the receiver can take it once."""
        url, secret = channel.settings.get("reply_url", ""), channel.settings.get("reply_secret", "")
        if not url or not secret:
            sentence = f"{channel.name} takes no replies: set reply_url and reply_secret, or answer on another channel."
            raise Refusal("no_reply_address", sentence, {"reply_url": "missing"})
        if letter.attachments:
            raise Refusal("no_attachments", f"{channel.name} cannot carry attachments.", {"attachments": "not possible here"})
        whom = f"The receiver of replies of {channel.name}"
        answer = signed_post.post(url=url, secret=secret, key=letter.message_key, value=_written(letter), whom=whom)
        if not 200 <= answer.status < 300:
            raise Trouble(f"{whom} did not take the message ({answer.status}).", lasting=True)
        return SendReceipt(letter.message_key, datetime.now(UTC), f"HTTP {answer.status}")


def read_messages(body: bytes, *, region: str = "") -> tuple[Envelope, ...]:
    """1 to 1,000 messages out of `{"messages": [...]}`. Refuses (`not_json`, `invalid`) and names every field that is wrong.

    `region` is whose telephone numbers may lack their country code (two capital letters, '' for nobody's).
    """
    problems = Problems()
    fields = Fields(strict_json.load(body), "", problems)
    envelopes = fields.many("messages", lambda message: _envelope(message, region), most=MOST_MESSAGES)
    fields.end()
    _check_ids(envelopes, problems)
    problems.refuse()
    return envelopes


def _check_ids(envelopes: Sequence[Envelope], problems: Problems) -> None:
    seen: set[str] = set()
    for i, envelope in enumerate(envelopes):
        if envelope.external_id in seen:
            problems.add(f"messages[{i}].id", "is there twice in this request")
        seen.add(envelope.external_id)


def _envelope(fields: Fields, region: str) -> Envelope:
    external_id = fields.text("id", longest=_LONGEST_ID, required=True)
    text = fields.text("text", longest=LONGEST_TEXT, required=True, lines=True)
    public, link = fields.yes_no("public"), fields.web_address("link")
    reach = fields.optional_whole("reach", lowest=0)
    if reach is not None and not public:
        fields.wrong("reach", "is only for what is public")
    parent, thread = fields.text("in_reply_to", longest=_LONGEST_ID), fields.text("thread", longest=_LONGEST_ID)
    return Envelope(
        external_id=external_id,
        author=_author(fields.one("author"), region),
        text=text,
        visible=text,
        sent_at=fields.instant("sent_at"),
        subject=fields.text("subject", longest=500),
        thread_key=external_id,
        thread_keys=tuple(key for key in (parent, f"thread {thread}" if thread else "") if key),
        public=public,
        link=link,
        reach=reach,
    )


def _author(fields: Fields, region: str) -> Address:
    name = fields.text("name", longest=200)
    given = [(kind, value) for kind in IdentityKind if (value := fields.text(kind.value, longest=300))]
    fields.end()
    if len(given) != 1:
        fields.wrong("email", f"give exactly one of {', '.join(IdentityKind)}, not {len(given)}")
        return Address(IdentityKind.EMAIL, "", name)
    kind, value = given[0]
    try:
        addresses.normalise(kind, value, region=region)
    except Refusal as malformed:
        fields.wrong(kind.value, f"is {malformed.fields[kind]}")
    return Address(kind, value, name)


def _written(letter: OutgoingLetter) -> dict[str, object]:
    written: dict[str, object] = {
        "id": letter.message_key,
        "to": {letter.to.kind.value: letter.to.value, **({"name": letter.to.name} if letter.to.name else {})},
        "subject": letter.subject,
        "text": letter.text,
        "automatic": letter.automatic,
    }
    return written | ({"in_reply_to": letter.in_reply_to} if letter.in_reply_to else {})
