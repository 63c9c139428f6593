"""What the tests that drive a real browser share."""

import os
import pathlib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import HANG_SECONDS, ROOT
from paper import free_port
from playwright.sync_api import expect, sync_playwright

LANGUAGES = ["zh-Hans", "zh-Hant", "en"]
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
expect.set_options(timeout=HANG_SECONDS * 1000)
SHOTS = pathlib.Path(os.environ.get("HALL_SHOTS", ROOT / ".build" / "screenshots"))


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def pages(chromium):
    """Opens pages, each in a browser profile of its own; what one of them complains of fails the test."""
    contexts, complaints = [], []

    def open_page(address, size=(1920, 1080), profile=None, **options):
        context = profile or chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", **options)
        if context not in contexts:
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(HANG_SECONDS * 1000)
        page.on("pageerror", lambda error: complaints.append(f"{address}: {error}"))
        page.on("console", lambda message: complaints.append(f"{address}: {message.text}")
                if message.type == "error" and not expected(message.text) else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


def expected(complaint):
    """What a browser reports of every answer that is no 200, and of a daemon that is away."""
    return "Failed to load resource" in complaint or "ERR_CONNECTION" in complaint or "net::ERR" in complaint


@pytest.fixture
def demo(new_hall):
    """The demo hall: its pages on this machine need no token. It keeps its port through restarts."""
    hall = new_hall(web=f"127.0.0.1:{free_port()}").start()
    hall.address = f"http://{hall.web}"
    return hall


def demo_pin(hall, staff):
    return re.search(rf"\b{staff} \S+: (\d{{4}})", hall.log.read_text())[1]


def sign_in(page, staff, pin):
    page.fill("#staff", staff)
    page.fill("#pin", pin)
    page.keyboard.press("Enter")
    page.wait_for_selector(".work, .card .primary:not([data-do=signIn])")


def press_at_window(page, key):
    """When what was asked before has been answered: a key pressed meanwhile does nothing."""
    expect(page.locator(".command.leave")).to_be_enabled()
    page.keyboard.press(key)


def at_window(pages, hall, window, staff=None, size=(1366, 768), query=""):
    page = pages(f"{hall.address}/window/{window}{query}", size)
    sign_in(page, staff or str(window), demo_pin(hall, staff or window))
    return page


def as_administrator(pages, hall, section="today", size=(1366, 768), language="zh-Hans", pin=None):
    page = pages(f"{hall.address}/admin?lang={language}#{section}", size)
    page.fill("#staff", "9")
    page.fill("#pin", pin or demo_pin(hall, 9))
    page.keyboard.press("Enter")
    expect(page.locator("main[aria-busy=false]")).to_be_visible()
    return page


def text_of(page, selector):
    return page.locator(selector).first.inner_text()


def shoot(page, name):
    """For people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def check(page, name):
    """Looks at the page as axe does, and keeps a picture of it."""
    shoot(page, name)
    found = Axe().run(page, options=WCAG).response["violations"]
    assert not found, [
        (violation["id"], [node["html"][:160] + " " + node.get("failureSummary", "") for node in violation["nodes"][:3]])
        for violation in found]


def fits(page, both=True):
    """Nothing is beyond the edge; `both`: not below either, where nobody can scroll."""
    wide, high, across, down = page.evaluate(
        "() => [innerWidth, innerHeight, document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert across <= wide + 1, f"{across} of {wide} across"
    assert not both or down <= high + 1, f"{down} of {high} down"
