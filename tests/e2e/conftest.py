"""Browser tests: the demonstration hall, a real server, Chromium.

`hall_server` is a hall of the module's own (a copy of the demonstration), `open_page()` a visitor's clean browser:

    def test_a_clerk_sees_today(open_page):
        page = open_page("clerk")                      # signed in; open_page() is somebody signed out
        phone = open_page("manager", width=360, language="en")
        page.goto("/today/")

When the test ends, every page must be free of script errors, of refusals by the content security policy and of requests
to other hosts; a test that provokes one on purpose removes it from `page.complaints`.
"""

import re
import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from training.demo import source
from training.demo.cast import PASSWORD

from . import hall_server as halls

# The one-click roles of the demonstration.
PEOPLE = ("clerk", "trainer", "chief-trainer", "manager", "administrator")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The editor saves by itself, and a form somebody is in the middle of filling in is refused.
REFUSED_HALFWAY = re.compile(r"/cms/\S+/(add|edit)/\S*: .* the server responded with a status of 400")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"]


@pytest.fixture(scope="session")
def loaded_demonstration(tmp_path_factory, worker_id):
    base = tmp_path_factory.getbasetemp()
    return halls.demonstration((base if worker_id == "master" else base.parent) / "demonstration")


@pytest.fixture(scope="module")
def hall_folder(request, loaded_demonstration, tmp_path_factory):
    """The module's own copy: `hall_folder.manage("command", …)` works on it. A module with `IN_BACKGROUND = True` has
    workers of its own."""
    in_background = getattr(request.module, "IN_BACKGROUND", False)
    return halls.copied(loaded_demonstration, tmp_path_factory.mktemp("hall") / "copy", in_background=in_background)


@pytest.fixture(scope="module")
def hall_server(hall_folder):
    """The origin at which the module's own hall is served."""
    with halls.served(hall_folder) as origin:
        yield origin


def chromium_path():
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Chromium is missing; on Debian, as root: apt-get install chromium fonts-noto-cjk"
    return path


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium. Once a module: its event loop would disturb Django in tests of other modules."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def _cookies():
    """Who signed in once in this module need not type again."""
    return {}


@pytest.fixture
def open_page(browser, hall_server, _cookies):
    """`open_page("clerk", width=360, height=740, language="zh-CN", scheme="light")` is that person's new browser."""
    contexts, pages = [], []

    def make(role=None, *, width=1280, height=800, language="zh-CN", scheme="light", **options):
        context = browser.new_context(
            base_url=hall_server,
            viewport={"width": width, "height": height},
            locale=language,
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        listen(page, hall_server)
        pages.append(page)
        if role:
            sign_in(page, role, _cookies)
        return page

    yield make
    complaints = [complaint for page in pages for complaint in page.complaints]
    for context in contexts:
        context.close()
    assert not complaints


def listen(page, origin):
    """Collect in `page.complaints` what a visitor would not see but a developer should."""
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(f"script error at {page.url}: {error}"))

    def note(message):
        complaint = f"{page.url}: {message.text}"
        if message.type == "error" and not REFUSED_HALFWAY.search(complaint):
            page.complaints.append(complaint)

    page.on("console", note)
    host = urlsplit(origin).netloc

    def check(request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != host:
            page.complaints.append(f"{page.url} asked another host: {request.url}")

    page.on("request", check)


def sign_in(page, role, remembered=None):
    """Sign in as one of PEOPLE through the sign-in form; `remembered` keeps the cookies for the next time."""
    assert role in PEOPLE, f"{role!r} is none of {PEOPLE}"
    if remembered and role in remembered:
        page.context.add_cookies(remembered[role])
        return
    page.goto("/accounts/login/")
    page.fill("[name=login]", source.hall()["cast"][role])
    page.fill("[name=password]", PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    if remembered is not None:
        remembered[role] = page.context.cookies()
