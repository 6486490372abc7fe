"""Reviews of a review site or a shop's own pages, handed in by signed call or as a file. README.md beside this file is the format.

Every review is public, and so is every answer. Never rates, hides or ranks a review.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from makegood.channels.adapters.reviews import reading
from makegood.channels.adapters.reviews import settings as site_settings
from makegood.channels.adapters.reviews.reading import Review
from makegood.channels.types import (
    Abilities,
    Call,
    CallAnswer,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
)
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from makegood.platform import signatures, signed_post

_STAR, _NO_STAR = "★", "☆"


class ReviewsAdapter:
    """One site on which customers rate the brand."""

    kind: ClassVar[str] = "reviews"
    name: ClassVar[str] = "Reviews"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True,
        attachments=False,
        public=True,
        private=False,
        max_length=site_settings.DEFAULT_LENGTH,
        reply_window_hours=None,
    )
    form: ClassVar[tuple[Setting, ...]] = site_settings.FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        return site_settings.check(settings)

    def abilities_of(self, *, channel: ChannelConfig) -> Abilities:
        """With the length that this site takes."""
        longest = int(channel.settings.get("longest_reply") or site_settings.DEFAULT_LENGTH)
        return replace(self.abilities, max_length=longest)

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """Keeps a signed body whole (Standard Webhooks). Refuses what is not signed with the channel's secret."""
        if call.method != "POST":
            raise Refusal("wrong_method", "Send reviews with POST.")
        secrets = [channel.settings["secret"]]
        key = signatures.verify(secrets=secrets, headers=call.headers, body=call.body, now_s=time.time())
        return CallAnswer(items=((f"call {key}", call.body),), status=202)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """An envelope for each review in a JSON or CSV body. ValueError, naming the line, for anything else."""
        return [_envelope(one, channel.settings.get("site", "")) for one in reading.reviews(raw)]

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: reviews are handed in."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Posts the answer, signed, to the address in the settings; a repeat carries the same id. Without one it is for a person to copy."""
        url, secret = channel.settings.get("reply_url", ""), channel.settings.get("reply_secret", "")
        if not url or not secret:
            sentence = f"{channel.name} takes no answers from here: copy the words, open the review, paste them there, then say that it is done."
            raise Refusal("answer_by_hand", sentence, {"reply_url": "missing"})
        value: dict[str, object] = {"id": letter.message_key, "review_id": _review_id(letter.in_reply_to), "text": letter.text}
        whom = f"The site behind {channel.name}"
        answer = signed_post.post(url=url, secret=secret, key=letter.message_key, value=value, whom=whom)
        if not 200 <= answer.status < 300:
            raise Trouble(f"{whom} did not take the answer ({answer.status}).", lasting=True)
        return SendReceipt(letter.message_key, datetime.now(UTC), f"HTTP {answer.status}")


def _envelope(review: Review, site: str) -> Envelope:
    said = "\n\n".join(filter(None, (_edited(review), review.text or review.title or _rated(review))))
    about = ", ".join(filter(None, (review.product, f"order {review.order_number}" if review.order_number else "")))
    return Envelope(
        external_id=f"{review.id} {review.version}",
        author=Address(IdentityKind.HANDLE, f"{site}:{_who(review)}", review.author),
        text="\n\n".join(filter(None, (said, f"[{about}]" if about else ""))),
        visible=said,
        sent_at=review.edited_at or review.at,
        subject=" ".join(filter(None, (_rated(review), review.title))),
        thread_key=review.id,
        public=True,
        link=review.link,
    )


def _who(review: Review) -> str:
    """The site's own name for them; for one without, somebody known by this review alone: two of one name are two people."""
    return review.author_id or f"review-{hashlib.sha256(review.id.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _rated(review: Review) -> str:
    if review.best > 10:
        return f"{review.stars}/{review.best}"
    return _STAR * review.stars + _NO_STAR * (review.best - review.stars)


def _edited(review: Review) -> str:
    return f"(Edited on {review.edited_at:%-d %B %Y, %H:%M} UTC.)" if review.edited_at else ""


def _review_id(external_id: str) -> str:
    """Ours is the site's id, a blank and the version."""
    return external_id.rpartition(" ")[0] or external_id
