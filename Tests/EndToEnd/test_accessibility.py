"""Every page in every mode and language: axe finds nothing, nothing is cut off, and there is a picture to look at.

The pictures are in .build/screenshots (HALL_SHOTS names another folder): whoever changes a page looks at them.
"""

import pytest
from browser import LANGUAGES, check, demo_pin, fits, shoot, sign_in
from paper import wait_until
from playwright.sync_api import expect


def busy(hall):
    """A hall in the middle of its day."""
    for service, priority in [("A", None), ("A", "elderly"), ("B", None), ("C", None), ("D", None), ("E", None), ("H", None)]:
        hall.call("Queue.Take", service=service, **({"priority": priority} if priority else {}))
    for _ in range(9):
        hall.take("A")
    for window in [1, 2, 3]:
        hall.call("Window.Call", window=window)
    hall.call("Window.Start", window=2)
    hall.call("Window.Call", window=4)
    hall.call("Window.Pause", window=5)
    hall.call("Window.Close", window=6)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
@pytest.mark.parametrize("mode", ["plain", "large", "contrast", "low"])
def test_the_kiosk(demo, pages, language, size, mode):
    busy(demo)
    kiosk = pages(f"{demo.address}/kiosk?lang={language}", size)
    kiosk.wait_for_selector(".tile")
    if mode != "plain":
        kiosk.click(f"[data-do='aid {mode}']")
    name = f"kiosk-{mode}-{language}-{size[0]}"
    check(kiosk, f"{name}-1-home")
    fits(kiosk, both=mode in ("plain", "contrast", "low"))
    kiosk.click("[data-do='category B']")
    check(kiosk, f"{name}-2-category")
    kiosk.click("[data-do='service minimum-living']")
    check(kiosk, f"{name}-3-service")
    fits(kiosk, both=mode in ("plain", "contrast", "low"))
    if mode == "low":
        beyond = kiosk.evaluate("() => (main => main.scrollHeight - main.clientHeight)(document.querySelector('main'))")
        assert beyond <= 1, "nothing is under the button"
    kiosk.click("[data-do='priority elderly']")
    kiosk.click(".take")
    kiosk.wait_for_selector(".done")
    check(kiosk, f"{name}-4-done")
    fits(kiosk, both=mode in ("plain", "contrast", "low"))


def test_the_kiosk_with_voice_and_keypad_and_without_the_daemon(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.wait_for_selector(".tile")
    kiosk.click("[data-do='aid voice']")
    kiosk.wait_for_selector(".key")
    check(kiosk, "kiosk-voice")
    demo.kill()
    kiosk.wait_for_selector(".overlay")
    shoot(kiosk, "kiosk-away")


def test_what_is_touched_from_a_wheelchair_is_in_the_lower_half(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.wait_for_selector(".tile")
    kiosk.click("[data-do='aid low']")
    for step in [None, "[data-do='category A']", "[data-do='service job-registration']"]:
        if step:
            kiosk.click(step)
        tops = kiosk.evaluate("() => [...document.querySelectorAll('button')].map(one => one.getBoundingClientRect().top)")
        assert min(tops) >= 1920 / 2 - 100, step
    sizes = kiosk.evaluate(
        "() => [...document.querySelectorAll('main button, footer button')].map(one => one.getBoundingClientRect().height)")
    assert min(sizes) >= 44


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window(demo, pages, language):
    busy(demo)
    clerk = pages(f"{demo.address}/window/3?lang={language}", (1366, 768))
    check(clerk, f"window-{language}-1-sign-in")
    sign_in(clerk, "3", demo_pin(demo, 3))
    clerk.wait_for_selector(".work")
    check(clerk, f"window-{language}-2-called")
    fits(clerk)
    for key, name in [("o", "outcome"), ("t", "transfer"), ("m", "missing"), ("k", "pick"), ("b", "pause"), ("g", "take"),
                      ("l", "leave"), ("p", "park"), ("c", "correct")]:
        clerk.keyboard.press(key)
        clerk.wait_for_selector(".dialog")
        check(clerk, f"window-{language}-3-{name}")
        clerk.keyboard.press("Escape")
        expect(clerk.locator(".dialog")).to_have_count(0)
    clerk.keyboard.press("f")
    expect(clerk.locator(".in-hand")).to_have_class("in-hand empty")
    check(clerk, f"window-{language}-4-free")
    other = pages(f"{demo.address}/window/1?lang={language}", (1366, 768))
    sign_in(other, "3", demo_pin(demo, 3))
    other.wait_for_selector(".card")
    check(other, f"window-{language}-5-others")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160)], ids=["landscape", "portrait", "4k"])
def test_displays_and_board(demo, pages, language, size):
    busy(demo)
    board = pages(f"{demo.address}/board?lang={language}", size)
    board.wait_for_selector(".calls li")
    check(board, f"board-{language}-{size[0]}")
    fits(board)
    cut = board.evaluate(
        "() => [...document.querySelectorAll('.calls li > *, .waiting li > *, .windows li > *, h1')].filter(one => {"
        " const [inner, outer] = [one.getBoundingClientRect(), one.closest('li, header').getBoundingClientRect()];"
        " return inner.top < outer.top - 4 || inner.bottom > outer.bottom + 4 || inner.right > outer.right + 1 })"
        ".map(one => one.className + one.innerText)")
    assert cut == []
    for window, name in [(3, "called"), (2, "serving"), (5, "paused"), (6, "closed")]:
        display = pages(f"{demo.address}/display/{window}?lang={language}", size)
        display.wait_for_selector("main .words")
        check(display, f"display-{language}-{size[0]}-{name}")
        fits(display)
        inside = display.evaluate(
            "() => [...document.querySelectorAll('main *')].every(one => one.getBoundingClientRect().bottom <= innerHeight + 1"
            " && one.getBoundingClientRect().right <= innerWidth + 1)")
        assert inside, f"window {window}"
        display.close()
    demo.call("Window.Finish", window=4)


def test_a_number_can_be_read_across_the_hall(demo, pages):
    """Characters a sixth of the screen's height on a window's display, a twelfth for the newest call on the board."""
    busy(demo)
    display = pages(f"{demo.address}/display/3", (1920, 1080))
    board = pages(f"{demo.address}/board", (1920, 1080))
    for page, selector, share in [(display, ".call .number", 6), (board, ".newest .number", 12)]:
        page.wait_for_selector(selector)
        size = page.evaluate(f"() => parseFloat(getComputedStyle(document.querySelector('{selector}')).fontSize)")
        assert size * 0.72 >= 1080 / share, "the height of a capital letter"


@pytest.mark.parametrize("language", LANGUAGES)
def test_rating_and_ticket(demo, pages, language):
    busy(demo)
    pad = pages(f"{demo.address}/rate/3?lang={language}", (1280, 800))
    pad.wait_for_selector(".rest")
    check(pad, f"rate-{language}-1-rest")
    taken = demo.call("Queue.Take", service="A")["ticket"]
    phone = pages(f"{demo.address}/t/{taken['day']}/{taken['number']}/{taken['code']}?lang={language}", (390, 844))
    phone.wait_for_selector(".ahead")
    check(phone, f"ticket-{language}-1-waiting")
    demo.call("Window.Finish", window=3)
    pad.wait_for_selector(".face")
    check(pad, f"rate-{language}-2-faces")
    fits(pad)
    pad.click(".face-1")
    pad.wait_for_selector("textarea")
    check(pad, f"rate-{language}-3-words")
    fits(pad)
    pad.click("[data-do=submit]")
    pad.wait_for_selector(".thanks")
    check(pad, f"rate-{language}-4-thanks")
    demo.call("Window.Call", window=3, number=taken["number"])
    phone.wait_for_selector(".called")
    check(phone, f"ticket-{language}-2-called")
    demo.call("Window.Finish", window=3)
    phone.wait_for_selector(".face")
    check(phone, f"ticket-{language}-3-served")
    fits(phone, both=False)
    start = pages(f"{demo.address}/?lang={language}", (1280, 800))
    start.wait_for_selector(".windows a")
    check(start, f"start-{language}")


@pytest.mark.parametrize("path, size", [
    ("kiosk", (540, 960)), ("window/3", (683, 384)), ("rate/3", (640, 400)), ("", (640, 400)), ("ticket", (320, 480)),
], ids=["kiosk", "window", "rate", "start", "ticket"])
def test_pages_hold_at_two_hundred_percent(demo, pages, path, size):
    """Zoomed in, a page has half as many pixels of its own."""
    busy(demo)
    if path == "ticket":
        taken = demo.call("Queue.Take", service="A")["ticket"]
        path = f"t/{taken['day']}/{taken['number']}/{taken['code']}"
    page = pages(f"{demo.address}/{path}", size, device_scale_factor=2)
    if path.startswith("window"):
        sign_in(page, "3", demo_pin(demo, 3))
        page.wait_for_selector(".work")
    page.wait_for_selector(".tile, .work, .rest, .windows a, .ahead")
    check(page, f"zoomed-{path.split('/')[0] or 'start'}")
    fits(page, both=False)


def test_focus_can_be_seen_and_goes_everywhere(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.wait_for_selector(".tile")
    seen = set()
    for _ in range(20):
        kiosk.keyboard.press("Tab")
        what, outline = kiosk.evaluate(
            "() => [document.activeElement.dataset.do, getComputedStyle(document.activeElement).outlineStyle]")
        if what:
            assert outline == "solid"
            seen.add(what)
    assert {f"category {letter}" for letter in "ABCDEFGH"} | {"help ", "help"} & seen <= seen
    kiosk.focus("[data-do='category B']")
    wait_until(lambda: kiosk.wait_for_timeout(1200) is None, "a second's redrawing")
    assert kiosk.evaluate("() => document.activeElement.dataset.do") == "category B", "redrawing keeps the focus"
