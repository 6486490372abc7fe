"""Asks the shop whether it would do what was proposed, before anybody agrees: a dry run, outside any transaction.

What it would not do is taken back and something else proposed, with the shop's words. Where it does not answer nothing changes, and the proposal
says that the shop was not asked. Never touches what a member changed, agreed to or declined, and never carries anything out.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from makegood.cases.types import CaseId
from makegood.flows import making_good, open_pages, proposing_anew
from makegood.kernel.refusals import Refusal, Trouble
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import shop_word
from makegood.makegoods.rules.courses import BY_HAND
from makegood.makegoods.types import Makegood, MakegoodState, Step, StepKind
from makegood.orders import queries as orders
from makegood.orders import registry as shops
from makegood.orders.types import Shop, ShopCommand
from makegood.platform import tenancy, work
from makegood.platform.work import Taken


def ask(items: Sequence[Taken], at: datetime) -> None:
    """One proposal. May be repeated: a dry run changes nothing, and words are said once."""
    (item,) = items
    with tenancy.brand(item.brand_id):
        held = makegoods.makegood(makegood_id=UUID(item.key))
        fix = _fix(held)
        if held.state is not MakegoodState.PROPOSED or fix is None or not orders.has_shop():
            work.finish([item])
            return
        shop = shops.shop(orders.shop_connection())
    command = making_good.command_of(fix, held.steps)
    no, beside = _asked(shop, command)
    with tenancy.brand(item.brand_id):
        if no:
            known = {**item.payload.get("no", {}), command.kind.value: no}
            beside = "" if _something_else(held, known, at) else f"The shop says that it cannot: {no}"
        if beside:
            shop_word.note(makegood_id=held.id, words=beside)
        open_pages.of_occasion(held.occasion)
        work.finish([item])


def _asked(shop: Shop, command: ShopCommand) -> tuple[str, str]:
    """Why it cannot, or ''; and what is said beside the proposal. What travels with a fix never stands in its way: it is asked about apart."""
    try:
        alone = shop.dry_run(replace(command, key=f"ask {command.key}", extras=()))
        if not alone.possible or not command.extras:
            return ("" if alone.possible else alone.words), ""
        together = shop.dry_run(replace(command, key=f"ask {command.key}"))
    except (Trouble, Refusal) as trouble:
        return "", f"The shop was not asked whether it can do it: {trouble.sentence}"
    return "", "" if together.possible else f"The shop can do it, but not with what was to go into the parcel: {together.words}"


def _something_else(held: Makegood, no: Mapping[str, str], at: datetime) -> bool:
    """Whether something else is proposed now. Where a member had it in hand, or nothing else is found, it stays as it is."""
    case_id = CaseId(held.occasion.id)
    with suppress(_NothingElse), transaction.atomic():
        if not shop_word.take_back(makegood_id=held.id, at=at):
            return False
        if not proposing_anew.from_their_words(case_ids=[case_id], shop_says_no={case_id: no}, at=at):
            raise _NothingElse
        return True
    return False


class _NothingElse(Exception):
    """Undoes what was taken back."""


def _fix(held: Makegood) -> Step | None:
    """What the shop is to do first; None where our own people do it."""
    return next((step for step in held.steps if step.kind is StepKind.FIX and step.params["command"] != BY_HAND), None)
