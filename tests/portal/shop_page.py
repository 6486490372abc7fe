"""A shop's own page on another origin, with a strict policy: served on loopback, and told what it shall hold."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROGUE = "*{color:red!important;font-size:3px!important} button,textarea,section{display:none!important}"  # what must not reach the window


class ShopPage:
    """`html` and `policy` are what every address of it answers with; `posted` what was sent to it."""

    def __init__(self) -> None:
        self.html = "<!doctype html><html lang=en><title>Shop</title><body><h1>Shop</h1></body></html>"
        self.policy = "default-src 'none'"
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = page.html.encode()
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-security-policy", page.policy)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def carries_chat(self, makegood: str, slug: str, live: str, *, attributes: str = "") -> None:
        """The one line of the documentation, and the directives that it names."""
        self.policy = f"default-src 'none'; script-src {makegood}; connect-src {makegood} {live}; img-src data:; require-trusted-types-for 'script'"
        tag = f'<script src="{makegood}/chat/{slug}/shop/widget.js" {attributes} async></script>'
        self.html = f"<!doctype html><html lang=en><meta name=viewport content='width=device-width'><link rel=icon href='data:,'><title>Shop</title><body><main><h1>Torches</h1></main>{tag}</body></html>"

    def serve(self) -> None:
        self._server.serve_forever(0.05)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def open_shop() -> Iterator[ShopPage]:
    page = ShopPage()
    thread = threading.Thread(target=page.serve, daemon=True)
    thread.start()
    try:
        yield page
    finally:
        page.stop()
        thread.join()
