"""Hands pictures to the server before the post that shows them. A picture that no post came to show is forgotten by the server."""

from collections.abc import Sequence
from typing import Any

from makegood.channels.adapters.bluesky.server import Server
from makegood.channels.providers import reading
from makegood.channels.types import AttachmentIn, Pictures
from makegood.kernel.refusals import Trouble

# lexicon app.bsky.embed.images: 4 pictures, 1,000,000 bytes each; the description's length is ours to bound (the app's own is 2,000)
SHOWN = Pictures(4, 1_000_000, frozenset({"image/png", "image/jpeg", "image/webp"}), 2_000, private=False)


def embed(server: Server, given: Sequence[AttachmentIn]) -> dict[str, Any]:
    """What a record says of its pictures; {} for none. The same picture handed over twice is one, by its content. Raises Trouble."""
    if not given:
        return {}
    images = [{"alt": one.description, "image": _hand_over(server, one)} for one in given]
    return {"embed": {"$type": "app.bsky.embed.images", "images": images}}


def _hand_over(server: Server, picture: AttachmentIn) -> dict[str, Any]:
    answer = server.upload(picture.media_type, picture.content)
    blob = reading.one(answer.value, "blob")
    if answer.error or not blob:
        raise Trouble(f"{server.whom} did not take “{picture.name}”: {answer.message or answer.error}.", lasting=True)
    return blob
