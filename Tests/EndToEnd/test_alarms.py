"""What an administrator has to know, in one list wherever it is read: in the terminal, on the page, in the log, as metrics."""

import re

import pytest
from browser import as_administrator, shoot
from paper import RollPrinter, wait_until
from playwright.sync_api import expect
from web import PIN, Visitor, address_of, set_pin

# A Monday; the holidays of the built-in file end with 2026.
MORNING = "2027-03-01"
ABSENT = '[[device]]\nname = "led"\nprofile = "strip-aa"\ndevice = "/dev/ttyUSB99"\nwindow = 1\n'
CLOSED = '[[opening.special]]\ndays = "2027-03-02"\nhours = []\n'
WORDS = {
    "paper": "Have a roll ready", "device": "see to its power and cable", "calendar": "The calendar ends on 2026-12-31",
    "guides": "should be checked", "appointments": "There are appointments for 2027-03-02", "longService": "A001 has been served for very long",
}


@pytest.fixture
def printer():
    printer = RollPrinter()
    # It tells by itself, and is not asked.
    printer.answers = {}
    yield printer
    printer.stop()


@pytest.fixture
def neglected_hall(new_hall, directory, default_file, printer):
    """Much has been left undone at once."""
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("# guide_days_max = 180", "guide_days_max = 180", 1)
        + f'[[printer]]\nprofile = "escpos-80-text"\naddress = "127.0.0.1:{printer.port}"\n'
        + ABSENT)
    hall = new_hall(config, web="127.0.0.1:0")
    hall.go_to(MORNING)
    hall.start()
    hall.address = address_of(hall)
    assert "guides" in hall.alarms(), "nobody has ever looked at them"

    wait_until(lambda: [one for one in hall.call("Device.List")["devices"] if one["profile"] == "escpos-80-text" and one["state"] == "ok"], "the printer")
    printer.become(bytes([0x10, 0, 3, 0]))

    hall.take("minimum-living", print=False)
    hall.call("Window.Call", window=1)
    hall.call("Window.Finish", window=1, matters=[{"outcome": "accepted"}])

    hall.call("Appointment.Book", service="A", day="2027-03-02", time="10:00", reference="P-1")
    config.write_text(config.read_text() + CLOSED)
    hall.call("Hall.Reload")

    hall.take("A", print=False)
    hall.call("Window.Call", window=1)
    hall.call("Window.Start", window=1)
    hall.shift_clock(minutes=61)
    wait_until(lambda: set(hall.alarms()) == set(WORDS), f"every alarm, after {hall.alarms()}")
    wait_until(lambda: all(words in hall.log.read_text() for words in WORDS.values()), "the log")
    return hall


def test_every_alarm_is_told_alike_in_the_terminal_in_the_log_on_the_page_and_as_a_metric(neglected_hall, pages):
    hall = neglected_hall
    alarms = {one["name"]: one for one in hall.call("Hall.Status")["alarms"]}
    told = hall.hallctl("status").stdout
    for name, words in WORDS.items():
        [line] = [line for line in told.splitlines() if words in line]
        assert "(since " in line and alarms[name]["since"][11:16] in line, line

    metrics = Visitor(hall.address).get("/metrics").bytes.decode()
    assert set(re.findall(r'^hall_alarm{name="(\w+)"} [1-9]', metrics, re.M)) == set(WORDS)

    set_pin(hall, "9")
    page = as_administrator(pages, hall, language="en", pin=PIN)
    rows = page.locator("[data-key=alarms] li")
    expect(rows).to_have_count(len(WORDS))
    for words in WORDS.values():
        expect(rows.filter(has_text=words)).to_contain_text("since")
    shoot(page, "alarms-en")
    rows.filter(has_text=WORDS["longService"]).get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("Tickets")


def test_an_alarm_ends_when_its_cause_does(neglected_hall, printer):
    hall = neglected_hall
    hall.call("Window.Finish", window=1)
    printer.become(printer.READY)
    config = hall.config
    text = config.read_text().replace('"2026-10-01..2026-10-07"', '"2026-10-01..2026-10-07", "2027-10-01"', 1)
    for cause in [CLOSED, ABSENT, "guide_days_max = 180"]:
        text = text.replace(cause, "", 1)
    config.write_text(text)
    hall.call("Hall.Reload")
    wait_until(lambda: hall.alarms() == [], f"the end of every alarm, after {hall.alarms()}")
    wait_until(lambda: hall.log.read_text().count("The alarm is over.") >= len(WORDS), "the log")
