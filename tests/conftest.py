"""What every test stands on: a real PostgreSQL, the schema in a fresh database, the app's unprivileged role, and two brands.

MAKEGOOD_TEST_ADMIN_URL names a superuser of another PostgreSQL (Debian's own, for example); without it the embedded one is started
in .var/test-postgres and kept for the next run. The network is shut but for loopback.
"""

import gc
import os
from pathlib import Path

from tests import database

ROOT = Path(__file__).parent.parent
SERVER = database.begin(ROOT)
os.environ.update(SERVER.environment(), DJANGO_SETTINGS_MODULE="makegood.config.settings")
os.environ.setdefault("MAKEGOOD_READER", "first")  # quick; the cascade has tests of its own

gc.disable()  # until the tests are collected: nearly all that is made by loading stays

import django  # noqa: E402

django.setup()

import socket  # noqa: E402
from collections.abc import Callable, Generator, Iterator  # noqa: E402
from contextlib import ExitStack  # noqa: E402
from datetime import datetime  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402
from uuid import UUID, uuid4  # noqa: E402

import pytest  # noqa: E402
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as examples  # noqa: E402
from hypothesis.internal.conjecture import providers  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

from makegood.brands.types import Brand, Member  # noqa: E402
from makegood.platform import waking  # noqa: E402
from makegood.understanding import actions as understanding  # noqa: E402
from tests import cast  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Pages


# The same examples at every run, however busy the machine: nothing fails by the clock. `make proof` draws others, and many more of them.
examples.register_profile(
    "suite", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
examples.load_profile("suite")
# Nor by what stands elsewhere: Hypothesis would draw among all numbers and words of the modules that happen to be loaded, so that a line
# anywhere changes every test's examples, and reading them all takes each worker seconds. It has no setting for that.
providers._get_local_constants = providers.Constants


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The schema was laid before Django loaded its settings; here only the farewell."""
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        for connection in connections.all():
            connection.close()
            if hasattr(connection, "close_pool"):
                connection.close_pool()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Each worker has a database of its own, and Django reads its settings before this file where it finds them named: what this process
    was told must not reach the workers."""
    for name in ("DJANGO_SETTINGS_MODULE", *SERVER.environment()):
        os.environ.pop(name, None)
    gc.enable()  # it collects nothing itself


def pytest_unconfigure() -> None:
    """The last word of every process of a run: of each worker, and after them of the one that hands out their tests."""
    SERVER.end()


@pytest.fixture(scope="session")
def server() -> database.Server:
    """The PostgreSQL of this run, for tests that start processes on a database of their own."""
    return SERVER


def pytest_collection_finish() -> None:
    """What was loaded so far stays to the end: the garbage collector need not walk through it again and again. Nor need it look for rings of
    garbage after every 700 new values, which cost a fourteenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def static_files_are_found_once() -> Iterator[None]:
    """Each of Django's test clients lays the whole chain of middleware anew, and WhiteNoise then looks for every static file there is, which
    takes longer than most answers. It looks once and remembers; what it serves, and how, is as ever."""
    look = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, object] = {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


_LONG = ("faults", "browser", "mailserver")  # the longest kind first


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("PYTEST_XDIST_WORKER"):
        longest_first(items)


def longest_first(items: list[pytest.Item]) -> None:
    """Puts the files that start programs before all others: what takes minutes must not begin when the other worker has nothing left."""
    kinds = {item.path: n for n in reversed(range(len(_LONG))) for item in items if item.get_closest_marker(_LONG[n])}
    items.sort(key=lambda item: kinds.get(item.path, len(_LONG)))


@pytest.fixture(autouse=True)
def nobody_left_to_wake() -> Iterator[None]:
    """What a test wished to wake is forgotten with the test: the thread that would say so lives longer than the test's database does."""
    yield
    waking._bell.take()


@pytest.fixture(autouse=True)
def nobody_left_to_rest() -> Iterator[None]:
    """The reader that a test would let go of some seconds later is another one by then."""
    yield
    while understanding._resting:
        understanding._resting.pop().cancel()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that speaks to anything but this machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        outward = self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple)
        if outward and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test must not use the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def at() -> datetime:
    """The fixed instant of the tests: Monday, 2 March 2026, 10:00 in London."""
    return cast.AT


@pytest.fixture
def brightside(db: None) -> Iterator[Brand]:
    """Brightside Lights, open, in a transaction that is rolled back."""
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    with tenancy.brand(_found(cast.BRIGHTSIDE)):
        _staff()
        yield brands.current()


@pytest.fixture
def pageturner(db: None) -> UUID:
    """Pageturner Books, the other brand; not open. Ask for it before `brightside`."""
    return _found(cast.PAGETURNER)


@pytest.fixture
def mara(brightside: Brand) -> Member:
    """The lead of Brightside."""
    return _member("Mara Lindqvist")


@pytest.fixture
def joe(brightside: Brand) -> Member:
    """An agent of Brightside."""
    return _member("Joe Okafor")


@pytest.fixture
def new_brightside(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], UUID]]:
    """Makes brands that are really committed, for tests with threads and processes; not open. Nothing of them is rolled back: each call
    makes a brand nobody else sees."""
    from makegood.platform import tenancy

    def make() -> UUID:
        brand_id = _found({**cast.BRIGHTSIDE, "slug": f"brightside-{uuid4().hex[:10]}"})
        with tenancy.brand(brand_id):
            _staff()
        return brand_id

    with django_db_blocker.unblock():
        yield make


@pytest.fixture
def committed_brightside(new_brightside: Callable[[], UUID]) -> UUID:
    """A brand of its own that is really committed; not open."""
    return new_brightside()


@pytest.fixture(scope="session")
def pages(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Pages"]:
    """The product's pages as processes, once for all tests with a browser. Turn their clock before use."""
    from tests.browser import serving

    with serving.served(tmp_path_factory.mktemp("pages")) as pages:
        yield pages


_holding = ExitStack()  # the browser that goes from file to file, and what it needs
_held: list["Browser"] = []


@pytest.fixture(scope="module")
def chrome() -> Iterator["Browser"]:
    """One browser for all tests of a file, and of the next file that asks for one, because a start costs a second and a half of a processor.
    Each test opens windows of its own and closes them; what a file leaves open is closed with it."""
    from tests.browser import chromium

    if _held and not _held[0].is_connected():
        _let_go_of_the_browser()
    if not _held:
        # Its driver runs a loop in this thread, beside which the tests' own queries are made.
        _holding.enter_context(pytest.MonkeyPatch.context()).setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        _held.append(_holding.enter_context(chromium.browser()))
    yield _held[0]
    for left in _held[0].contexts:
        left.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """The browser ends before the first file that does not ask for it: its loop must not run beside other tests."""
    try:
        return (yield)
    finally:
        if nextitem is None or (nextitem.path != item.path and "chrome" not in getattr(nextitem, "fixturenames", ())):
            _let_go_of_the_browser()


def _let_go_of_the_browser() -> None:
    _held.clear()
    _holding.close()


def _found(founding: cast.Founding) -> UUID:
    from makegood.brands import actions as brands

    return brands.found(**founding, at=cast.later(days=-365))


def _staff() -> None:
    from makegood.brands import actions as brands
    from makegood.kernel.actors import SYSTEM

    for joining in (cast.PRIYA, cast.MARA, cast.JOE):
        brands.add_member(**joining, by=SYSTEM, at=cast.later(days=-365))


def _member(name: str) -> Member:
    from makegood.brands import queries as brands

    return next(member for member in brands.members() if member.name == name)
