"""The morning letter of the Today page: whole sentences, each opening its list. Pure presentation: numbers in, sentences out."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.desk import vocabulary
from makegood.views.types import Today


@dataclass(frozen=True, slots=True)
class Line:
    sentence: SafeString
    mood: str = ""  # "late", "praise" or ""


@dataclass(frozen=True, slots=True)
class Next:
    """The one next step."""

    words: str
    address: str


def paragraphs(today: Today, *, slug: str) -> list[list[Line]]:
    """The letter, the most pressing first: who waits, what needs an eye, how yesterday was. Never empty: a quiet day is said, too."""
    inbox, praise = reverse("desk:inbox", args=[slug]), reverse("desk:praise", args=[slug])
    found = [_waiting(today, inbox), _to_look_at(today, slug), _kindness(today, f"{inbox}?list=resolved", praise)]
    return [paragraph for paragraph in found if paragraph]


def next_step(today: Today, *, slug: str) -> Next | None:
    """Where to begin, or None when nobody waits."""
    inbox = reverse("desk:inbox", args=[slug])
    if today.late:
        return Next(_("Begin with the longest wait"), f"{inbox}?list=late")
    if today.waiting_for_us:
        return Next(_("Begin"), inbox)
    return None


def is_beginning(today: Today) -> bool:
    """Has nothing happened yet that a letter could tell of?"""
    return not any(
        (today.late, today.waiting_for_us, today.put_right_yesterday, today.thanked_yesterday, today.to_confirm, today.troubles)
    )


def _waiting(today: Today, inbox: str) -> list[Line]:
    if not today.waiting_for_us and not today.late:
        return [Line(format_html("{}", _("Nobody is waiting for us.")))]
    late = ngettext(
        "[%(Count)s person] is waiting longer than we promise.",
        "[%(Count)s people] are waiting longer than we promise.",
        today.late,
    )
    noon = ngettext(
        "[%(Count)s promise] will break before noon.", "[%(Count)s promises] will break before noon.", today.due_before_noon
    )
    ours = ngettext("In all, it is [our turn with %(count)s].", "In all, it is [our turn with %(count)s].", today.waiting_for_us)
    return [
        *_line(today.late, late, f"{inbox}?list=late", "late"),
        *_line(today.due_before_noon, noon, inbox),
        *_line(today.waiting_for_us, ours, inbox),
    ]


def _to_look_at(today: Today, slug: str) -> list[Line]:
    causes = ngettext(
        "%(Count)s thing may be one cause for many: [is it an incident?]",
        "%(Count)s things may each be one cause for many: [are they incidents?]",
        today.candidates,
    )
    who = ngettext(
        "%(Count)s address may belong to somebody we know: [is it them?]",
        "%(Count)s addresses may belong to people we know: [is it them?]",
        today.to_confirm,
    )
    silent = ngettext(
        "[%(Count)s channel] has been silent for unusually long.",
        "[%(Count)s channels] have been silent for unusually long.",
        today.silent,
    )
    things = ngettext("[%(Count)s thing] needs a person’s eye.", "[%(Count)s things] need a person’s eye.", today.troubles)
    return [
        *_line(today.candidates, causes, reverse("desk:incidents", args=[slug]), "late"),
        *_line(today.to_confirm, who, reverse("desk:who", args=[slug])),
        *_line(today.silent, silent, reverse("desk:channels", args=[slug])),
        *_line(today.troubles, things, reverse("desk:troubles", args=[slug])),
    ]


def _kindness(today: Today, resolved: str, praise: str) -> list[Line]:
    right, thanked = today.put_right_yesterday, today.thanked_yesterday
    mine = ngettext("[Somebody thanked you.]", "[%(Count)s kind words came for you.]", today.thanks_for_me)
    return [
        *_line(today.thanks_for_me, mine, praise, "praise"),
        *_line(right, ngettext("Yesterday we put [%(count)s] right.", "Yesterday we put [%(count)s] right.", right), resolved),
        *_line(
            thanked,
            ngettext("[%(Count)s person] thanked us in public.", "[%(Count)s people] thanked us in public.", thanked),
            praise,
            "praise",
        ),
    ]


def _line(count: int, sentence: str, address: str, mood: str = "") -> list[Line]:
    """The sentence as one line, its [bracketed] words a link; nothing for a count of nothing."""
    if not count:
        return []
    words = vocabulary.number(count)
    whole = sentence % {"count": words, "Count": capfirst(words)}
    before, _bracket, rest = whole.partition("[")
    linked, _bracket, after = rest.partition("]")
    return [Line(format_html('{}<a href="{}">{}</a>{}', before, address, linked, after), mood)]
