"""Hours, quotas and what is put on record afterwards, through the real daemon. 1 March 2027 is a Monday."""

import pytest
from browser import check, fits
from conftest import Refused
from paper import wait_until
from playwright.sync_api import expect
from web import address_of


@pytest.fixture
def office(new_hall, default_file, directory):
    """The demo hall with office hours on working days, at ten on a Monday."""
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("hours = []", 'hours = ["08:30-12:00", "13:30-17:30"]', 1)
        .replace('days = "every-day"', 'days = "working-days"', 1)
        .replace('code = "pension-certification"', 'code = "pension-certification"\nquota = { morning = 1 }', 1)
        .replace('prefix = "A"', 'prefix = "A"\nemergency_numbers = "901-999"', 1))
    hall = new_hall(config, web="127.0.0.1:0")
    hall.go_to("2027-03-01", hour=10)
    hall.start()
    hall.address = address_of(hall)
    return hall


def test_numbers_are_given_in_office_hours_on_working_days(office):
    hall = office
    assert hall.take("A") == "A001"
    hall.call("Window.Call", window=2)
    hall.take("A")
    hall.call("Window.Call", window=1)
    hall.shift_clock(hours=2, minutes=30)
    hall.call("Window.Finish", window=1)
    assert hall.call("Tally.Day")["overtime"] == 0, "lunch is not the day's end"
    refused = hall.hallctl("take", "A")
    assert refused.returncode == 1 and refused.stderr == "HallClosed: No tickets are given now. Next opening: 13:30.\n"
    hall.shift_clock(hours=7)
    assert "Next opening: 2027-03-02 08:30" in hall.hallctl("take", "A").stderr
    hall.call("Window.Finish", window=2)
    assert hall.call("Tally.Day")["overtime"] == 1
    hall.go_to("2027-03-05", hour=18)
    assert "Next opening: 2027-03-08 08:30" in hall.hallctl("take", "A").stderr
    hall.shift_clock(days=1)  # Saturday: no business day opens
    with pytest.raises(Refused, match="HallClosed"):
        hall.take("A")
    assert hall.call("Hall.Status")["day"] == "2027-03-05"
    hall.go_to("2027-03-08")
    days = hall.call("Tally.Range", **{"from": "2027-03-01", "to": "2027-03-08"})
    assert (days["days"], days["turnedAway"], days["issued"]) == (3, 4, 2)


def test_a_quota_and_who_was_turned_away(office):
    hall = office
    assert hall.take("pension-certification") == "A001"
    for _ in range(2):
        assert hall.hallctl("take", "pension-certification").stderr.startswith("QuotaReached")
    assert hall.hallctl("turn-away", "A").stderr.startswith("IsOffered")
    assert hall.hallctl("turn-away", "A", "--reason", "没带身份证").returncode == 0
    by_service = {group["key"]: group["turnedAway"] for group in hall.call("Tally.Day", by="service")["groups"]}
    assert (by_service["pension-certification"], by_service["job-registration"]) == (2, 1)
    by_hour = {group["key"]: group["turnedAway"] for group in hall.call("Tally.Day", by="hour")["groups"]}
    assert by_hour == {"10": 3}


def test_a_power_cut_and_a_home_visit_are_entered_afterwards(office):
    hall = office
    entered = hall.hallctl(
        "enter", "A", "--window", 2, "--number", "A901", "--taken", "09:00", "--called", "09:10", "--finished", "09:20",
        "--outcome", "done", "--quantity", 2)
    assert entered.returncode == 0 and "A901" in entered.stdout, entered.stderr
    home = hall.hallctl("enter", "minimum-living", "--window", 3, "--home-visit", "--outcome", "accepted")
    assert home.returncode == 0 and "20270301-001" in home.stdout, home.stderr
    for wrong, name in [(["--number", "A901"], "NumberTaken"), (["--number", "A001"], "NotAnEmergencyNumber"),
                        (["--taken", "11:00"], "TimesOutOfOrder"), (["--taken", "9"], "InvalidParameter")]:
        assert hall.hallctl("enter", "A", "--window", 2, *wrong).stderr.startswith(name)
    tally = hall.call("Tally.Day")
    assert (tally["issued"], tally["served"], tally["entered"], tally["homeVisits"]) == (2, 2, 2, 1)
    assert tally["matters"]["done"] == 2 and tally["matters"]["accepted"] == 1
    assert "wait" not in tally, "written times are no waits"
    assert hall.take("A") == "A001"
    hall.kill()
    hall.start()
    assert hall.call("Tally.Day")["entered"] == 2


def test_a_window_takes_over_for_the_day(office):
    hall = office
    number = hall.take("minimum-living")
    for window in [1, 3, 6]:
        hall.call("Window.Close", window=window)
    alarms = {alarm["name"]: alarm["detail"] for alarm in hall.call("Hall.Status")["alarms"]}
    assert alarms["noWindow"] == "最低生活保障申请"
    assert hall.hallctl("window", "serve", 4, "B,D", "--secondary", "E").returncode == 0
    assert "noWindow" not in {alarm["name"] for alarm in hall.call("Hall.Status")["alarms"]}
    hall.kill()
    hall.start()
    assert hall.call("Window.Call", window=4)["ticket"]["number"] == number
    hall.call("Window.Finish", window=4)
    hall.go_to("2027-03-02", hour=10)
    assert "minimum-living" not in hall.call("Hall.Describe")["windows"][3]["services"]


def test_the_kiosk_says_when_and_counts_whoever_came(office, pages):
    hall = office
    hall.take("pension-certification")
    path = hall.call("Device.AddToken", name="kiosk-1", kind="kiosk")["path"]
    kiosk = pages(f"{hall.address}{path}", (1080, 1920))
    kiosk.click("[data-do='category A']")
    expect(kiosk.locator("[data-do='service pension-certification']")).to_contain_text("取完")
    kiosk.click("[data-do='service pension-certification']")
    expect(kiosk.locator(".closed-why")).to_contain_text("取完")
    wait_until(lambda: hall.call("Tally.Day")["turnedAway"] == 1, "a count of who was turned away")
    kiosk.click("[data-do='home']")
    hall.go_to("2027-03-05", hour=18)
    expect(kiosk.locator(".notice")).to_contain_text("3月8日星期一 08:30")
    check(kiosk, "kiosk-closed-over-the-weekend")
    fits(kiosk)
