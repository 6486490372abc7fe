"""Who follows our account, a page at a time (GET /api/v1/accounts/:id/followers)."""

import re
from collections.abc import Sequence

from makegood.channels.adapters.mastodon import posts
from makegood.channels.adapters.mastodon.server import Server
from makegood.channels.providers import reading
from makegood.kernel.refusals import Trouble
from makegood.people.types import Address

_A_PAGE = "80"  # the most that a server gives
_NEXT = re.compile(r"<[^>]*[?&]max_id=([^&>]+)[^>]*>;\s*rel=\"next\"")


def page(server: Server, cursor: str, *, host: str) -> tuple[Sequence[Address], str]:
    """A page from `cursor` on, and where the next begins, which only the server's Link header tells. Raises Trouble."""
    account = reading.text(server.me(), "id")
    reply = server.get(f"/api/v1/accounts/{account}/followers", {"limit": _A_PAGE, **({"max_id": cursor} if cursor else {})})
    if not account or not reply.fine or not isinstance(reply.value, list):
        raise Trouble(f"{server.whom} did not let us see who follows us ({reply.status}).")
    found = []
    for one in reply.value:
        try:
            found.append(posts.address(one, host))
        except (ValueError, TypeError):
            continue
    following = _NEXT.search(reply.headers.get("link", ""))
    return found, following[1] if following else ""
