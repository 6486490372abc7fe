"""The colour that everybody's pages of a brand have: status page, discussions, coupons. Looks only."""

from makegood.channels import queries as channels

COLOUR = "#7a4a2b"  # the house's
_KINDS = ("own_page", "contact_form", "webchat")


def colour() -> str:
    """The open brand's, as it was chosen for people's own pages, else for a form, else for a chat; the house's where it chose none. Two queries, one more for each
    of these channels that has none."""
    there = [one for one in channels.channels() if one.active and one.kind in _KINDS]
    for one in sorted(there, key=lambda one: _KINDS.index(one.kind)):
        if found := str(channels.channel(channel_id=one.id).settings.get("colour", "")):
            return found
    return COLOUR
