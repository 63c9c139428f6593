"""The course of a matter on the pages: at the window, at the kiosk, and behind the links of the papers."""

import pytest
from browser import LANGUAGES, at_window, check, demo_pin, fits, press_at_window, text_of
from playwright.sync_api import expect
from web import Visitor


def in_hand(hall, service="minimum-living", window=3):
    number = hall.take(service)
    hall.call("Window.Call", window=window)
    return number


def accepted(hall, **matter):
    in_hand(hall)
    return hall.call("Window.Finish", window=3, matters=[{"outcome": "accepted", **matter}])["ticket"]["matters"][0]


def incomplete(hall):
    ticket = hall.call("Queue.Take", service="minimum-living")["ticket"]
    hall.call("Window.Call", window=3)
    hall.call("Window.Finish", window=3, matters=[{"outcome": "materialsIncomplete", "missing": [3]}])
    return ticket


def scan(page, text):
    """As a scanner types: at once, and Enter. One key after the other from here might be too slow for one."""
    page.evaluate(
        """text => { for (const key of [...text, "Enter"]) (document.activeElement ?? document.body).dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })) }""", text)


def test_a_clerk_accepts_a_case_and_moves_it_without_a_mouse(demo, pages):
    number = in_hand(demo)
    clerk = at_window(pages, demo, 3)
    expect(clerk.locator(".in-hand .number")).to_have_text(number)
    press_at_window(clerk, "o")
    clerk.keyboard.press("2")
    clerk.fill("#matter-contact", "13800001234")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".case-number")).to_be_visible()
    case = text_of(clerk, ".case-number b")
    shown = demo.call("Case.Show", case=case)["case"]
    assert shown["code"] in text_of(clerk, ".case-number") and shown["contact"] == "13800001234"
    assert shown["handler"] == "3"
    clerk.keyboard.press("Escape")

    press_at_window(clerk, "v")
    expect(clerk.locator(".dialog")).to_contain_text(case)
    clerk.keyboard.press("1")
    expect(clerk.locator(".dialog .course")).to_contain_text("已受理")
    clerk.keyboard.press("3")  # public notice
    clerk.fill("#matter-reason", "公示七天")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".said")).to_contain_text(f"{case} 已改为“公示”")
    assert demo.call("Case.Show", case=case)["case"]["course"][-1]["reason"] == "公示七天"


def test_a_clerk_marks_what_is_missing(demo, pages):
    number = in_hand(demo)
    clerk = at_window(pages, demo, 3)
    press_at_window(clerk, "o")
    clerk.keyboard.press("3")
    clerk.keyboard.press("2")
    expect(clerk.locator("[data-do='toggleLacking 1']")).to_have_attribute("aria-pressed", "true")
    clerk.keyboard.press("3")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".said")).to_contain_text(f"{number} 的结果已记录")
    assert demo.call("Queue.Show", number=number)["ticket"]["matters"][0]["missing"] == [2, 3]
    demo.call("Queue.Return", number=number)
    expect(clerk.locator(".queue .first")).to_contain_text("补件返回")
    press_at_window(clerk, "n")
    expect(clerk.locator(".in-hand")).to_contain_text("上次缺：户口簿、收入证明")


def test_a_denial_needs_reason_and_basis(demo, pages):
    in_hand(demo)
    clerk = at_window(pages, demo, 3)
    press_at_window(clerk, "o")
    clerk.keyboard.press("4")
    clerk.fill("#matter-reason", "户籍不在本区")
    clerk.click("[data-do='submitMatter']")
    expect(clerk.locator(".dialog .problem")).to_contain_text("依据")
    assert clerk.input_value("#matter-reason") == "户籍不在本区", "what was typed stays"
    clerk.fill("#matter-basis", "办法第九条")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".said")).to_contain_text("结果已记录")
    [denial] = demo.call("Case.Denials")["denials"]
    assert (denial["reason"], denial["basis"], denial["staff"]) == ("户籍不在本区", "办法第九条", "3")


def test_two_matters_of_one_visit_and_what_was_not_said(demo, pages):
    number = in_hand(demo)
    clerk = at_window(pages, demo, 3)
    press_at_window(clerk, "f")
    expect(clerk.locator(".command.visits")).to_contain_text("1")
    press_at_window(clerk, "e")
    expect(clerk.locator(".dialog")).to_contain_text("未说明")
    clerk.keyboard.press("1")
    expect(clerk.locator(".dialog h2")).to_contain_text(number)
    clerk.keyboard.press("5")
    clerk.fill("#matter-destination", "区民政局")
    clerk.click("[data-do='anotherMatter']")
    clerk.click("[data-do='matterService temporary-relief']")
    clerk.fill("#quantity", "2")
    clerk.click("[data-do='outcome consulted']")
    expect(clerk.locator(".said")).to_contain_text("结果已记录")
    matters = demo.call("Queue.Show", number=number)["ticket"]["matters"]
    assert [(one["service"], one["outcome"], one["quantity"]) for one in matters] == [
        ("minimum-living", "referred", 1), ("temporary-relief", "consulted", 2)]
    expect(clerk.locator(".command.visits .due-count")).to_have_count(0)


def test_the_kiosk_brings_somebody_back(demo, pages):
    ticket = incomplete(demo)
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.click("[data-do='lookUp']")
    for letter in ticket["number"]:
        kiosk.click(f"[data-do='type {letter}']")
    kiosk.click("[data-do='entry code']")
    for letter in "222222":
        kiosk.click(f"[data-do='type {letter}']")
    kiosk.click("[data-do='find']")
    expect(kiosk.locator(".problem")).to_contain_text("没有找到")
    for _ in range(6):
        kiosk.click("[data-do='erase']")
    for letter in ticket["code"]:
        kiosk.click(f"[data-do='type {letter}']")
    kiosk.click("[data-do='find']")
    kiosk.click("[data-do='comeBack']")
    expect(kiosk.locator(".done .number")).to_have_text(ticket["number"])
    assert demo.call("Queue.Show", number=ticket["number"])["ticket"]["state"] == "waiting"
    assert len([job for job in demo.call("Print.List")["jobs"] if job["document"] == "ticket"]) == 1, "they have their slip"


@pytest.mark.parametrize("form", ["http://192.168.1.10:8080/t/{day}/{number}/{code}", "{day}/{number} {code}"])
def test_a_scanner_types_what_is_on_the_slip(demo, pages, form):
    ticket = incomplete(demo)
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.click("[data-do='lookUp']")
    scan(kiosk, form.format(**ticket))
    kiosk.click("[data-do='comeBack']")
    expect(kiosk.locator(".done .number")).to_have_text(ticket["number"])


def test_a_second_scan_begins_anew(demo, pages):
    ticket = incomplete(demo)
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.click("[data-do='lookUp']")
    scan(kiosk, f"https://hall/t/{ticket['day']}/B777/222222")
    expect(kiosk.locator(".problem")).to_contain_text("没有找到")
    kiosk.click("[data-do='entry code']")
    kiosk.evaluate("() => document.activeElement.blur()")
    scan(kiosk, f"https://hall/t/{ticket['day']}/{ticket['number']}/{ticket['code']}")
    expect(kiosk.locator(".found h2")).to_contain_text(ticket["number"])


def test_a_clerk_moves_no_colleagues_case(demo):
    matter = accepted(demo)
    colleague = Visitor(demo.address)
    assert colleague.sign_in("2", demo_pin(demo, 2)).status == 200
    assert colleague.call("Case.Move", case=matter["case"], state="completed").status == 403
    own = Visitor(demo.address)
    own.sign_in("3", demo_pin(demo, 3))
    assert own.call("Case.Move", case=matter["case"], state="sentUp").status == 200


@pytest.mark.parametrize("form", ["https://hall/c/{case}/{caseCode}", "{case} {caseCode}"])
def test_a_case_is_looked_up_at_the_kiosk(demo, pages, form):
    matter = accepted(demo, contact="13800001234")
    demo.call("Case.Move", case=matter["case"], state="publicNotice", reason="内部备注")
    demo.call("Case.Move", case=matter["case"], state="waitingForMaterials", missing=[3])
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.click("[data-do='lookUp']")
    scan(kiosk, form.format(**matter))
    expect(kiosk.locator(".found")).to_contain_text("待补正")
    text = text_of(kiosk, ".found")
    assert "收入证明" in text and "内部备注" not in text and "13800001234" not in text


def test_a_phone_shows_the_case_to_whoever_has_the_code(demo, pages):
    matter = accepted(demo)
    phone = pages(f"{demo.address}/c/{matter['case']}/{matter['caseCode']}", (390, 844))
    expect(phone.locator(".state")).to_have_text("已受理")
    expect(phone.locator(".course")).to_contain_text("已受理")
    other = pages(f"{demo.address}/c/{matter['case']}/222222", (390, 844))
    expect(other.locator(".problem")).to_contain_text("没有找到")
    assert "社会救助" in text_of(phone, "main") and "最低生活" not in text_of(phone, "main"), "a sensitive matter"


# ---------------------------------------------------------------- looked at


@pytest.mark.parametrize("language", LANGUAGES)
def test_dialogs_at_the_window(demo, pages, language):
    accepted(demo, contact="13800001234", quantity=2)
    in_hand(demo)
    clerk = at_window(pages, demo, 3, query=f"?lang={language}")
    for index, outcome in [(2, "accepted"), (3, "incomplete"), (4, "denied"), (5, "referred")]:
        press_at_window(clerk, "o")
        clerk.keyboard.press(str(index))
        clerk.wait_for_selector(".dialog .row button")
        check(clerk, f"course-{language}-1-{outcome}")
        clerk.keyboard.press("Escape")
        clerk.keyboard.press("Escape")
        expect(clerk.locator(".dialog")).to_have_count(0)
    press_at_window(clerk, "o")
    clerk.keyboard.press("2")
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector(".case-number")
    check(clerk, f"course-{language}-2-opened")
    clerk.keyboard.press("Escape")
    another = in_hand(demo)
    expect(clerk.locator(".in-hand .number")).to_have_text(another)
    press_at_window(clerk, "f")
    expect(clerk.locator(".command.visits .due-count")).to_have_text("1")
    check(clerk, f"course-{language}-3-work")
    fits(clerk)
    press_at_window(clerk, "e")
    clerk.wait_for_selector(".dialog .choices button")
    check(clerk, f"course-{language}-4-visits")
    clerk.keyboard.press("Escape")
    press_at_window(clerk, "v")
    clerk.wait_for_selector(".dialog .choices button")
    check(clerk, f"course-{language}-5-cases")
    clerk.keyboard.press("1")
    clerk.wait_for_selector(".dialog .course")
    check(clerk, f"course-{language}-6-case")
    clerk.keyboard.press("7")
    clerk.wait_for_selector("#matter-basis")
    check(clerk, f"course-{language}-7-denying")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
def test_looking_up_at_the_kiosk(demo, pages, language, size):
    ticket, matter = incomplete(demo), accepted(demo)
    demo.call("Case.Move", case=matter["case"], state="waitingForMaterials", missing=[1, 3])
    kiosk = pages(f"{demo.address}/kiosk?lang={language}", size)
    kiosk.wait_for_selector(".tile")
    check(kiosk, f"lookup-{language}-{size[0]}-1-home")
    fits(kiosk)
    kiosk.click("[data-do='lookUp']")
    kiosk.keyboard.type("B00")
    check(kiosk, f"lookup-{language}-{size[0]}-2-typing")
    fits(kiosk)
    kiosk.click("[data-do='home']")
    for name, scanned in [
        ("3-return", f"{ticket['day']}/{ticket['number']} {ticket['code']}"), ("4-case", f"{matter['case']} {matter['caseCode']}")]:
        kiosk.click("[data-do='lookUp']")
        scan(kiosk, scanned)
        kiosk.wait_for_selector(".found h2")
        check(kiosk, f"lookup-{language}-{size[0]}-{name}")
        fits(kiosk, both=False)
        kiosk.click("[data-do='home']")
    phone = pages(f"{demo.address}/c/{matter['case']}/{matter['caseCode']}?lang={language}", (390, 844))
    phone.wait_for_selector(".course")
    check(phone, f"case-{language}")
    fits(phone, both=False)


@pytest.mark.parametrize("mode", ["large", "contrast", "low"])
def test_looking_up_with_the_kiosks_aids(demo, pages, mode):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.click(f"[data-do='aid {mode}']")
    kiosk.click("[data-do='lookUp']")
    check(kiosk, f"lookup-{mode}")
    fits(kiosk, both=mode != "large")
    if mode == "low":
        tops = kiosk.evaluate("() => [...document.querySelectorAll('button')].map(one => one.getBoundingClientRect().top)")
        assert min(tops) >= 1920 / 2 - 100
        beyond = kiosk.evaluate("() => (main => main.scrollHeight - main.clientHeight)(document.querySelector('main'))")
        assert beyond <= 1, "nothing is under the button"
