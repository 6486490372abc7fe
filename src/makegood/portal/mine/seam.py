"""What a part of somebody's own page is: one file under `parts/`, its template, and one line in `registry.py`. Nothing else is edited.

A part looks (values for its template, nothing where it has nothing to say), and may do what its forms ask for. It never sees the request, never
opens a brand, and is never asked to do anything by a look: scanners of mail follow links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable
from uuid import UUID

from makegood.brands.types import Brand
from makegood.channels.types import ChannelConfig
from makegood.kernel.refusals import Refusal
from makegood.people.types import Identity, Person
from makegood.portal.words import Words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever came in: by a link that was given to `identity`, which is an address of `person` now. `preview`: a member looks, and nothing may
    be done. `link_id` is None then."""

    brand: Brand
    channel: ChannelConfig
    identity: Identity
    person: Person
    link_id: UUID | None
    language: str = "en"
    preview: bool = False

    @property
    def identity_ids(self) -> tuple[UUID, ...]:
        """All addresses of the person: what belongs to any of them is shown, and nothing else."""
        return tuple(one.id for one in self.person.identities)


@dataclass(frozen=True, slots=True)
class Posted:
    """What one of the part's forms was filled in with. `key` is the form's own: sent twice, it is one deed."""

    key: str
    fields: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of fields that may be ticked more than once
    files: "Sequence[UploadedFile[bytes]]" = ()

    def get(self, name: str) -> str:
        """The field as it was typed, '' where it is absent."""
        return self.fields.get(name, "")


class NotSo(Refusal):
    """What was asked for cannot be done, said in the person's own words and language: `fields` are sentences beside the fields of the form. Any
    other refusal is answered with a general sentence."""


class Part(Protocol):
    """One section of the page. Its place is its place in the registry; `key` is its anchor and stands in its forms' addresses."""

    key: ClassVar[str]  # small letters and hyphens
    template: ClassVar[
        str
    ]  # gets `shown`, `told`, `act` (address of its forms, before the action), `typed`, `wrong`, `complaint`, `who`, `key`
    words: ClassVar[
        Mapping[str, Words]
    ]  # by language, English and German with the same names; also "title", the section's heading

    def look(self, who: Who, *, at: datetime) -> object | None:
        """What its template shows, or None for no section at all. Writes nothing; a fixed number of queries."""
        ...


@runtime_checkable
class Does(Protocol):
    """A part with forms."""

    actions: ClassVar[frozenset[str]]
    says: ClassVar[frozenset[str]]  # the names of those of its words that may be said once something was done

    def do(self, who: Who, action: str, posted: Posted, *, at: datetime) -> str:
        """Does it, in the open transaction, and names the word of thanks. May be repeated with the same `posted.key`. Raises NotSo with nothing
        changed. Every id in the form is somebody's claim: what is not this person's is as if it were not there."""
        ...


def words_of(part: Part, language: str) -> Words:
    """The part's words in this language, else in English."""
    return part.words.get(language) or part.words["en"]
