"""A real Vendure shop on loopback, with customers who buy in it and a warehouse that sends: `tools/vendure_shop` in a process of its own.

Installed by tools/vendure_shop/install (`make test-vendure`), never by the tests. Ends only the process that it started.

    with Vendure() as shop:
        number = shop.buy([("PEND-20", 1)])
"""

import json
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from makegood.orders.types import ShopConnection

ROOT = Path(__file__).parents[3]
PLACE = ROOT / ".cache" / "vendure"
READY_S = 180  # 9 s with a core to itself
FIRST = {"username": "superadmin", "password": "superadmin"}
USER, PASSWORD = "makegood@brightside.example", "only-on-loopback"
PERMISSIONS = (
    "ReadOrder, UpdateOrder, CreateOrder, DeleteOrder, ReadCustomer, ReadPromotion, CreatePromotion, DeletePromotion, ReadCatalog, "
    "ReadShippingMethod, ReadSettings"
)  # as docs/shops/vendure.md says, and no more
COURIER = "24-hour courier, one-hour slot"
ADDRESS = {"fullName": "Tom Arden", "streetLine1": "2 Mill Lane", "city": "Leeds", "postalCode": "LS1 4DY", "countryCode": "GB"}


def why_not() -> str:
    """Why no shop can be started here, or ''."""
    there = list(PLACE.glob("*.done")) and (PLACE / "shop.mjs").exists()
    return "" if there else "No Vendure is installed: make test-vendure installs it."


class Vendure:
    """The whole shop in one process of Node, everything in memory, gone at the end. `precision` is how many digits of money it counts."""

    def __init__(self, *, precision: int = 2) -> None:
        self._precision = precision
        self._log = tempfile.NamedTemporaryFile("w", prefix="makegood-vendure-", suffix=".log")  # noqa: SIM115 - closed with the shop
        self._node: subprocess.Popen[str] | None = None
        self._token = ""
        self.admin_url = self.shop_url = ""

    @property
    def host(self) -> str:
        return self.admin_url.removeprefix("http://").partition("/")[0]

    def connection(self, *, channel: str = "", **settings: str) -> ShopConnection:
        """How Makegood is connected with it."""
        told = {"username": USER, **({"channel": channel} if channel else {}), **settings}
        return ShopConnection(self.admin_url, (PASSWORD,), kind="vendure", settings=told)

    def __enter__(self) -> Self:
        self._node = node = subprocess.Popen(
            [str(PLACE / "node/bin/node"), "shop.mjs"],
            cwd=PLACE,
            env={**os.environ, "PRECISION": str(self._precision)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert node.stdout is not None
        until = time.monotonic() + READY_S
        while time.monotonic() < until and node.poll() is None:
            if select.select([node.stdout], [], [], 0.5)[0] and (line := node.stdout.readline()).startswith("{"):
                told = json.loads(line)
                self.admin_url, self.shop_url = told["admin"], told["shop"]
                self._employ()
                return self
        said = Path(self._log.name).read_text()[-2000:]
        self.__exit__(None, None, None)
        raise AssertionError(f"The shop did not begin: {said}")

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._node is not None:
            self._node.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._node.wait(timeout=10)
            self._node.kill()
            self._node.wait()
            for pipe in (self._node.stdin, self._node.stdout):
                if pipe:
                    pipe.close()
        self._log.close()

    def _employ(self) -> None:
        """An account for Makegood, in all channels, with the permissions that the documentation asks for."""
        channels = [one["id"] for one in self.admin("{ channels { items { id } } }")["channels"]["items"]]
        role = {"code": "makegood", "description": "Makegood", "channelIds": channels, "permissions": PERMISSIONS.split(", ")}
        made = self.admin("mutation ($input: CreateRoleInput!) { createRole(input: $input) { id } }", input=role)["createRole"][
            "id"
        ]
        who = {"firstName": "Make", "lastName": "Good", "emailAddress": USER, "password": PASSWORD, "roleIds": [made]}
        self.admin("mutation ($input: CreateAdministratorInput!) { createAdministrator(input: $input) { id } }", input=who)

    # Customers ---------------------------------------------------------------------------------------------------------

    def buy(
        self,
        items: Sequence[tuple[str, int]],
        *,
        channel: str = "gbp",
        service: str = "courier",
        method: str = "card",
        email: str = "tom.arden@example.org",
        code: str = "",
    ) -> str:
        """Somebody orders and pays on the shop's own API. → the order's number"""
        basket = Basket(self.shop_url, channel)
        variants = {one["sku"]: one["id"] for one in self.variants(channel=channel)}
        for sku, quantity in items:
            basket.do("addItemToOrder(productVariantId: $id, quantity: $n)", "$id: ID!, $n: Int!", id=variants[sku], n=quantity)
        who = {"firstName": "Tom", "lastName": "Arden", "emailAddress": email, "phoneNumber": "0113 496 0123"}
        basket.do("setCustomerForOrder(input: $who)", "$who: CreateCustomerInput!", who=who)
        basket.do("setOrderShippingAddress(input: $to)", "$to: CreateAddressInput!", to=ADDRESS)
        if code:
            basket.do("applyCouponCode(couponCode: $code)", "$code: String!", code=code)
        services = basket.ask("{ eligibleShippingMethods { id code } }")["eligibleShippingMethods"]
        by = next(one["id"] for one in services if one["code"] == service)
        basket.do("setOrderShippingMethod(shippingMethodId: $by)", "$by: [ID!]!", by=[by])
        basket.do('transitionOrderToState(state: "ArrangingPayment")')
        paid = basket.do("addPaymentToOrder(input: { method: $method, metadata: {} })", "$method: String!", method=method)
        return str(paid["code"])

    # The warehouse -----------------------------------------------------------------------------------------------------

    def send(self, number: str, items: Sequence[tuple[str, int]] = (), *, tracking: str = "") -> str:
        """Packs a parcel, of these items or of all of the order. → the fulfilment's id"""
        order = self.order(number)
        wanted = dict(items) or {line["productVariant"]["sku"]: line["quantity"] for line in order["lines"]}
        lines = [
            {"orderLineId": line["id"], "quantity": wanted[line["productVariant"]["sku"]]}
            for line in order["lines"]
            if line["productVariant"]["sku"] in wanted
        ]
        told = [{"name": "method", "value": "Swiftline"}, {"name": "trackingCode", "value": tracking}]
        given = {"lines": lines, "handler": {"code": "manual-fulfillment", "arguments": told}}
        made = self.admin(
            "mutation ($input: FulfillOrderInput!) { addFulfillmentToOrder(input: $input) { ... on Fulfillment { id } ... on ErrorResult { message } } }",
            input=given,
        )["addFulfillmentToOrder"]
        return str(made["id"])

    def move(self, fulfilment: str, state: str) -> None:
        """The parcel goes on."""
        query = "mutation ($id: ID!, $state: String!) { transitionFulfillmentToState(id: $id, state: $state) { __typename ... on ErrorResult { message } } }"
        said = self.admin(query, id=fulfilment, state=state)["transitionFulfillmentToState"]
        assert said["__typename"] == "Fulfillment", said

    def cancel(self, number: str, items: Sequence[tuple[str, int]] = ()) -> None:
        order, wanted = self.order(number), dict(items)
        lines = [
            {"orderLineId": line["id"], "quantity": wanted.get(line["productVariant"]["sku"], line["quantity"])}
            for line in order["lines"]
            if not wanted or line["productVariant"]["sku"] in wanted
        ]
        query = (
            "mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on ErrorResult { message } } }"
        )
        said = self.admin(query, input={"orderId": order["id"], "lines": lines, "reason": "asked for"})["cancelOrder"]
        assert said["__typename"] == "Order", said

    # What the shop says ------------------------------------------------------------------------------------------------

    def order(self, number: str, *, channel: str = "gbp") -> dict[str, Any]:
        """The order as the shop's staff see it."""
        fields = """id code state currencyCode totalWithTax shippingWithTax couponCodes
            customer { emailAddress } shippingAddress { streetLine1 postalCode } shippingLines { shippingMethod { name } }
            lines { id quantity productVariant { sku } }
            payments { id amount state refunds { id state total reason lines { quantity } } }
            history(options: { filter: { type: { eq: "ORDER_NOTE" } } }) { items { data } }"""
        query = (
            f"query ($code: String!) {{ orders(options: {{ filter: {{ code: {{ eq: $code }} }} }}) {{ items {{ {fields} }} }} }}"
        )
        found: dict[str, Any] = self.admin(query, channel=channel, code=number)["orders"]["items"][0]
        return found

    def orders(self, *, channel: str = "gbp", latest: int = 1_000) -> list[dict[str, Any]]:
        """The latest orders, drafts too, with the goods in them."""
        query = "{ orders(options: { sort: { id: DESC }, take: %d }) { items { code state totalWithTax promotions { description } lines { quantity productVariant { sku } } } } }"
        return list(self.admin(query % latest, channel=channel)["orders"]["items"])

    def paid_back(self, number: str, *, channel: str = "gbp") -> int:
        """What went back in all, as the shop counts."""
        return sum(refund["total"] for refund in self._refunds(number, channel))

    def _refunds(self, number: str, channel: str) -> Iterator[dict[str, Any]]:
        for payment in self.order(number, channel=channel)["payments"]:
            yield from payment["refunds"]

    def promotions(self, *, channel: str = "gbp") -> list[dict[str, Any]]:
        query = "{ promotions(options: { take: 1000 }) { items { name description couponCode usageLimit perCustomerUsageLimit endsAt actions { code args { name value } } } } }"
        return list(self.admin(query, channel=channel)["promotions"]["items"])

    def variants(self, *, channel: str = "gbp") -> list[dict[str, Any]]:
        query = "{ productVariants(options: { take: 100 }) { items { id sku stockLevels { stockOnHand stockAllocated } } } }"
        return list(self.admin(query, channel=channel)["productVariants"]["items"])

    def set_stock(self, sku: str, stock: int) -> None:
        """So many are there to be sold."""
        one = next(one for one in self.variants() if one["sku"] == sku)
        there = stock + sum(level["stockAllocated"] for level in one["stockLevels"])
        query = "mutation ($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }"
        self.admin(query, input=[{"id": one["id"], "stockOnHand": there}])

    def admin(self, query: str, *, channel: str = "gbp", **variables: Any) -> dict[str, Any]:
        """Asks the admin API as its first administrator."""
        if not self._token:
            log_in = "mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { __typename } }"
            self._token = _post(self.admin_url, log_in, FIRST, {}).headers["vendure-auth-token"]
        headers = {"authorization": f"Bearer {self._token}", "vendure-token": channel}
        return _data(_post(self.admin_url, query, variables, headers))


class Basket:
    """One customer's visit to the shop."""

    def __init__(self, url: str, channel: str) -> None:
        self._url, self._headers = url, {"vendure-token": channel}

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = _post(self._url, query, variables, self._headers)
        if token := answer.headers.get("vendure-auth-token"):
            self._headers["authorization"] = f"Bearer {token}"
        return _data(answer)

    def do(self, call: str, declared: str = "", **variables: Any) -> dict[str, Any]:
        """One step of buying, which must go well."""
        name = call.partition("(")[0]
        told = f"({declared})" if declared else ""
        said = self.ask(
            f"mutation{told} {{ {call} {{ __typename ... on Order {{ code state }} ... on ErrorResult {{ message }} }} }}",
            **variables,
        )
        found: dict[str, Any] = said[name]
        assert "message" not in found, f"{name}: {found}"
        return found


def _post(url: str, query: str, variables: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
    return httpx.post(url, json={"query": query, "variables": variables}, headers=headers, timeout=60)


def _data(answer: httpx.Response) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    if said.get("errors"):
        raise LookupError(said["errors"][0]["message"])
    found: dict[str, Any] = said["data"]
    return found
