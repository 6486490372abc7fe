"""Who follows our account, a page at a time (app.bsky.graph.getFollowers)."""

from collections.abc import Sequence

from makegood.channels.adapters.bluesky import posts
from makegood.channels.adapters.bluesky.server import Server
from makegood.people.types import Address

_A_PAGE = 100  # the most that the network gives


def page(server: Server, cursor: str) -> tuple[Sequence[Address], str]:
    """A page from `cursor` on, and where the next begins. An account that cannot be read is left out. Raises Trouble."""
    query = {"actor": server.did, "limit": _A_PAGE, **({"cursor": cursor} if cursor else {})}
    value = server.needs(server.ask("app.bsky.graph.getFollowers", query), "see who follows us")
    found = []
    for profile in value.get("followers") or []:
        try:
            found.append(posts.address(profile))
        except ValueError:
            continue
    following = value.get("cursor")
    return found, following if isinstance(following, str) else ""
