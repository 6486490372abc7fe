"""Every page in a real browser, in light, dark and on a phone: axe finds nothing, nothing sticks out, and pictures are left to look at."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.desk import gallery

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The drawn pages and the static files, served on loopback."""
    folder = tmp_path_factory.mktemp("gallery")
    for name, html in gallery.pages().items():
        (folder / f"{name}.html").write_text(html)
    for part in ("desk", "django_htmx"):
        found = finders.find(part)
        assert isinstance(found, str)
        shutil.copytree(found, folder / "static" / part)
    with chromium.served(folder) as address:
        yield address


def opened(chrome: Browser, look: str, address: str) -> Page:
    width, height = chromium.SIZES[look]
    scheme = "dark" if look == "dark" else "light"
    page = chrome.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    return page


PARTS = 3  # one test of all pages would be long on a busy machine
RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}, "phone": {"runOnly": ["color-contrast", "target-size"]}}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_fits_and_has_one_accent_at_most(chrome: Browser, shelf: str, part: int) -> None:
    found: list[str] = []
    shots = chromium.SCREENSHOTS / "gallery"
    page, axe = opened(chrome, "light", f"{shelf}/404.html"), Axe()
    for name in list(gallery.pages())[part::PARTS]:
        page.goto(f"{shelf}/{name}.html")
        found += [f"{name}: more than one accent"] * (page.locator(".button--accent").count() > 1)
        for look in chromium.SIZES:
            becomes(page, look)
            chromium.picture(page, shots / f"{name}-{look}.png", whole=look == "phone")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{name} ({look}): wider than the screen")
        page.evaluate("document.querySelectorAll('details:not(.more, .owner)').forEach((fold) => { fold.open = true })")
        page.evaluate(axe.axe_script)  # once for all looks: it is the dearest part
        for look in chromium.SIZES:
            becomes(page, look)
            violations = page.evaluate(
                "(options) => axe.run(document, options).then((said) => said.violations)",
                {"resultTypes": ["violations"], **RULES[look]},
            )
            found += [f"{name} ({look}): {one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in violations]
    page.close()
    assert found == []


def becomes(page: Page, look: str) -> None:
    """The window's size and the colours of a look."""
    width, height = chromium.SIZES[look]
    page.emulate_media(color_scheme="dark" if look == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})


def test_keys_walk_the_list_write_and_rest_while_typing(chrome: Browser, shelf: str) -> None:
    page = opened(chrome, "light", f"{shelf}/case.html")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.case") == "8"  # the one after the open case
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.case") == "3"
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "note"
    page.keyboard.type("jerk? /")
    assert page.input_value("#note") == "jerk? /"
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.id") == "owner"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.close()


def test_keys_have_a_sheet_and_can_be_switched_off(chrome: Browser, shelf: str) -> None:
    page = opened(chrome, "light", f"{shelf}/case.html")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") != "note"
    page.keyboard.press("?")  # the sheet itself stays in reach
    page.get_by_label("Single keys work").check()
    page.close()


def test_a_note_never_sits_in_the_box_that_leaves_the_house(chrome: Browser, shelf: str) -> None:
    page = opened(chrome, "light", f"{shelf}/case.html")
    assert page.locator("#answer").is_visible()
    assert not page.locator("#note").is_visible()
    page.get_by_text("Note for the team", exact=True).click()
    assert page.locator("#note").is_visible()
    assert not page.locator("#answer").is_visible()
    page.close()


def test_a_draft_survives_a_reload(chrome: Browser, shelf: str) -> None:
    page = opened(chrome, "light", f"{shelf}/case.html")
    page.fill("#answer", "Half a thought")
    page.reload()
    assert page.input_value("#answer") == "Half a thought"
    page.close()


def test_without_script_every_action_is_a_plain_form(chrome: Browser, shelf: str) -> None:
    width, height = chromium.SIZES["light"]
    page = chrome.new_page(viewport={"width": width, "height": height}, java_script_enabled=False)
    page.goto(f"{shelf}/case.html")
    forms = page.locator("#pane form").all()
    assert len(forms) >= 9
    assert [form.get_attribute("method") for form in forms] == ["post"] * len(forms)
    assert all(
        (form.get_attribute("action") or "").startswith("/b/brightside/") for form in forms
    )  # a case's, or a message's own
    assert page.get_by_role("button", name="Put it right", exact=True).is_visible()
    page.close()


def test_the_lifeline_has_a_table_behind_it(chrome: Browser, shelf: str) -> None:
    page = opened(chrome, "light", f"{shelf}/person.html")
    page.get_by_text("As a table", exact=True).click()
    assert page.locator(".lifeline tbody tr").count() == 15
    page.close()


def test_pictures_lie_in_an_ignored_folder() -> None:
    assert "screenshots/" in Path(chromium.ROOT / ".gitignore").read_text().split()
