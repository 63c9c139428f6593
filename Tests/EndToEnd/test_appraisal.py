"""Poor ratings and what follows, through the real daemon. 1 March 2027 is a Monday."""

import pytest
from conftest import Refused
from web import Visitor, address_of, set_pin


@pytest.fixture
def office(new_hall, default_file, directory):
    """The demo hall on a Monday, with staff member 6 as follow-up officer."""
    config = directory / "hall.toml"
    config.write_text(default_file.replace("officers = []", 'officers = ["6"]', 1))
    hall = new_hall(config, web="127.0.0.1:0")
    hall.go_to("2027-03-01", hour=10)
    hall.start()
    hall.address = address_of(hall)
    return hall


def visit(hall, score=None, words=None, window=2):
    number = hall.take("A")
    hall.call("Window.Call", window=window)
    hall.call("Window.Finish", window=window)
    if score:
        hall.call("Window.Rate", window=window, score=score, **({"words": words} if words else {}))
    return number


def signed_in(hall, staff):
    set_pin(hall, staff)
    person = Visitor(hall.address)
    assert person.sign_in(staff).status == 200
    return person


def test_only_the_officer_sees_whose_visit_was_rated_poorly(office):
    number = visit(office, 1, "等了两个小时")
    clerk, officer, administrator = (signed_in(office, staff) for staff in ("2", "6", "9"))
    assert clerk.call("Appraisal.List").status == 403
    assert "score" not in clerk.call("Queue.Show", number=number).json["ticket"]
    assert all("score" not in one for one in clerk.call("Queue.List").json["tickets"])

    seen = officer.call("Appraisal.List").json["followUps"][0]
    assert (seen["number"], seen["staff"], seen["window"], seen["words"]) == (number, "2", 2, "等了两个小时")
    blind = administrator.call("Appraisal.List").json["followUps"][0]
    assert blind["score"] == 1 and blind["words"] and not {"number", "staff", "window"} & blind.keys()
    assert administrator.call("Appraisal.Move", followUp=seen["followUp"], state="verified").status == 403

    follow = seen["followUp"]
    assert clerk.call("Appraisal.Appeal", followUp=follow, reason="不是我窗口").status == 200
    steps = [("verified", {"founded": True}), ("remedied", {}), ("answered", {})]
    for state, more in steps:
        moved = officer.call("Appraisal.Move", followUp=follow, state=state, reason=f"{state}!", **more)
        assert moved.json["followUp"]["state"] == state
    decided = officer.call("Appraisal.DecideAppeal", followUp=follow, upheld=True, reason="属实").json["followUp"]
    assert decided["appeal"]["verdict"]["upheld"] and decided["due"] == "none"
    listed = office.hallctl("--lang=zh-Hans", "appraisal").stdout
    assert "成立，不计入" in listed and "等了两个小时" in listed


def test_a_follow_up_that_is_late_is_an_alarm_and_suggestions_are_followed_up_too(office):
    said = office.hallctl("appraisal", "record", "suggestion", "多放几把椅子", "--contact", "13800001234")
    assert said.returncode == 0 and "due 2027-03-08" in said.stdout
    assert office.hallctl("appraisal", "record", "committee", "--score", "4").stderr.startswith("FieldMissing")
    office.go_to("2027-03-09")
    assert [alarm["name"] for alarm in office.call("Hall.Status")["alarms"]] == ["followUps"]
    for state, more in [("verified", ["--founded"]), ("remedied", []), ("answered", [])]:
        moved = office.hallctl("appraisal", "move", "F20270301-001", state, "--reason", "好", *more)
        assert moved.returncode == 0, moved.stderr
    assert office.call("Hall.Status")["alarms"] == []


def test_clerks_see_totals_of_months_that_are_over_and_of_five_or_more(office):
    for score in (5, 5, 4, 2):
        visit(office, score)
    assert office.call("Appraisal.Own", staff="2")["months"] == []
    office.go_to("2027-04-01")
    assert office.call("Appraisal.Own", staff="2")["months"] == [], "four could be told apart"
    office.go_to("2027-04-02")
    for score in (5, 5, 4, 2, 1):
        visit(office, score)
    assert office.call("Appraisal.Own", staff="2")["months"] == [], "the month is not over"
    office.go_to("2027-05-04")
    assert office.call("Appraisal.Own", staff="2")["months"] == [
        {"month": "2027-04", "ratings": 5, "levels": [2, 1, 0, 1, 1]}]
    clerk = signed_in(office, "2")
    assert clerk.call("Appraisal.Own").json["months"][0]["ratings"] == 5
    assert clerk.call("Appraisal.Own", staff="3").status == 403


def test_nobody_looks_into_what_is_said_of_themselves(office):
    office.take("C")
    office.call("Window.Call", window=6)
    office.call("Window.Finish", window=6)
    office.call("Window.Rate", window=6, score=1)
    officer = signed_in(office, "6")
    answer = officer.call("Appraisal.Move", followUp="F20270301-001", state="verified", founded=False, reason="没有")
    assert (answer.status, answer.error) == (409, "OwnFollowUp")
    with pytest.raises(Refused, match="UnknownStaff"):
        office.call("Appraisal.Assign", followUp="F20270301-001", officer="nobody")
