"""`makegood demo next`: what comes next in Tom's story. Plays what the world outside does (the courier, the days, Tom's posts) and leaves to
the visitor what a member of the team does. May be called at any time.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.commands import up
from makegood.commands.demo import house, place, removing, where
from makegood.commands.demo.days import ZONE, in_its_slot
from makegood.commands.demo.people import PEOPLE, SAM
from makegood.commands.demo.place import Place
from makegood.commands.demo.scenes import HANDED_OVER_AFTER
from makegood.commands.demo.stage import words
from makegood.commands.demo.where import Where
from makegood.config import environment
from makegood.kernel.refusals import Refusal, Trouble
from makegood.makegoods.types import StepKind
from makegood.orders.types import Order
from makegood.platform import clock, http, jobs, signatures

PATIENCE_S = 30.0
_LOOK_S = 0.3


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells one scene. `desk` is the address of the brand's pages."""

    held: Place
    desk: str
    door: str

    def scene(self, now: Where) -> str:
        """What comes after what has happened."""
        case = f"{self.desk}/cases/{now.case.number}/"
        if not now.approved:
            return f"Tom's torch does not work, and his case is open. Look at what is proposed, and approve it: {case}"
        if now.given_up:
            return f"It was not put right this way. Answer Tom yourself: {case}"
        if now.waits_for(StepKind.WAIT) and now.parcel is not None:
            return self._deliver(now.parcel, case)
        if now.waits_for(StepKind.FIX) or now.waits_for(StepKind.WAIT):
            return "The shop is just being asked. Call again in a moment."
        if now.waits_for(StepKind.FOLLOW_UP):
            return self._ask(now, case)
        if not now.words:
            return self._praise()
        if now.asked:
            return f"Whose account is that? Say yes to Tom's, and no to the look-alike: {self.desk}/who/"
        if not any(word.credited for word in now.words):
            return f"His words are kept, but nobody said that the account is his, so they count for nobody: {self.desk}/praise/"
        if len(now.words) == 1:
            return self._article()
        return f"That was the story: one person, one timeline, from a torch for £1.99 to an article. {self.desk}/praise/"

    # What the world outside does ---------------------------------------------------------------------------------------

    def _deliver(self, parcel: Order, case: str) -> str:
        arrives = in_its_slot(parcel.placed_at)
        on_its_way = (
            ("accepted", parcel.placed_at + HANDED_OVER_AFTER),
            ("out_for_delivery", arrives - timedelta(minutes=40)),
            ("delivered", arrives),
        )
        for state, due in on_its_way:
            at = _turn_to(due)
            told = {"order_number": parcel.number, "state": state, "courier": SAM, "at": at.isoformat()}
            self._post(f"{self.held.url}/control/parcel", json.dumps(told).encode(), {})
        arrives = at
        self._until(lambda then: then.case.resolved_at is not None)
        return (
            f"{_said(arrives)}: {SAM} has brought the parcel in its slot, torch and sweets in it ({self.held.url}).\n"
            f"The case closed by itself: {case}"
        )

    def _ask(self, now: Where, case: str) -> str:
        asked = _turn_to(now.asks_at or clock.now())
        self._until(lambda then: not then.waits_for(StepKind.FOLLOW_UP))
        return f"{_said(asked)}: Tom was asked whether all is well ({self.held.url}/letters).\nIn his case: {case}"

    def _praise(self) -> str:
        at = _turn_to(clock.now() + timedelta(hours=3))
        self._tell("tom", "tom_post", reach=4200, at=at)
        self._tell("lookalike", "lookalike_post", reach=35, at=at + timedelta(minutes=1))
        self._until(lambda then: bool(then.words) and then.asked)
        return (
            f"{_said(at)}: two accounts that nobody here has seen praise the shop. One might be Tom's, the other only looks like it.\n"
            f"Decide: {self.desk}/who/"
        )

    def _article(self) -> str:
        at = _turn_to(clock.now() + timedelta(days=1))
        self._tell("tom", "tom_article", reach=12_400, at=at)
        self._until(lambda then: len(then.words) > 1 and all(word.credited for word in then.words))
        return f"{_said(at)}: Tom wrote an article. It is his by itself now, and so are the thanks: {self.desk}/praise/"

    def _tell(self, who: str, key: str, *, reach: int, at: datetime) -> None:
        """A post comes in through the signed door, as from anywhere."""
        one = PEOPLE[who]
        message = {
            "id": f"{key}.{who}",
            "author": {"handle": one.account, "name": one.account_name},
            "text": words()[key]["text"],
            "sent_at": at.isoformat(),
            "public": True,
            "link": f"https://social.example/{one.account.partition(':')[2]}/{key}",
            "reach": reach,
        }
        body = json.dumps({"messages": [message]}).encode()
        self._post(
            f"{self.door}{self.held.posts_at}",
            body,
            signatures.sign(secret=self.held.posts_secret, message_id=f"demo-{key}", body=body),
        )

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        answer = http.request("POST", url, headers={**headers, "content-type": "application/json"}, content=body, timeout_s=20)
        if answer.status >= 300:
            raise Trouble(f"{url} answered {answer.status}: {answer.content.decode(errors='replace')[:200]}", lasting=True)

    def _until(self, happened: Callable[[Where], bool]) -> None:
        """Works along with the worker until it has happened."""
        give_up_at = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up_at:
            jobs.do_all_due(self.held.brand_id, at=clock.now())
            if happened(where.look(self.held.brand_id)):
                return
            time.sleep(_LOOK_S)
        raise Trouble("It takes longer than it should. `makegood doctor` may say why; then call again.")


def play_next() -> int:
    """Plays one scene and says what can be seen now, and where. Refuses where there is no demonstration, or it does not run."""
    held, brand_id = place.load(), removing.found()
    if held is None or held.brand_id != brand_id:
        raise Refusal("no_demonstration", "There is no demonstration here: makegood up --demo makes it.")
    if not up.is_running(environment.settings()):
        raise Refusal("not_running", "Makegood does not run. Start it in another window: makegood up --demo")
    told = environment.settings()
    door = f"127.0.0.1:{told.port}" if told.host in ("0.0.0.0", "127.0.0.1") else f"{told.host}:{told.port}"  # noqa: S104 - compared
    for address in (held.address, door):
        environment.allow_address(address)
    print(Teller(held, f"{told.base_url}/b/{house.SLUG}", f"http://{door}").scene(where.look(held.brand_id)))
    return 0


def _turn_to(at: datetime) -> datetime:
    """The demonstration's clock shows at least `at` from now on. → what it shows"""
    clock.turn(max(at - clock.now(), timedelta()))
    return clock.now()


def _said(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%A, %H:%M}"
