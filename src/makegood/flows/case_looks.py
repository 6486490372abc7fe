"""What the page of a case looks up, and in how few messages to the database: the case by its number; then all that the case leads to; then all that
the person and the conversations lead to; then all that the messages lead to. Looks only; what it means is said elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.cases import called, sides
from makegood.cases import queries as cases
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels import talks
from makegood.channels.messages import Message
from makegood.choices import queries as choices
from makegood.gestures import queries as gestures
from makegood.gestures.types import Occasion
from makegood.incidents import queries as incidents
from makegood.makegoods import queries as makegoods
from makegood.needs import queries as needs
from makegood.needs.types import DESK
from makegood.orders import queries as orders
from makegood.outcomes import queries as outcomes
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import asking
from makegood.promises import queries as promises
from makegood.questions import queries as questions
from makegood.rota import queries as rota
from makegood.touchpoints import queries as touchpoints
from makegood.understanding import queries as understanding
from makegood.understanding.types import Reading

ORDERS_SHOWN = 5  # the latest, and the one that the case is about
PROMISES_SHOWN = 5


class OfCase:
    """What a case leads to. Two messages; the number of a case that the brand does not have is refused (`no_such_case`)."""

    def __init__(self, *, number: int, brand: Brand) -> None:
        case_id, identity_id = cases.place(number=number)
        self._identity_id = identity_id
        self._case, self._persons = cases.ask_case(case_id=case_id), people.ask_persons_of(identity_ids=[identity_id])
        self.members, self.heard, self.budget = brands.ask_members(), channels.ask_channels(), gestures.ask_budget()
        self.makegood = makegoods.ask_for_occasion(occasion=Occasion("case", case_id))
        self.offer, self.asked = choices.ask_of_case(case_id=case_id), questions.ask_of_case(case_id=case_id)
        self.incident, self.woken = incidents.ask_of_case(case_id=case_id), rota.ask_woken_for(case_id=case_id)
        self.beside, self.asked_before = sides.ask_side_parties(case_ids=[case_id]), sides.ask_side_contacts()
        self.calls, self.away = called.ask_calls_of(case_id=case_id), cases.ask_why_away(case_id=case_id)
        self.where = touchpoints.ask_name_at(case_id=case_id, brand=brand)
        asking.together(
            *(self._case, self._persons, self.members, self.heard, self.budget, self.makegood, self.offer, self.asked),
            *(self.incident, self.woken, self.beside, self.asked_before, self.calls, self.away, self.where),
        )

    @property
    def case(self) -> Case:
        return self._case.answer

    @property
    def person(self) -> Person:
        return self._persons.answer[self._identity_id]


class AboutPerson:
    """What a person leads to, to be asked with what was said."""

    def __init__(self, identity_ids: Sequence[UUID], *, order_number: str, at: datetime) -> None:
        self.standing = outcomes.ask_standing(identity_ids=identity_ids)
        self.sales = orders.ask_sales(identity_ids=identity_ids)
        self.orders = orders.ask_latest(identity_ids=identity_ids, limit=ORDERS_SHOWN, number=order_number)
        self.cases = cases.ask_how_many(identity_ids=identity_ids)
        self.needs = needs.ask_for_audience(identity_ids=identity_ids, audience=DESK, at=at)
        self.promises = promises.ask_of_person(identity_ids=identity_ids, limit=PROMISES_SHOWN)
        self.suggestions = linked.ask_suggestions_for(identity_ids=identity_ids)

    @property
    def questions(self) -> tuple[asking.Question[Any], ...]:
        return self.standing, self.sales, self.orders, self.cases, self.needs, self.promises, self.suggestions


class Talk:
    """A stretch of what was said in a case: `stretch` is to be asked first, then `rest()` by one message."""

    def __init__(self, case: Case, person: Person, *, limit: int, before: tuple[datetime, UUID] | None) -> None:
        self._known = {identity.id for identity in person.identities}
        self.stretch = talks.ask_latest(conversation_ids=case.conversation_ids, limit=limit, before=before)
        self.messages: tuple[Message, ...] = ()  # oldest first
        self.readings: dict[UUID, Reading] = {}
        self.others: dict[UUID, Person] = {}  # who else speaks here, by identity

    def rest(self) -> None:
        """The messages whole, how those that came in were read, and who else speaks here. One message."""
        found = self.stretch.answer
        strangers = sorted(found.identity_ids - self._known)
        whole, readings = talks.ask_whole(found), understanding.ask_readings(message_ids=found.heard_ids)
        others = people.ask_persons_of(identity_ids=strangers)
        asking.together(whole, readings, *([others] if strangers else ()))
        self.messages, self.readings = whole.answer, readings.answer
        self.others = others.answer if strangers else {}
