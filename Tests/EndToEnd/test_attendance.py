"""Hours at the windows (考勤), through the real daemon. 1 March 2027 is a Monday."""

import pytest
from browser import at_window, demo_pin, press_at_window
from conftest import Refused
from playwright.sync_api import expect
from web import Visitor, address_of


@pytest.fixture
def morning(new_hall):
    hall = new_hall(web="127.0.0.1:0")
    hall.go_to("2027-03-01", hour=8)
    hall.start()
    hall.address = address_of(hall)
    return hall


def stays(hall, **asked):
    return {(stay["staff"], stay["window"]): stay for stay in hall.call("Staff.Hours", **asked)["stays"]}


def minutes(seconds):
    return round(seconds / 60)


def test_a_morning_at_the_window(morning):
    hall = morning
    assert stays(hall) == {}, "whom only the file signs in has not come yet"
    for _ in range(2):
        hall.take("B")
    hall.call("Window.Call", window=3)
    hall.shift_clock(minutes=1)
    hall.call("Window.Start", window=3)
    hall.shift_clock(minutes=9)
    hall.call("Window.Finish", window=3)
    hall.shift_clock(minutes=5)
    assert hall.hallctl("window", "pause", 3, "--kind", "homeVisit").returncode == 0
    hall.shift_clock(minutes=30)
    hall.call("Window.Open", window=3)
    hall.call("Window.Pause", window=3, kind="meal")
    hall.shift_clock(minutes=20)
    hall.call("Window.Open", window=3)
    hall.call("Window.Pause", window=3, reason="电话")
    hall.shift_clock(minutes=3)
    hall.call("Window.Open", window=3)
    hall.call("Window.Call", window=3)
    hall.shift_clock(minutes=10)
    hall.call("Window.Finish", window=3)
    hall.call("Window.Close", window=3)
    hall.shift_clock(minutes=60)
    own = stays(hall)[("3", 3)]
    assert [minutes(own[name]) for name in ["open", "serving", "work", "break", "unstated"]] == [25, 19, 30, 20, 3]
    assert own["visits"] == 2 and not own["openEnded"]
    assert (own["first"][11:16], own["last"][11:16]) == ("08:00", "09:18")
    table = hall.hallctl("staff", "hours", "--staff", "3").stdout
    for words in ["0:25", "0:19", "0:30", "0:20", "08:00", "09:18"]:
        assert words in table, table


def test_nobody_signed_out(morning):
    hall = morning
    hall.take("A")
    hall.call("Window.Call", window=2)
    hall.shift_clock(minutes=15)
    hall.call("Window.Finish", window=2)
    hall.go_to("2027-03-02")
    yesterday = stays(hall, **{"from": "2027-03-01", "to": "2027-03-01"})[("2", 2)]
    assert yesterday["openEnded"] and minutes(yesterday["open"]) == 15, "it ends with what was done last"
    both = hall.call("Staff.Hours", **{"from": "2027-03-01", "to": "2027-03-02"})["stays"]
    assert [stay["day"] for stay in both] == ["2027-03-01"]
    with pytest.raises(Refused, match="NoData"):
        hall.call("Staff.Hours", **{"from": "2026-01-01", "to": "2026-01-02"})


def test_staff_see_their_own_hours_and_no_others(morning, pages):
    hall = morning
    clerk = at_window(pages, hall, 3)
    press_at_window(clerk, "b")
    clerk.keyboard.press("4")
    expect(clerk.locator("header .state")).to_contain_text("上门服务")
    hall.shift_clock(minutes=30)
    press_at_window(clerk, "b")
    expect(clerk.locator("header .state")).to_have_text("开放")
    assert minutes(stays(hall)[("3", 3)]["work"]) == 30, "the page says which kind of pause it is"
    hall.take("A")
    hall.call("Window.Call", window=2)
    colleague = Visitor(hall.address)
    assert colleague.sign_in("2", demo_pin(hall, 2)).status == 200
    assert {stay["staff"] for stay in colleague.call("Staff.Hours").json["stays"]} == {"2"}
    assert colleague.call("Staff.Hours", staff="3").status == 403
