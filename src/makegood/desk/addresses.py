"""The addresses that a page of the desk links to, worked out once per brand and not once per link. Follows urls.py; decides nothing."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages of one brand are. `cases`, `people`, `files` and `bodies` end with a slash: what they hold is named behind it."""

    today: str
    note: str
    inbox: str
    praise: str
    who: str
    policy: str
    promises: str
    rota: str
    visits: str
    sales: str
    contacts: str
    contests: str
    segments: str
    coupons: str
    touchpoints: str
    findings: str
    discussions: str
    incidents: str
    needs: str
    troubles: str
    channels: str
    webhooks: str
    ticket: str
    density: str
    another_brand: str
    sign_out: str
    cases: str
    people: str
    files: str
    messages: str


@lru_cache(maxsize=256)
def of_brand(slug: str) -> Addresses:
    """The addresses of the brand at this slug."""
    nobody = UUID(int=0)
    return Addresses(
        **{
            name: reverse(f"desk:{name}", args=[slug])
            for name in (
                "today",
                "note",
                "inbox",
                "praise",
                "who",
                "policy",
                "promises",
                "rota",
                "visits",
                "sales",
                "contacts",
                "contests",
                "segments",
                "coupons",
                "touchpoints",
                "findings",
                "discussions",
                "incidents",
                "needs",
                "troubles",
                "channels",
                "webhooks",
                "ticket",
            )
        },
        density=reverse("desk:density"),
        another_brand=f"{reverse('desk:home')}?choose=1",
        sign_out=reverse("account_logout"),
        cases=reverse("desk:case", args=[slug, 0]).removesuffix("0/"),
        people=reverse("desk:person", args=[slug, nobody]).removesuffix(f"{nobody}/"),
        files=reverse("desk:attachment", args=[slug, nobody]).removesuffix(f"{nobody}/"),
        messages=reverse("desk:body", args=[slug, nobody]).removesuffix(f"{nobody}/body/"),
    )
