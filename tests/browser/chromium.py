"""A headless Chromium (Debian's), and a folder served on loopback: what browser tests stand on. Never leaves this machine."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"light": (1440, 900), "dark": (1440, 900), "phone": (390, 844)}
ROOT = Path(__file__).parent.parent.parent
SCREENSHOTS = ROOT / "screenshots"  # ignored by git: for people to look at


def path() -> str | None:
    """Where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with a profile of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path(), args=list(FLAGS))
        try:
            yield started
        finally:
            started.close()


def picture(page: Page, file: Path, *, whole: bool = False) -> None:
    """Leaves a picture of the page as it looks now, for people to look at: the window, or the whole page. Not where several workers run all tests
    side by side (`make check`): nobody looks then, and a picture takes a processor as long as the page itself."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file, full_page=whole)


def violations(page: Page, *, colours_alone: bool = False) -> list[str]:
    """What axe finds in the page as it looks now; or only in its colours, where all else was looked at in the same window in others. Its script
    is put into a page once, which is the dearest part."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if colours_alone else {})
    found = page.evaluate("(options) => axe.run(document, options).then((said) => said.violations)", options)
    return [f"{one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found]


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder at a loopback address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
