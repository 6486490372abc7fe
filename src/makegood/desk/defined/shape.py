"""How a figure is defined: in words that a shopkeeper reads, with the formula or the source beside it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Defined:
    """One figure. `counted` says what is counted of whom within which days; `source` the formula or where it comes from, '' where counting is all."""

    key: str  # a slug: the address's fragment
    title: Promise
    counted: Promise
    source: Promise | str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one page. `page` is the name of that page's address (desk/urls), '' where it has parameters."""

    title: Promise
    figures: tuple[Defined, ...]
    page: str = ""
