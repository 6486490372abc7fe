"""May a sale be announced, moved, widened, ended so? Pure: values in, a refusal or nothing out.

A word given to people is moved in their favour or kept. To end earlier what somebody was told of is no move: it breaks the word, and is said so.
"""

from datetime import datetime, timedelta

from makegood.kernel.refusals import Refusal
from makegood.sales.types import Because, Sale, Scope

NAME_LENGTH, WORDS_LENGTH, BECAUSE_LENGTH, CODE_LENGTH = 120, 300, 300, 100
MOST_CODES = 2_000
LONGEST = timedelta(days=5 * 366)  # nobody promises further ahead: a slip of the pen


def check_name(name: str) -> str:
    """The name on one line. Refuses an empty one and one that is too long."""
    clean = " ".join(name.split())
    if not clean or len(clean) > NAME_LENGTH:
        why = "is missing" if not clean else f"has more than {NAME_LENGTH} letters"
        raise _bad("name", why, f"name: it {why}. Call the sale what the shop calls it.")
    return clean


def check_scope(scope: Scope) -> Scope:
    """The scope, tidied: words on one line, each code once. Refuses a scope that says nothing, codes that are too long, too many of them."""
    words = " ".join(scope.words.split())
    if not words or len(words) > WORDS_LENGTH:
        why = "is missing" if not words else f"has more than {WORDS_LENGTH} letters"
        raise _bad("scope", why, f"scope: it {why}. Say what is on sale, as the shop says it.")
    return Scope(words, _codes("skus", scope.skus), _codes("collections", scope.collections))


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """Refuses a sale that ends before it begins, and one of more than five years."""
    if ends_at <= starts_at:
        raise _bad("ends", "is not after the start", "ends: a sale ends after it begins. Look at the day and the zone.")
    if ends_at - starts_at > LONGEST:
        raise _bad("ends", "too far ahead", "ends: no sale runs for more than five years. Look at the year.")


def check_move(sale: Sale, ends_at: datetime, *, told: int, at: datetime) -> None:
    """Refuses to move what is over, was ended or called off ("sale_over"), to an end that has passed, and to an earlier one of which somebody
    was told the later ("sale_promised")."""
    check_open(sale, at=at)
    if ends_at <= at:
        raise _bad("ends", "is past", "ends: that instant has passed. If the sale is over, say when it ended.")
    check_span(sale.starts_at, ends_at)
    if ends_at < sale.ends_at and told:
        people = "1 person was" if told == 1 else f"{told:,} people were"
        sentence = f"ends: {people} told that it runs until {sale.said_as}. That word is kept, or broken when the sale ends; it is not moved."
        raise Refusal("sale_promised", sentence, {"ends": "earlier than people were told"})


def check_wider(sale: Sale, scope: Scope, *, at: datetime) -> None:
    """Refuses to widen what is over ("sale_over"), and a scope that lacks something that was in it ("sale_narrower")."""
    check_open(sale, at=at)
    for name, before, now in (("skus", sale.scope.skus, scope.skus), ("collections", sale.scope.collections, scope.collections)):
        gone = sorted(set(before) - set(now))
        if gone:
            sentence = (
                f"{name}: {', '.join(gone[:5])} would no longer be on sale. People were promised that; a scope only widens."
            )
            raise Refusal("sale_narrower", sentence, {name: "lacks what was on sale"})


def check_open(sale: Sale, *, at: datetime) -> None:
    """Refuses ("sale_over") what has ended, by the clock, by the shop's word, or because it was called off."""
    if sale.called_off_at is not None or sale.ended_at is not None or at >= sale.ends_at:
        raise Refusal("sale_over", f"The sale “{sale.name}” is over. Announce a new one.", {"sale_id": "is over"})


def check_ended(sale: Sale, ended_at: datetime, *, at: datetime) -> None:
    """Refuses an end that lies ahead, one before the sale began, and of a sale that was called off."""
    if sale.called_off_at is not None:
        raise Refusal("sale_over", f"The sale “{sale.name}” was called off: it never began.", {"sale_id": "was called off"})
    if ended_at > at:
        raise _bad("ended_at", "lies ahead", "ended_at: that instant has not come yet. To end it at another time, move its end.")
    if ended_at < sale.starts_at:
        raise _bad("ended_at", "before the start", "ended_at: the sale had not begun then.")


def check_because(because: Because) -> Because:
    """Refuses a change without a reason, and one that is too long."""
    words = " ".join(because.words.split())
    if not words or len(words) > BECAUSE_LENGTH:
        why = "is missing" if not words else f"has more than {BECAUSE_LENGTH} letters"
        raise _bad("because", why, f"because: it {why}. Say in a few words why it is changed.")
    return Because(words, because.occasion_kind, because.occasion_id)


def _codes(field: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    once = tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if len(once) > MOST_CODES:
        raise _bad(field, "too many", f"{field}: at most {MOST_CODES:,}; a collection stands for many articles.")
    long = next((code for code in once if len(code) > CODE_LENGTH), None)
    if long is not None:
        raise _bad(field, "too long", f"{field}: “{long[:40]}…” has more than {CODE_LENGTH} characters.")
    return once


def _bad(field: str, why: str, sentence: str) -> Refusal:
    return Refusal("bad_sale", sentence, {field: why})
