"""The shop's HTTP side, on loopback: signed commands, the controls of a demonstration, and a page for people."""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from reference_shop import letters
from reference_shop.catalogue import COURIER_SLOT
from reference_shop.page import letters_page, page
from reference_shop.selling import Customer, No
from reference_shop.signing import fits
from reference_shop.window import window_page

if TYPE_CHECKING:
    from reference_shop.shop import ReferenceShop

_LARGEST_BODY = 1_000_000
Result = tuple[int, dict[str, object]]


class Server:
    """Listens in a thread of its own."""

    def __init__(self, shop: "ReferenceShop", port: int) -> None:
        routes = Routes(shop)

        class Bound(_Handler):
            def act(self) -> Routes:
                return routes

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Bound)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), name="reference-shop", daemon=True)

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class Routes:
    """What each address does: a decoded body in, a status and an answer out."""

    def __init__(self, shop: "ReferenceShop") -> None:
        self.shop = shop
        self.controls: dict[str, Callable[[dict[str, Any]], Result]] = {
            "/control/place-order": self._place_order,
            "/control/parcel": self._parcel,
            "/control/trouble": self._trouble,
            "/control/stock": self._stock,
        }

    def command(self, headers: dict[str, str], body: bytes) -> Result:
        if not fits(secrets=self.shop.secrets, headers=headers, body=body):
            return 401, {"title": "Not signed by whom we know", "code": "bad_signature"}
        return self.answer(self.shop.obey, decoded(body))

    def letter(self, headers: dict[str, str], body: bytes) -> Result:
        if not fits(secrets=self.shop.secrets, headers=headers, body=body):
            return 401, {"title": "Not signed by whom we know", "code": "bad_signature"}
        return self.answer(lambda said: letters.take(self.shop.store, said, self.shop.now()), decoded(body))

    def control(self, path: str, body: dict[str, Any]) -> Result:
        return self.answer(self.controls[path], body)

    def answer(self, act: Callable[[dict[str, Any]], Result], body: dict[str, Any]) -> Result:
        try:
            return act(body)
        except No as no:
            status = 409 if no.code in ("key_reused", "number_taken") else 422
            errors = [{"field": no.field, "message": no.sentence}] if no.field else []
            return status, {
                "title": "The shop says no",
                "status": status,
                "code": no.code,
                "detail": no.sentence,
                "errors": errors,
            }

    def _place_order(self, body: dict[str, Any]) -> Result:
        customer = Customer(**{name: str(value) for name, value in body["customer"].items()})
        number = self.shop.place_order(
            customer=customer,
            items=[(str(one["sku"]), int(one["quantity"])) for one in body["items"]],
            at=_instant(body.get("at")),
            service=str(body.get("service") or COURIER_SLOT),
            promised_from=_instant(body.get("promised_from")),
            promised_until=_instant(body.get("promised_until")),
            number=str(body.get("number") or ""),
        )
        return 201, {"number": number}

    def _parcel(self, body: dict[str, Any]) -> Result:
        number, state = str(body["order_number"]), str(body["state"])
        courier, note = str(body.get("courier") or ""), str(body.get("note") or "")
        self.shop.move_parcel(number, state, at=_instant(body.get("at")), courier=courier, note=note)
        return 200, {"order_number": number, "state": state}

    def _trouble(self, body: dict[str, Any]) -> Result:
        status, times = int(body.get("status", 503)), int(body.get("times", 1))
        self.shop.break_next(status=status, times=times, after_doing=bool(body.get("after_doing")))
        return 200, {"times": times}

    def _stock(self, body: dict[str, Any]) -> Result:
        self.shop.set_stock(str(body["sku"]), int(body["stock"]))
        return 200, {"sku": str(body["sku"]), "stock": self.shop.stock(str(body["sku"]))}


class _Handler(BaseHTTPRequestHandler):
    def act(self) -> Routes:
        raise NotImplementedError

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(200, page(self.act().shop).encode(), "text/html; charset=utf-8")
        elif self.path == "/letters":
            self._send(200, letters_page(self.act().shop).encode(), "text/html; charset=utf-8")
        elif self.path == "/window":
            shop = self.act().shop
            self._send(200, window_page("Brightside Lights", shop.chat, shop.form).encode(), "text/html; charset=utf-8")
        elif self.path == "/health":
            self._json(200, {"waiting": self.act().shop.waiting(), "commands": self.act().shop.command_count()})
        else:
            self._json(404, {"title": "There is nothing here"})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > _LARGEST_BODY:
            self._json(413, {"title": "That is too much at once"})
            return
        body = self.rfile.read(length)
        try:
            self._post(body)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            self._json(400, {"title": "We cannot read that", "code": "malformed", "detail": f"{type(wrong).__name__}: {wrong}"})

    def _post(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.path == "/commands":
            self._json(*self.act().command(headers, body))
        elif self.path == "/letters":
            self._json(*self.act().letter(headers, body))
        elif self.path not in self.act().controls:
            self._json(404, {"title": "There is nothing here"})
        elif "form" in self.headers.get("content-type", ""):
            self._form({name: values[0] for name, values in parse_qs(body.decode()).items()})
        else:
            self._json(*self.act().control(self.path, decoded(body)))

    def _form(self, body: dict[str, Any]) -> None:
        """A button on the page: only from the page itself."""
        if self.headers.get("origin") not in (None, f"http://{self.headers.get('host')}"):
            self._json(403, {"title": "Only from the shop's own page"})
            return
        status, answer = self.act().control(self.path, body)
        if status >= 400:
            self._json(status, answer)
            return
        self.send_response(303)
        self.send_header("location", "/")
        self.end_headers()

    def _json(self, status: int, answer: dict[str, object]) -> None:
        self._send(status, json.dumps(answer).encode(), "application/problem+json" if status >= 400 else "application/json")

    def _send(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Says nothing: the page shows what happened."""


def decoded(body: bytes) -> dict[str, Any]:
    value = json.loads(body)
    if not isinstance(value, dict):
        raise TypeError("an object is expected")
    return value


def _instant(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    instant = datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return instant
