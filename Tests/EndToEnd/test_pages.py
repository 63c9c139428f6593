"""The pages in a real browser, against the real daemon, as residents and clerks use them."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from browser import at_window, demo_pin, press_at_window, sign_in, text_of
from conftest import HANG_SECONDS
from paper import RollPrinter, device, wait_until
from playwright.sync_api import expect
from web import PIN, address_of, set_pin

expect.set_options(timeout=HANG_SECONDS * 1000)


def tickets(hall):
    return hall.call("Queue.List")["tickets"]


def choose(kiosk, category, service):
    """Two touches of the three."""
    kiosk.click(f".tile:has-text('{category}')")
    kiosk.click(f".service:has-text('{service}')")


# ---------------------------------------------------------------- a whole visit


def test_a_whole_visit_from_touch_to_rating(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    display = pages(f"{demo.address}/display/3")
    board = pages(f"{demo.address}/board")
    pad = pages(f"{demo.address}/rate/3", (1280, 800))
    clerk = at_window(pages, demo, 3)
    expect(display.locator(".plate")).to_contain_text("社会救助")
    expect(pad.locator(".rest")).to_contain_text("欢迎评价")

    choose(kiosk, "社会救助", "临时救助申请")
    for fact in ["身份证", "承诺 10 个工作日", "约 15 分钟", "0 人", "全天"]:
        expect(kiosk.locator(".confirm")).to_contain_text(fact)
    kiosk.click(".take")
    expect(kiosk.locator(".done .number")).to_have_text("B001")
    expect(kiosk.locator(".done")).to_contain_text("请取走号单")

    expect(clerk.locator(".queue .first")).to_contain_text("B001")
    expect(clerk.locator(".queue .first")).to_contain_text("先到")
    clerk.click(".command.next")
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")
    for screen, where in [(display, ".call"), (board, ".calls .newest")]:
        expect(screen.locator(where)).to_contain_text("B001")
        expect(screen.locator(where)).to_have_class(re.compile("flashing"))
        expect(screen.locator(where)).to_contain_text("3")

    clerk.click(".command.start")
    expect(clerk.locator(".in-hand")).to_have_class(re.compile("serving"))
    clerk.click(".command.finish")
    expect(clerk.locator(".in-hand")).to_contain_text("空闲")
    expect(clerk.locator(".figures")).to_contain_text("1")

    expect(pad.locator(".whose")).to_contain_text("B001")
    assert [face.inner_text() for face in pad.locator(".face").all()] == [
        "非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    pad.click(".face-2")
    pad.click("text=等候太久")
    pad.fill("textarea", "下次快一点")
    pad.click("text=提交评价")
    expect(pad.locator(".thanks")).to_contain_text("谢谢")
    [ticket] = tickets(demo)
    assert (ticket["state"], ticket["score"], ticket["window"]) == ("served", 2, 3)
    expect(display.locator(".call")).to_contain_text("B001")  # at least 30 s, though it has ended


def test_the_slip_leads_to_the_ticket_and_its_rating(demo, pages):
    taken = demo.call("Queue.Take", service="A")["ticket"]
    link = f"{demo.address}/t/{taken['day']}/{taken['number']}/{taken['code']}"
    phone = pages(link, (390, 844))
    expect(phone.locator("main")).to_contain_text("A001")
    expect(phone.locator(".ahead")).to_have_text("0")
    demo.call("Window.Call", window=2)
    expect(phone.locator(".called")).to_contain_text("请到 2 号窗口")
    demo.call("Window.Finish", window=2)
    phone.click(".face-5")
    expect(phone.locator(".thanks")).to_be_visible()
    assert tickets(demo)[0]["score"] == 5
    stranger = pages(link[:-1] + ("2" if link[-1] != "2" else "3"), (390, 844))
    expect(stranger.locator(".problem")).to_contain_text("没有找到")
    assert "就业" not in stranger.content()


def test_a_resident_gives_a_number_up_only_after_being_asked(demo, pages):
    taken = demo.call("Queue.Take", service="A")["ticket"]
    phone = pages(f"{demo.address}/t/{taken['day']}/{taken['number']}/{taken['code']}", (390, 844))
    phone.click("text=不等了")
    phone.click("text=继续等候")
    assert tickets(demo)[0]["state"] == "waiting"
    phone.click("text=不等了")
    phone.click(".sure .primary")
    expect(phone.locator(".now")).to_contain_text("已取消")


# ---------------------------------------------------------------- the kiosk


def test_touches_that_come_twice_take_one_number(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    choose(kiosk, "劳动就业", "就业失业登记")
    kiosk.evaluate("() => { const take = document.querySelector('.take'); take.click(); take.click(); take.click() }")
    expect(kiosk.locator(".done .number")).to_have_text("A001")
    kiosk.click("text=完成")
    kiosk.dblclick(".help")
    expect(kiosk.locator(".done .number")).to_have_text("H001")
    assert [ticket["number"] for ticket in tickets(demo)] == ["A001", "H001"]
    assert tickets(demo)[1]["service"] == "guide-desk"


def test_a_daemon_that_dies_during_the_touch_gives_one_number(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    choose(kiosk, "劳动就业", "就业失业登记")
    # The answer is lost on the way, and the daemon with it.
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch())
            demo.kill()
            route.abort()
        else:
            route.continue_()

    kiosk.route("**/api/Queue.Take", lose)
    kiosk.click(".take")
    wait_until(lambda: lost or kiosk.wait_for_timeout(50), "the lost answer")
    demo.start()
    expect(kiosk.locator(".done .number")).to_have_text("A001")
    assert len(tickets(demo)) == 1


def test_a_kiosk_says_that_the_daemon_is_gone_and_comes_back_by_itself(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    expect(kiosk.locator(".tile").first).to_be_visible()
    demo.kill()
    expect(kiosk.locator(".overlay")).to_contain_text("系统暂时中断")
    assert kiosk.evaluate("() => document.querySelector('.page').inert")
    demo.start()
    expect(kiosk.locator(".overlay")).to_have_count(0)
    choose(kiosk, "住房保障", "房屋租赁备案")
    kiosk.click(".take")
    expect(kiosk.locator(".done .number")).to_have_text("D001")


def test_priority_language_and_large_print_go_with_the_number(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    kiosk.click("text=English")
    kiosk.click(".aids >> text=Large")
    choose(kiosk, "Housing", "Rent subsidy")
    kiosk.click("text=Older people")
    expect(kiosk.locator("[aria-pressed=true]", has_text="Older people")).to_be_visible()
    kiosk.click(".take")
    expect(kiosk.locator(".done")).to_contain_text("Please take your slip")
    [ticket] = tickets(demo)
    assert (ticket["priority"], ticket["language"]) == ("elderly", "en")


def test_closed_and_used_up_are_said_plainly(new_hall, directory, default_file, pages):
    config = directory / "hall.toml"
    config.write_text(default_file.replace("hours = []", 'hours = ["00:00-00:01"]'))
    hall = new_hall(config, web="127.0.0.1:0").start()
    kiosk = let_in(pages, hall, "kiosk")
    expect(kiosk.locator(".notice")).to_contain_text("明天 00:00 开始取号")
    choose(kiosk, "住房保障", "房屋租赁备案")
    expect(kiosk.locator(".closed-why")).to_contain_text("现在暂停取号")
    expect(kiosk.locator(".take")).to_have_count(0)
    expect(kiosk.locator(".bring")).to_contain_text("租赁合同")


def test_a_category_without_numbers_left_says_so(new_hall, directory, default_file, pages):
    config = directory / "hall.toml"
    # The last number of the category is one that the daemon still gives.
    config.write_text(default_file.replace('prefix = "D"\n', 'prefix = "D"\nfirst_number = 9000\n', 1))
    hall = new_hall(config, web="127.0.0.1:0").start()
    for _ in range(1000):
        hall.call("Queue.Take", service="D", print=False)
    kiosk = let_in(pages, hall, "kiosk")
    kiosk.click(".tile:has-text('住房保障')")
    expect(kiosk.locator(".service").first).to_contain_text("今天的号已经取完")


def let_in(pages, hall, kind, size=(1080, 1920), **options):
    """A device's browser, set up as a technician does: with the link that hallctl prints."""
    added = hall.hallctl("token", "add", f"{kind}-1", "--kind", kind, *options.get("arguments", []))
    return pages(added.stdout.strip(), size)


def test_a_browser_without_a_token_is_told_what_to_do(new_hall, directory, default_file, pages):
    config = directory / "hall.toml"
    config.write_text(default_file)
    hall = new_hall(config, web="127.0.0.1:0").start()
    for page in ["kiosk", "board", "display/1", "rate/1"]:
        stranger = pages(f"{address_of(hall)}/{page}")
        expect(stranger.locator(".refused")).to_contain_text("hallctl token add")
    kiosk = let_in(pages, hall, "kiosk")
    expect(kiosk.locator(".tile").first).to_be_visible()


def test_a_number_without_a_slip_is_shown_to_be_noted(new_hall, directory, default_file, pages):
    printer = RollPrinter()
    config = directory / "hall.toml"
    config.write_text(
        f'{default_file}\n[[printer]]\nprofile = "escpos-80-text"\naddress = "127.0.0.1:{printer.port}"\n')
    hall = new_hall(config, web="127.0.0.1:0").start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    printer.become(RollPrinter.PAPER_OUT)
    wait_until(lambda: device(hall).get("trouble") == "media-empty", "no paper")
    kiosk = let_in(pages, hall, "kiosk")
    expect(kiosk.locator(".notice")).to_contain_text("请记下号码")
    choose(kiosk, "住房保障", "房屋租赁备案")
    kiosk.click(".take")
    expect(kiosk.locator(".done .problem")).to_contain_text("请记下您的号码 D001")
    printer.stop()


def test_a_kiosk_that_nobody_touches_asks_and_goes_back(new_hall, directory, default_file, pages, chromium):
    config = directory / "hall.toml"
    config.write_text(default_file.replace("kiosk_idle_seconds = 60", "kiosk_idle_seconds = 20"))
    hall = new_hall(config, web="127.0.0.1:0").start()
    kiosk = let_in(pages, hall, "kiosk")
    kiosk.clock.install()
    kiosk.reload()
    kiosk.click("text=English")
    choose(kiosk, "Housing", "Rent subsidy")
    kiosk.clock.fast_forward(21_000)
    expect(kiosk.locator("[role=alertdialog]")).to_contain_text("Are you still there?")
    kiosk.click("text=I am still here")
    expect(kiosk.locator("[role=alertdialog]")).to_have_count(0)
    expect(kiosk.locator(".confirm h2")).to_have_text("Rent subsidy")
    kiosk.clock.fast_forward(21_000)
    expect(kiosk.locator("[role=alertdialog]")).to_be_visible()
    kiosk.clock.fast_forward(21_000)
    expect(kiosk.locator(".home h2")).to_contain_text("您要办理什么")


def test_a_visit_can_be_made_without_sight(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    expect(kiosk.locator(".tile").first).to_be_visible()
    said = []
    kiosk.on("request", lambda request: said.append(request.url) if "/speech" in request.url else None)

    def hears(word):
        def heard():
            return "".join(parse_qs(urlparse(url).query)["text"][0] for url in said)

        wait_until(lambda: word in heard() or kiosk.wait_for_timeout(50), f"hearing {word}")
        said.clear()

    kiosk.keyboard.press("5")  # the first key begins, and chooses nothing
    hears("欢迎来到")
    expect(kiosk.locator(".home")).to_be_visible()
    kiosk.keyboard.press("2")
    hears("社会救助")
    kiosk.keyboard.press("*")
    hears("欢迎")
    kiosk.keyboard.press("2")
    kiosk.keyboard.press("2")
    hears("临时救助申请")
    kiosk.keyboard.press("1")  # older people
    kiosk.keyboard.press("Enter")
    expect(kiosk.locator(".done .number")).to_have_text("B001")
    hears("您的号码是 B 0 0 1")
    assert tickets(demo)[0]["priority"] == "elderly"
    kiosk.keyboard.press("Enter")
    kiosk.keyboard.press("0")
    expect(kiosk.locator(".done .number")).to_have_text("H001")


def test_the_list_of_materials_is_printed_at_the_kiosk(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    choose(kiosk, "社会救助", "最低生活保障申请")
    kiosk.click("text=打印清单")
    expect(kiosk.locator(".bring")).to_contain_text("请在出纸口取走")
    wait_until(lambda: any(job["document"] == "materials" and job["state"] == "printed"
                           for job in demo.call("Print.List")["jobs"]), "the list")


def test_nothing_leads_out_of_the_kiosk(demo, pages):
    kiosk = pages(f"{demo.address}/kiosk", (1080, 1920))
    choose(kiosk, "住房保障", "房屋租赁备案")
    assert kiosk.locator("a").count() == 0
    for _ in range(3):
        kiosk.evaluate("history.back()")
    expect(kiosk.locator(".confirm")).to_be_visible()
    assert kiosk.evaluate(
        "() => ['contextmenu', 'dragstart'].map(kind => document.body.dispatchEvent("
        "new Event(kind, {bubbles: true, cancelable: true})))") == [False, False]


# ---------------------------------------------------------------- the window


def test_a_clerk_needs_no_mouse(demo, pages):
    for service in ["B", "B", "C", "temporary-relief"]:
        demo.take(service)
    clerk = at_window(pages, demo, 3)
    hand = clerk.locator(".in-hand")

    def press(key):
        press_at_window(clerk, key)

    press("n")
    expect(hand).to_contain_text("B001")
    press("u")
    expect(hand).to_contain_text("空闲")
    expect(clerk.locator(".queue .first")).to_contain_text("B001")
    press("q")
    expect(hand).to_contain_text("B001")
    press("s")
    expect(hand).to_have_class(re.compile("serving"))
    press("p")
    press("1")
    expect(clerk.locator("aside")).to_contain_text("挂起")
    press("n")
    expect(hand).to_contain_text("B002")
    press("n")  # the next: finishes first
    expect(hand).to_contain_text("C001")
    press("o")
    press("6")  # consulted: nothing more to say
    expect(hand).to_contain_text("空闲")
    press("h")
    press("1")
    expect(hand).to_contain_text("B001")
    press("c")
    clerk.click(".family button:has-text('生育登记')")
    expect(hand).to_contain_text("生育登记")
    press("t")
    press("6")  # to window 6
    expect(hand).to_contain_text("空闲")
    press("k")
    clerk.fill("#pick-number", "B003")
    clerk.keyboard.press("Enter")
    press("2")
    expect(hand).to_contain_text("B003")
    press("m")
    press("1")  # what is missing, in two touches
    expect(clerk.locator(".said")).to_contain_text("正在打印")
    press("f")
    expect(hand).to_contain_text("空闲")
    press("g")
    clerk.click(".family button:has-text('生育登记')")
    press("2")
    expect(clerk.locator(".dialog .number")).to_have_text("C002")
    press("1")
    expect(hand).to_contain_text("C002")
    expect(hand).to_contain_text("老年人")
    press("b")
    press("1")
    expect(clerk.locator("header .state")).to_contain_text("休息")
    press("b")
    expect(clerk.locator("header .state")).to_have_text("开放")
    found = {ticket["number"]: ticket for ticket in tickets(demo)}
    assert found["B001"]["targetWindow"] == 6 and found["C001"]["state"] == "served"
    jobs = [job for job in demo.call("Print.List")["jobs"] if job["document"] == "materials"]
    assert len(jobs) == 1


def test_recalls_and_no_shows_keep_to_the_rules(new_hall, directory, default_file, pages):
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("recall_gap_seconds_min = 5", "recall_gap_seconds_min = 1")
        .replace("no_show_gap_seconds_min = 15", "no_show_gap_seconds_min = 1"))
    hall = new_hall(config, web="127.0.0.1:0").start()
    hall.address = address_of(hall)
    set_pin(hall, "3")
    hall.take("B")
    clerk = pages(f"{hall.address}/window/3", (1366, 768))
    sign_in(clerk, "3", PIN)
    press_at_window(clerk, "n")
    expect(clerk.locator(".command.noShow")).to_contain_text("还要呼叫 1 次")
    press_at_window(clerk, "x")
    expect(clerk.locator(".said")).to_contain_text("还要呼叫 1 次")
    expect(clerk.locator(".command.recall")).not_to_have_attribute("aria-disabled", "true")
    press_at_window(clerk, "r")
    expect(clerk.locator(".in-hand")).to_contain_text("已呼叫 2 次")
    expect(clerk.locator(".command.noShow")).not_to_have_attribute("aria-disabled", "true")
    press_at_window(clerk, "x")
    expect(clerk.locator("aside")).to_contain_text("已过号")
    clerk.click("text=重新排队")
    expect(clerk.locator(".queue .first")).to_contain_text("B001")


def test_a_double_click_on_next_ends_no_visit_that_nobody_has_seen(demo, pages):
    for _ in range(3):
        demo.take("B")
    clerk = at_window(pages, demo, 3)
    expect(clerk.locator(".queue li")).to_have_count(3)
    press_at_window(clerk, "n")
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")
    clerk.dblclick(".command.next")
    expect(clerk.locator(".in-hand .number")).to_have_text("B002")
    expect(clerk.locator(".command.leave")).to_be_enabled()
    # A hand is slower than the hall: the first was answered before the second comes.
    clerk.mouse.down(click_count=2)
    clerk.mouse.up(click_count=2)
    expect(clerk.locator(".command.leave")).to_be_enabled()
    assert [ticket["state"] for ticket in tickets(demo)] == ["served", "called", "waiting"]


def test_what_is_typed_survives_redrawing(demo, pages):
    demo.take("B")
    clerk = at_window(pages, demo, 3)
    press_at_window(clerk, "k")
    clerk.keyboard.type("B0")
    demo.take("B")  # a new picture
    expect(clerk.locator(".queue li")).to_have_count(2)
    clerk.keyboard.type("01")
    assert clerk.input_value("#pick-number") == "B001"
    clerk.keyboard.press("Enter")
    press_at_window(clerk, "1")
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")


def test_two_browsers_at_one_window_agree(demo, pages):
    one = at_window(pages, demo, 3)
    other = at_window(pages, demo, 3)
    demo.take("B")
    demo.take("B")
    for page in [one, other]:
        expect(page.locator(".queue li")).to_have_count(2)
    press_at_window(one, "n")
    for page in [one, other]:
        expect(page.locator(".in-hand .number")).to_have_text("B001")
    press_at_window(other, "f")
    for page in [one, other]:
        expect(page.locator(".in-hand")).to_contain_text("空闲")
    press_at_window(one, "b")
    one.keyboard.press("2")
    expect(other.locator("header .state")).to_contain_text("用餐")


def test_two_windows_that_race_for_the_last_ticket(demo, pages):
    clerks = [at_window(pages, demo, 3), at_window(pages, demo, 6)]
    for round_number in range(1, 6):
        demo.take("C")
        for clerk in clerks:
            expect(clerk.locator(".queue li")).to_have_count(1)
            expect(clerk.locator(".command.next")).to_be_enabled()
        for clerk in clerks:
            clerk.evaluate("() => document.querySelector('.command.next').click()")
        number = f"C{round_number:03}"
        wait_until(lambda: sum(number in text_of(clerk, ".in-hand") for clerk in clerks) == 1, "one of them has it")
        loser = next(clerk for clerk in clerks if number not in text_of(clerk, ".in-hand"))
        expect(loser.locator(".said")).to_contain_text("没有人等候")
        winner = next(clerk for clerk in clerks if clerk is not loser)
        press_at_window(winner, "f")
        expect(winner.locator(".in-hand")).to_contain_text("空闲")


def test_a_reload_in_the_middle_loses_nothing_and_asks_for_no_pin(demo, pages):
    demo.take("B")
    clerk = at_window(pages, demo, 3)
    press_at_window(clerk, "n")
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")
    clerk.reload()
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")
    press_at_window(clerk, "b")
    press_at_window(clerk, "1")
    expect(clerk.locator("header .state")).to_contain_text("休息")
    clerk.reload()
    clerk.wait_for_selector(".work")
    press_at_window(clerk, "b")
    expect(clerk.locator("header .state")).to_have_text("开放")


def test_a_daemon_killed_under_open_pages(demo, pages):
    demo.take("B")
    clerk = at_window(pages, demo, 3)
    display = pages(f"{demo.address}/display/3")
    board = pages(f"{demo.address}/board")
    press_at_window(clerk, "n")
    expect(display.locator(".call .number")).to_have_text("B001")
    expect(board.locator(".page")).to_contain_text("B001")
    demo.kill()
    for page in [display, board]:
        expect(page.locator(".old-notice")).to_contain_text("画面停留在")
        assert "B001" in text_of(page, ".page"), "the last picture stays"
    expect(clerk.locator(".lost")).to_be_visible()
    assert clerk.evaluate("() => document.querySelector('.page').inert"), "nothing is pressed on an old picture"
    demo.start()
    for page in [display, board]:
        expect(page.locator(".old-notice")).to_have_count(0)
    expect(clerk.locator(".lost")).to_have_count(0)
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")
    press_at_window(clerk, "f")
    expect(clerk.locator(".in-hand")).to_contain_text("空闲")


def test_wrong_pins_until_locked_and_a_colleague_helps(demo, pages):
    clerk = pages(f"{demo.address}/window/3", (1366, 768))
    clerk.fill("#staff", "3")
    for left in [4, 3, 2, 1]:
        clerk.fill("#pin", "0000" if demo_pin(demo, 3) != "0000" else "1111")
        clerk.keyboard.press("Enter")
        expect(clerk.locator(".problem")).to_contain_text(f"还可以试 {left} 次")
    clerk.fill("#pin", "0000")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".problem")).to_contain_text("请同事解锁")
    colleague = at_window(pages, demo, 2)
    colleague.click("text=为同事解锁")
    colleague.click(".choices >> text=张敏")
    expect(colleague.locator(".said")).to_contain_text("可以再试")
    sign_in(clerk, "3", demo_pin(demo, 3))
    expect(clerk.locator(".work")).to_be_visible()


def test_a_clerk_relieves_another_and_signs_out(demo, pages):
    demo.call("Window.Close", window=4)
    clerk = at_window(pages, demo, 3, staff="4")
    expect(clerk.locator(".card")).to_contain_text("张敏 正在此窗口")
    clerk.click("text=接替")
    expect(clerk.locator(".work")).to_be_visible()
    assert demo.call("Hall.Status")["windows"][2]["staff"] == "4"
    press_at_window(clerk, "l")
    press_at_window(clerk, "1")
    expect(clerk.locator("#pin")).to_be_visible()
    assert demo.call("Hall.Status")["windows"][2]["state"] == "closed"


def test_a_session_that_ends_asks_for_the_pin_and_keeps_the_work(demo, pages):
    demo.take("B")
    clerk = at_window(pages, demo, 3)
    press_at_window(clerk, "n")
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")
    demo.call("Staff.SetPin", staff="3", pin=PIN)
    expect(clerk.locator("#pin")).to_be_visible()
    expect(clerk.locator(".problem")).to_contain_text("没有丢失")
    sign_in(clerk, "3", PIN)
    expect(clerk.locator(".in-hand .number")).to_have_text("B001")


# ---------------------------------------------------------------- displays


@pytest.mark.parametrize("state, seconds, current, shown", [
    ("called", 5, True, True), ("called", 900, True, True), ("serving", 5, True, True), ("served", 29, False, True),
    ("served", 45, False, False), ("noShow", 10, False, True), ("noShow", 40, False, False),
    ("serving", 900, True, True),
])
def test_a_number_stays_until_it_has_begun_or_ended_and_thirty_seconds_at_least(
        demo, pages, state, seconds, current, shown):
    page = pages(f"{demo.address}/display/3")
    call = {"number": "B001", "window": 3, "state": state, "silent": False}
    found = page.evaluate(
        """async ([call, seconds, current]) => {
            const { callAt } = await import("/assets/calls.js")
            call.lastCalledAt = new Date(Date.now() - seconds * 1000).toISOString()
            return Boolean(callAt({ window: 3, current: current ? "B001" : undefined }, [call]))
        }""", [call, seconds, current])
    assert found == shown


def test_displays_say_what_a_window_does_when_it_calls_nobody(demo, pages):
    display = pages(f"{demo.address}/display/4")
    expect(display.locator(".plate")).to_contain_text("住房保障")
    demo.call("Window.Pause", window=4, reason="家里有事")
    expect(display.locator(".sign")).to_contain_text("暂停服务")
    assert "家里有事" not in display.content(), "why is nobody's business"
    demo.call("Window.Close", window=4)
    expect(display.locator(".sign")).to_contain_text("窗口未开放")


def test_a_new_call_flashes_below_three_times_a_second(demo, pages):
    display = pages(f"{demo.address}/display/3")
    demo.take("B")
    demo.call("Window.Call", window=3)
    expect(display.locator(".call")).to_have_class(re.compile("flashing"))
    seconds = display.evaluate(
        "() => parseFloat(getComputedStyle(document.querySelector('.flashing')).animationDuration)")
    assert 1 / seconds < 3
    demo.call("Window.Undo", window=3)
    expect(display.locator(".plate")).to_be_visible()
    demo.call("Window.Call", window=3, silent=True)
    expect(display.locator(".call")).not_to_have_class(re.compile("flashing"))


def test_notices_stand_on_the_board(new_hall, directory, default_file, pages):
    config = directory / "hall.toml"
    config.write_text(default_file + '\n[[notice]]\nzh-Hans = "本周六上午照常办理。"\nen = "Open this Saturday."\n')
    hall = new_hall(config, web="127.0.0.1:0").start()
    board = let_in(pages, hall, "display", (1920, 1080))
    expect(board.locator("footer")).to_contain_text("本周六上午照常办理")
