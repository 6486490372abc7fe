"""A discussion of Brightside's: Mara hosts it, Joe answers beside her, for an hour from AT."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.discussions.actions import opening, taking_part
from makegood.discussions.types import AnswererIn, Discussion, Question
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from tests import cast

TITLE = "Why the lights went out in our shop"
HOST = ("Mara Lindqvist", "head of the shop")
ENGINEER = ("Joe Okafor", "engineer")


def member(name: str) -> Member:
    return next(one for one in brands.members() if one.name == name)


def plan(**changed: Any) -> dict[str, Any]:
    mara, joe = member("Mara Lindqvist"), member("Joe Okafor")
    told: dict[str, Any] = {
        "occasion": None,
        "title": TITLE,
        "intro": "Ask us anything about Monday morning.",
        "starts_at": cast.AT,
        "ends_at": cast.later(hours=1),
        "zone": "Europe/London",
        "host": AnswererIn(mara.id, *HOST),
        "answerers": (AnswererIn(joe.id, *ENGINEER),),
        "by": actors.member(mara.id),
        "at": cast.later(days=-1),
    }
    return told | changed


def opened(**changed: Any) -> Discussion:
    return opening.open(**plan(**changed))


def asked(discussion: Discussion, text: str, *, who: UUID | None = None, minutes: int = 1, **more: Any) -> Question:
    told = {"name": "", "key": new_id().hex, "by": SYSTEM, "at": cast.AT + timedelta(minutes=minutes)}
    return taking_part.ask(discussion_id=discussion.id, participant_id=who or new_id(), text=text, **(told | more))
