"""The administrator's page: what it shows is what the hall knows, and what it is asked to do happens.

The pictures are in .build/screenshots (HALL_SHOTS names another folder): whoever changes the page looks at them.
"""

import csv
import datetime
import io
import json
import random
import re
from collections import Counter

import pytest
from browser import LANGUAGES, SHOTS, as_administrator, check, demo_pin, fits
from conftest import Refused
from playwright.sync_api import expect
from web import Visitor, address_of

# Mondays, and the Friday before the last.
DAYS = ["2027-02-22", "2027-03-01", "2027-03-05", "2027-03-08"]
TODAY = DAYS[-1]
SECTIONS = ["today", "figures", "cases", "denials", "followUps", "tickets", "reports", "audit"]


class Days:
    """Residents and clerks of a few days, without chance of more than its seed."""

    def __init__(self, hall):
        self.hall = hall
        self.random = random.Random(7)
        self.connection = hall.connect()
        self.services = [one["code"] for one in hall.call("Hall.Describe")["services"]]

    def call(self, method, **parameters):
        try:
            return self.connection.call(method, **parameters)
        except Refused:
            return {}

    def day(self, visits, seconds=240):
        for _ in range(visits):
            for _ in range(self.random.choice([0, 1, 1, 2])):
                self.call("Queue.Take", service=self.random.choice(self.services), print=False)
            self.hall.shift_clock(seconds=self.random.choice([seconds / 4, seconds, 2 * seconds]))
            window = self.random.randint(1, 6)
            self.call("Window.Call", window=window)
            if self.random.random() < 0.8:
                self.call("Window.Start", window=window)
                self.hall.shift_clock(seconds=self.random.choice([60, 300]))
                self.call("Window.Finish", window=window, outcome=self.random.choice(["done", "done", "accepted", "consulted"]))
                self.call("Window.Rate", window=window, score=self.random.choice([5, 5, 5, 4, 4, 3]))


    def end(self):
        """Whoever holds a number is served."""
        for window in [1, 2, 3, 4, 5, 6]:
            while self.call("Window.Call", window=window, finish=True).get("ticket"):
                self.hall.shift_clock(seconds=120)
            self.call("Window.Finish", window=window)


def denied(hall):
    """Somebody is turned down at window 3, and says what they think of it."""
    number = hall.take("minimum-living")
    hall.call("Window.Call", window=3, number=number, finish=True, reason="先办")
    hall.call("Window.Finish", window=3, matters=[{"outcome": "denied", "reason": "户籍不在本区", "basis": "办法第九条"}])
    hall.call("Window.Rate", window=3, score=1, words="没说清楚")
    return number


@pytest.fixture
def lived_in(new_hall):
    """The demo hall after two weeks, on a Monday at eleven."""
    hall = new_hall(web="127.0.0.1:0")
    hall.go_to(DAYS[0], hour=9)
    hall.start()
    hall.address = address_of(hall)
    days = Days(hall)
    for day in DAYS:
        hall.go_to(day, hour=9)
        days.day(30)
        denied(hall)
        if day != TODAY:
            days.end()
    for _ in range(9):
        hall.take("A")
    hall.call("Window.Pause", window=5, kind="meal", reason="用餐")
    return hall


def go(page, section):
    page.click(f"nav a[href='#{section}']")
    expect(page.locator(f"main#{section}[aria-busy=false]")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section(lived_in, pages, language):
    page = pages(f"{lived_in.address}/admin?lang={language}", (1366, 768))
    check(page, f"admin-{language}-0-sign-in")
    page.close()
    page = as_administrator(pages, lived_in, language=language)
    for number, section in enumerate(SECTIONS, 1):
        go(page, section)
        if section == "figures":
            page.click("[data-do='period month']")
            expect(page.locator("main[aria-busy=false] .charted").first).to_be_visible()
        check(page, f"admin-{language}-{number}-{section}")
        fits(page, both=False)
        page.screenshot(path=SHOTS / f"admin-{language}-{number}-{section}-whole.png", full_page=True)


def waiting_then(hall, day, time):
    """By category, from the events alone."""
    waiting = {}
    for line in hall.hallctl("journal", "export", "--from", day, "--to", day).stdout.splitlines():
        event = json.loads(line)
        body = event["body"]
        if body["civil"][11:16] >= time[11:16]:
            break
        if event["kind"] == "ticketIssued":
            waiting[body["ticket"]] = body["ticket"][11]
        elif event["kind"] in ("ticketCalled", "ticketCancelled"):
            waiting.pop(body["ticket"], None)
    return Counter(waiting.values())


def test_today_at_a_glance_beside_the_same_weekday(lived_in, pages):
    # What is usual at this time changes with the minute: there are 55 seconds to look at it.
    lived_in.shift_clock(seconds=65 - int(lived_in.call("Hall.Status")["now"][17:19]))
    page = as_administrator(pages, lived_in)
    status, load = lived_in.call("Hall.Status"), lived_in.call("Tally.Now")
    assert load["comparedWith"] == ["2027-03-01", "2027-02-22"]
    then = [waiting_then(lived_in, day, status["now"]) for day in load["comparedWith"]]
    now = Counter(one["category"] for one in lived_in.call("Queue.List", state="waiting")["tickets"])
    for one in load["categories"]:
        assert one["waiting"] == now[one["prefix"]]
        assert one["usualWaiting"] == sum(day[one["prefix"]] for day in then) / 2
        assert one["issued"] == sum(ticket["category"] == one["prefix"] for ticket in lived_in.call("Queue.List")["tickets"])
        assert ("longestWaitSeconds" in one) == (one["waiting"] > 0)
    assert sum(one["usualWaiting"] for one in load["categories"]) > 0, "dull days"
    oldest = min(ticket["issuedAt"] for ticket in lived_in.call("Queue.List", state="waiting")["tickets"])
    waited = datetime.datetime.fromisoformat(load["now"]) - datetime.datetime.fromisoformat(oldest)
    longest = max(one["longestWaitSeconds"] for one in load["categories"] if one["waiting"])
    assert longest == pytest.approx(waited.total_seconds(), abs=1.5)
    row = page.locator("[data-key=categories] tbody tr").first
    first = load["categories"][0]
    expect(row).to_contain_text("劳动就业与社会保障")
    assert row.locator("td").nth(0).inner_text() == str(first["waiting"])
    assert row.locator("td").nth(2).inner_text() == f"{first['usualWaiting']:g}"
    expect(page.locator(".glance dd").first).to_have_text(str(status["waiting"]))
    expect(page.locator("[data-key=windows]")).to_contain_text("暂停服务 用餐")
    expect(page.locator("[data-key=devices]")).to_contain_text("pdf-folder")
    expect(page.locator("[data-key=alarms] li")).to_have_count(len(status["alarms"]))
    # It looks again by itself.
    for _ in range(3):
        lived_in.take("A")
    expect(page.locator(".glance dd").first).to_have_text(str(status["waiting"] + 3))


def test_a_page_that_hears_nothing_says_so_and_heals(lived_in, pages):
    page = as_administrator(pages, lived_in)
    port = lived_in.address.rsplit(":", 1)[1]
    lived_in.kill()
    expect(page.locator(".old-notice")).to_be_visible()
    lived_in.web = f"127.0.0.1:{port}"
    lived_in.start()
    expect(page.locator(".old-notice")).to_have_count(0)


def test_charts_show_what_the_figures_say(lived_in, pages):
    page = as_administrator(pages, lived_in, "figures")
    page.click("[data-do='period month']")
    expect(page.locator("[data-key=按日]")).to_be_visible()
    tally = lived_in.call("Tally.Range", **{"from": "2027-03-01", "to": TODAY}, by="hour")
    hours = page.locator("[data-key=按取号时间] tbody tr")
    shown = [[cell.inner_text() for cell in row.locator("th, td").all()] for row in hours.all()]
    groups = {f"{int(group['key'])}:00": group for group in tally["groups"]}
    assert {row[0] for row in shown} == groups.keys() | {"合计"}
    for name, issued, median, p90 in shown:
        group = groups.get(name, tally)
        assert int(issued) == group["issued"]
        assert float(median) == pytest.approx(group["wait"]["median"] / 60, abs=0.051)
        assert float(p90) == pytest.approx(group["wait"]["p90"] / 60, abs=0.051)
    # A day without business is blank, and no zero.
    blank = page.locator("[data-key=按日] tbody tr", has_text="03-02")
    assert [cell.inner_text() for cell in blank.locator("td").all()] == ["", "", ""]
    services = page.locator("[data-key^=各事项等候] tbody tr:not(.total)")
    for row in services.all():
        cells = [cell.inner_text() for cell in row.locator("th, td").all()]
        assert sum(map(int, cells[1:7])) > 0, cells
    ratings = [int(cell.inner_text()) for cell in page.locator("[data-key^=评价] .charts + .scroll td").all()]
    assert ratings[:5] == tally["ratings"]["levels"] and ratings[5] == tally["ratings"]["unrated"]
    for picture in page.locator("figure svg").all():
        assert picture.get_attribute("role") == "img"
        assert picture.locator("title").text_content() and re.search(r"\d", picture.locator("desc").text_content())
    page.fill("#from", "2027-03-31")
    page.click("[data-do=showFigures]")
    expect(page.locator("main .problem")).to_contain_text("请填两个日期")
    page.fill("#from", "2027-03-01")
    page.select_option("#by", "staff")
    page.click("[data-do=showFigures]")
    expect(page.locator("main[aria-busy=false] [data-key^=考评]")).to_contain_text("王芳")


def test_figures_can_be_printed(lived_in, pages):
    page = as_administrator(pages, lived_in, "figures", language="en")
    page.emulate_media(media="print")
    expect(page.locator("header")).to_be_hidden()
    expect(page.locator("figure svg").first).to_be_visible()
    paper = SHOTS / "admin-figures.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    assert paper.read_bytes().startswith(b"%PDF")


def test_a_case_is_worked(lived_in, pages):
    page = as_administrator(pages, lived_in, "cases")
    case = lived_in.call("Case.List", state="open")["cases"][0]["case"]
    page.click(f"[data-do='case {case}']")
    check(page, "admin-case")
    page.select_option("#case-state", "investigation")
    page.click("[data-do=moveCase]")
    expect(page.locator(".dialog .problem")).to_contain_text("原因")
    page.fill("#case-reason", "核实住址")
    page.keyboard.press("Enter")
    expect(page.locator(".dialog .course")).to_contain_text("核实住址")
    assert lived_in.call("Case.Show", case=case)["case"]["state"] == "investigation"
    page.select_option("#case-handler", "2")
    page.click("[data-do=assignCase]")
    expect(page.locator(".dialog .said")).to_contain_text("已指派")
    assert lived_in.call("Case.Show", case=case)["case"]["handler"] == "2"
    # What is ready to be collected is not over yet.
    for state in ["ready", "completed"]:
        page.select_option("#case-state", state)
        page.click("[data-do=moveCase]")
        expect(page.locator(".dialog .facts")).to_contain_text({"ready": "待领取", "completed": "办结"}[state])
    expect(page.locator(".dialog #case-state")).to_have_count(0)
    page.keyboard.press("Escape")
    page.fill("#case-number", case)
    page.keyboard.press("Enter")
    expect(page.locator(".dialog .course")).to_contain_text("核实住址")
    page.keyboard.press("Escape")
    page.click("[data-do='caseFilter overdue']")
    expect(page.locator("main")).to_contain_text("没有这样的办件")


def test_a_denial_is_signed_off(lived_in, pages):
    page = as_administrator(pages, lived_in, "denials")
    first, second = [one["denial"] for one in lived_in.call("Case.Denials", open=True)["denials"]][:2]
    page.click(f"[data-do='denial {first}']")
    check(page, "admin-denial")
    page.click("[data-do=uphold]")
    expect(page.locator(f"tr:has-text('{first}')")).to_contain_text("同意 赵主任")
    page.click(f"[data-do='denial {second}']")
    page.click("[data-do=overturn]")
    expect(page.locator(".dialog .problem")).to_be_visible()
    page.fill("#verdict-reason", "材料其实齐全")
    page.click("[data-do=overturn]")
    expect(page.locator(f"tr:has-text('{second}')")).to_contain_text("不同意 赵主任 材料其实齐全")
    verdicts = {one["denial"]: one.get("verdict") for one in lived_in.call("Case.Denials")["denials"]}
    assert verdicts[first]["upheld"] and verdicts[second]["remark"] == "材料其实齐全"


def test_a_poor_rating_is_followed_up(lived_in, pages):
    page = as_administrator(pages, lived_in, "followUps")
    one = lived_in.call("Appraisal.List", open=True)["followUps"][0]["followUp"]
    expect(page.locator(f"tr:has-text('{one}')")).to_contain_text("没说清楚")
    page.click(f"[data-do='followUp {one}']")
    check(page, "admin-follow-up")
    for what, words in [("verified true", "录像核实"), ("remedied", "已培训"), ("answered", "已致歉")]:
        page.fill("#follow-up-words", words)
        page.click(f"[data-do='moveFollowUp {what}']")
        expect(page.locator(".dialog .course")).to_contain_text(words)
    assert lived_in.call("Appraisal.List")["followUps"][0]["state"] == "answered"
    page.keyboard.press("Escape")
    page.click("[data-do='record suggestion']")
    page.fill("#record-words", "请多放几把椅子")
    page.click("[data-do=submitRecord]")
    expect(page.locator("main table")).to_contain_text("请多放几把椅子")


def test_a_ticket_tells_its_whole_story(lived_in, pages):
    page = as_administrator(pages, lived_in, "tickets")
    page.click("[data-do='ticketState waiting']")
    # What is pressed while the page reads is not heard.
    page.locator("main[aria-busy=false]").wait_for()
    number = lived_in.call("Queue.List", state="waiting")["tickets"][-1]["number"]
    page.click(f"main [data-do='story {TODAY} {number}']")
    dialog = page.locator(".dialog")
    expect(dialog.locator(".explain")).to_contain_text("等候")
    check(page, "admin-story")
    page.fill("#ticket-reason", "居民已离开")
    page.click("[data-do='ticketDo Queue.Cancel']")
    expect(dialog.locator("table")).to_contain_text("居民已离开")
    expect(dialog.locator("tr", has_text="居民已离开")).to_contain_text("人工")
    assert lived_in.call("Queue.Show", number=number)["ticket"]["state"] == "cancelled"
    page.keyboard.press("Escape")
    # One of an earlier day, by its number.
    page.fill("#story-day", DAYS[0])
    page.fill("#story-number", "b001")
    page.keyboard.press("Enter")
    expect(dialog.locator("h2")).to_contain_text(f"{DAYS[0]}　B001")
    expect(dialog.locator("table")).to_contain_text("取号")
    page.keyboard.press("Escape")
    page.fill("#story-number", "z999")
    page.keyboard.press("Enter")
    expect(page.locator("main .said")).to_contain_text("没有 Z999 号")
    go(page, "audit")
    expect(page.locator("main tr", has_text="居民已离开")).to_contain_text("赵主任")
    page.select_option("#audit-which", "all")
    page.select_option("#audit-kind", "denialRecorded")
    page.click("[data-do=showAudit]")
    expect(page.locator("main[aria-busy=false] tbody tr")).to_have_count(1)
    page.select_option("#audit-kind", "serviceFinished")
    page.click("[data-do=showAudit]")
    expect(page.locator("main tr", has_text="不予受理")).to_have_count(1)


def test_what_was_handed_in_elsewhere_is_not_corrected_by_accident(lived_in, pages):
    page = as_administrator(pages, lived_in, "reports")
    page.click("[data-do=handIn]")
    page.fill("#report-reason", "李丽填表")
    lived_in.call("Report.HandIn", month="2027-02")
    page.click("[data-do=submitHandIn]")
    expect(page.locator(".problem")).to_contain_text("由别处上报")
    assert [one["version"] for one in lived_in.call("Report.List")["reports"]] == [1]


def test_a_month_is_read_saved_and_handed_in(lived_in, pages):
    page = as_administrator(pages, lived_in, "reports")
    expect(page.locator(".standing")).to_contain_text("2027-02　草稿")
    saved = {}
    for kind in ["xlsx", "pdf", "csv"]:
        with page.expect_download() as download:
            page.click(f"[data-do='saveMonth {kind}']")
        assert download.value.suggested_filename == f"monthly-2027-02.{kind}"
        saved[kind] = download.value.path().read_bytes()
        expect(page.locator("main[aria-busy=false] .said")).to_contain_text("已存为")
    assert saved["xlsx"].startswith(b"PK") and saved["pdf"].startswith(b"%PDF")
    rows = list(csv.reader(io.StringIO(saved["csv"].decode("utf-8-sig"))))
    shown = [[cell.inner_text() for cell in row.locator("th, td").all()] for row in page.locator(".sheet").first.locator("tbody tr").all()]
    whole = next(row for row in rows if row[0] == "合计")
    assert shown[-1][:7] == whole[:7]
    page.click("[data-do=handIn]")
    check(page, "admin-hand-in")
    page.click("[data-do=submitHandIn]")
    expect(page.locator(".standing")).to_contain_text("第 1 版")
    expect(page.locator("[data-key=history]")).to_contain_text("赵主任")
    page.click("[data-do=handIn]")
    page.click("[data-do=submitHandIn]")
    expect(page.locator(".dialog .problem")).to_be_visible()
    page.fill("#report-reason", "补录了两件")
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_contain_text("第 2 版")
    assert [one["version"] for one in lived_in.call("Report.List")["reports"]] == [1, 2]


def test_whoever_goes_on_while_figures_are_read_sees_what_they_went_to(lived_in, pages):
    page = as_administrator(pages, lived_in)
    held = []
    page.route("**/api/Report.Period", lambda route: held.append(route))
    page.click("nav a[href='#figures']")
    expect(page.locator("main#figures[aria-busy=true]")).to_be_visible()
    page.click("nav a[href='#denials']")
    expect(page.locator("main#denials table")).to_be_visible()
    page.unroute("**/api/Report.Period")
    # What was asked is answered now, too late.
    assert held
    go(page, "figures")
    expect(page.locator("figure svg").first).to_be_visible()


def test_a_double_click_does_it_once(lived_in, pages):
    page = as_administrator(pages, lived_in, "tickets")
    number = lived_in.call("Queue.List", state="waiting")["tickets"][-1]["number"]
    page.click(f"main [data-do='story {TODAY} {number}']")
    page.dblclick("[data-do='ticketDo Queue.Cancel']")
    expect(page.locator(".dialog .said")).to_contain_text("已记录")
    assert lived_in.call("Queue.Show", number=number)["ticket"]["state"] == "cancelled"
    assert [one["kind"] for one in lived_in.call("Journal.Audit", number=number)["entries"]].count("ticketRequeued") == 0


def test_a_clerk_who_looks_in_stays_at_the_window(lived_in, pages):
    clerk = pages(f"{lived_in.address}/window/3")
    clerk.fill("#staff", "3")
    clerk.fill("#pin", demo_pin(lived_in, 3))
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector(".work")
    admin = pages(f"{lived_in.address}/admin", profile=clerk.context)
    expect(admin.locator(".problem")).to_contain_text("只供管理员")
    clerk.reload()
    clerk.wait_for_selector(".work")


def test_the_page_is_for_administrators(lived_in, pages):
    page = pages(f"{lived_in.address}/admin")
    page.fill("#staff", "1")
    page.fill("#pin", demo_pin(lived_in, 1))
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text("只供管理员")
    expect(page.locator("nav")).to_have_count(0)


@pytest.mark.parametrize("who, status", [(None, 401), ("1", 403), ("9", 200)])
def test_files_are_for_administrators(lived_in, who, status):
    visitor = Visitor(lived_in.address)
    if who:
        assert visitor.sign_in(who, demo_pin(lived_in, who)).status == 200
    answer = visitor.get("/files/Report.Export?month=2027-02&format=csv&as=staff")
    assert answer.status == status
    if status == 200:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="monthly-2027-02.csv"'
        for address, status in [
            ("Report.Export?format=exe&as=staff", 400), ("Report.Export?month=1999-01&format=csv&as=staff", 404),
            ("Report.Show?as=staff", 404), ("Journal.Backup?as=staff", 404), ("Hall.Board?as=staff", 404), ("x", 404),
        ]:
            assert visitor.get(f"/files/{address}").status == status, address
        assert visitor.get("/files/Report.Export?format=csv&as=staff", Sec_Fetch_Site="cross-site").status == 403
