"""What a section of an incident's page is: one file under `sections/`, its template, and one line in `registry.py`. Nothing else is edited.

A section looks (values for its template, None where it has nothing to show), and may give figures and moments to the report. It never writes: its
forms are posted to addresses of their own, which lead back to the incident's page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from django.utils.functional import Promise

from makegood.brands.types import Brand, Member
from makegood.incidents.types import Incident


@dataclass(frozen=True, slots=True)
class Around:
    """What every section is told: the incident, the brand, who looks, and the instant."""

    incident: Incident
    brand: Brand
    member: Member
    at: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the report, as it is written, with the sentence that says what was counted."""

    name: str
    value: str
    definition: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the report's timeline, beside those of the incident itself."""

    at: datetime
    sentence: str


class Section(Protocol):
    """One section. Its place is its place in the registry; `key` is its anchor."""

    key: ClassVar[str]  # small letters and hyphens
    title: ClassVar[str | Promise]  # its heading, translated lazily
    template: ClassVar[str]  # gets `shown`, `incident`, `may`, `to`, `request`, and stands inside a section with the heading

    def look(self, around: Around, /) -> object | None:
        """What its template shows as `shown`; None for no section at all. Writes nothing; a fixed number of queries."""
        ...


@runtime_checkable
class Reports(Protocol):
    """A section that has something to say in the report."""

    def figures(self, around: Around, /) -> Sequence[Figure]:
        """Its numbers, each with its definition."""
        ...

    def moments(self, around: Around, /) -> Sequence[Moment]:
        """What happened, for the timeline."""
        ...
