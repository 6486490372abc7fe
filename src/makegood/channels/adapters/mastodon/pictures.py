"""Hands pictures to the server before the post that shows them. A picture that no post came to show is forgotten by the server."""

import time

from makegood.channels.adapters.mastodon.server import Server
from makegood.channels.providers import calls, reading
from makegood.channels.types import AttachmentIn, Pictures
from makegood.kernel.refusals import Refusal, Trouble

# docs.joinmastodon.org/user/posting (4 pictures, 16 MB, 1,500 characters; read for version 4.3) and /methods/media
SHOWN = Pictures(4, 16_000_000, frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"}), 1_500)
READY_WITHIN_S = 30.0
_LOOK_EVERY_S = 0.5


def hand_over(server: Server, picture: AttachmentIn) -> str:
    """The server's name for the picture, once it can be shown. Raises Refusal for one that it does not take, and Trouble."""
    sent = calls.in_parts(
        {"description": picture.description}, name="file", media_type=picture.media_type, content=picture.content
    )
    reply = server.post_file("/api/v2/media", sent)
    why = " ".join(reading.text(reply.value, "error").split())[:200] or f"HTTP {reply.status}"
    if reply.status in (413, 422):
        raise Refusal("picture_not_taken", f"{server.whom} does not take “{picture.name}”: {why}", {"files": why})
    if not reply.fine:
        raise Trouble(f"{server.whom} did not take “{picture.name}”: {why}", lasting=True)
    name = reading.needed(reply.value, "id")
    if reply.status == 202:
        _wait_until_ready(server, name)
    return name


def _wait_until_ready(server: Server, name: str) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while (reply := server.get(f"/api/v1/media/{name}")).status == 206:
        if time.monotonic() > until:
            raise Trouble(f"{server.whom} is still busy with a picture.")
        time.sleep(_LOOK_EVERY_S)
    if not reply.fine:
        raise Trouble(f"{server.whom} could not read a picture ({reply.status}).", lasting=True)
