"""Where a link leads: an address of the shop's own. Pure."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from makegood.kernel.refusals import Refusal

LONGEST = 300
TOLD_BY = "told_by"  # the field in which the shop finds the code, and tells it with the order


def of_shop(text: str) -> str:
    """As it is kept. Refuses ("bad_address") anything but https with a host, without a name and password, and without a port that is none."""
    said = text.strip()
    try:
        parts = urlsplit(said)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and len(said) <= LONGEST
        _ = parts.port
    except ValueError:
        fine = False
    if not fine or any(letter.isspace() for letter in said):
        raise Refusal(
            "bad_address", "shop_url: write the shop’s address, like https://shop.example/.", {"shop_url": "no https address"}
        )
    return said


def host_of(url: str) -> str:
    """Its host, as a sentence names it."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """As a policy of a page names it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def with_code(url: str, code: str) -> str:
    """The shop's address with the code in it; whatever stood there stays."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != TOLD_BY]
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", urlencode([*query, (TOLD_BY, code)]), ""))
