"""Who told whom of the demonstration's shop: some of its customers have a link of their own, and newcomers came by it; one helped another in public.

All of it goes the product's own way, on the visitor's morning: the orders are those of the crowd's last weeks, and nobody is paid for anything.
"""

from datetime import timedelta

from makegood.advocacy.actions import linking
from makegood.advocacy.types import Place
from makegood.commands.demo.people import PEOPLE
from makegood.commands.demo.stage import Stage
from makegood.discussions import queries as discussions
from makegood.flows import advocacy_pages, helping, referrals
from makegood.kernel import actors
from makegood.kernel.actors import SHOP
from makegood.orders import queries as orders
from makegood.orders.types import Order
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import tenancy

SHOP_URL = "https://brightside.example/"
TIP = "Whoever was thrown out"  # how the words of the one who helped begin
_LOOKED_AT, _CAME, _APART = 900, 6, 5  # orders; newcomers who came by a code; of those who might have, every so manieth
_IN_WORDS = "My sister-in-law, she has your reading lamp"


def lay(stage: Stage) -> None:
    """Everything, at the stage's own instant. May be repeated."""
    at, mara = stage.now, stage.team["mara"]
    with tenancy.brand(stage.brand_id):
        advocacy_pages.lead_to(shop_url=SHOP_URL, member=mara, at=at)
        found = orders.page(before=None, since=None, identity_ids=None, limit=_LOOKED_AT)
        persons = people.persons_of(identity_ids=[one.identity_id for one in found])
        theirs = {one.email for one in PEOPLE.values()}
        crowd = [one for one in found if not any(each.value in theirs for each in persons[one.identity_id].identities)]
        firsts = {one.number for one in orders.first_of(identity_ids=[one.identity_id for one in crowd]).values()}
        once = sorted((one for one in crowd if one.number in firsts and one.reason == "sale"), key=lambda one: one.number)
        newcomers, earlier = once[len(once) // 2 :: _APART][: _CAME + 1], once[: len(once) // 2]
        for order in newcomers[:1]:
            _told(order, _IN_WORDS, stage)
        for order, before in zip(newcomers[1:], earlier[::_APART], strict=False):
            _told(order, _code(persons[before.identity_id], stage), stage)
        _helped(stage)


def _code(person: Person, stage: Stage) -> str:
    ids = [one.id for one in person.identities]
    by = actors.person(ids[0])
    return linking.give_link(identity_id=ids[0], identity_ids=ids, by=by, at=stage.now - timedelta(days=40)).code


def _told(order: Order, told_by: str, stage: Stage) -> None:
    told = {"place": Place.ORDER, "key": f"order {order.number}", "order_number": order.number}
    referrals.tell(newcomer_id=order.identity_id, told_by=told_by, told_at=order.placed_at, by=SHOP, at=stage.now, **told)  # type: ignore[arg-type]


def _helped(stage: Stage) -> None:
    """In the hour of questions after the evening somebody told the others what helped; Mara says so."""
    talks = discussions.discussions(at=stage.now)
    said = [one for talk in talks for one in discussions.transcript(discussion_id=talk.discussion.id) if one.text.startswith(TIP)]
    for one in said:
        if one.identity_id is not None:
            helping.mark_question(question_id=one.id, helped=True, member=stage.team["mara"], at=stage.now)
