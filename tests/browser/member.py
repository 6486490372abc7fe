"""A member of staff in a real browser: opens pages, looks, clicks; axe looks at every page, and pictures are left for people to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser import chromium

PATIENCE_MS = 25_000  # the sweep looks every 5 s, and a busy machine is slow
expect.set_options(timeout=PATIENCE_MS)


class Member:
    """One browser window, signed in. `wrong` collects what axe, the page's width and the console found, page by page."""

    def __init__(self, page: Page, url: str, shots: Path) -> None:
        self.page, self.url, self._shots = page, url, shots
        self.wrong: list[str] = []
        self.visited: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._note)

    def goes_to(self, path: str) -> Page:
        self.page.goto(f"{self.url}{path}")
        return self.page

    def looks(self, station: str) -> None:
        """Lets axe look at the page in light, dark and at a phone's width, and keeps a picture of each."""
        self.visited.append(station)
        for look, (width, height) in chromium.SIZES.items():
            self.page.emulate_media(color_scheme="dark" if look == "dark" else "light", reduced_motion="reduce")
            self.page.set_viewport_size({"width": width, "height": height})
            chromium.picture(self.page, self._shots / f"{station}-{look}.png", whole=look == "phone")
            self._check(f"{station} ({look})", look)
        width, height = chromium.SIZES["light"]
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": width, "height": height})

    def _check(self, where: str, look: str) -> None:
        self.wrong += [f"{where}: {one}" for one in chromium.violations(self.page, colours_alone=look == "dark")]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.wrong.append(f"{where}: wider than the screen")

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.wrong.append(f"console of {self.page.url.removeprefix(self.url)}: {said.text}")


@contextmanager
def signed_in(browser: Browser, *, url: str, link: str, shots: Path) -> Iterator[Member]:
    """The member whom the one-time link `link` signs in."""
    width, height = chromium.SIZES["light"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", timezone_id="Europe/London")
    try:
        member = Member(context.new_page(), url, shots)
        member.goes_to(link).get_by_role("button", name="Sign in").click()
        yield member
    finally:
        context.close()
