"""The whole course of a matter through the real daemon: cases, what is missing, denials. 1 March 2027 is a Monday."""

import json
import sqlite3

import pytest
from conftest import Refused
from paper import slip_text, wait_until

CONTACT = "赵女士 13800001234"


@pytest.fixture
def monday(new_hall, default_file, directory):
    """The demo hall at nine on a Monday, by a clock that the tests move; Wednesday to Friday are a holiday, and the
    Saturday makes up for one of them."""
    config = directory / "hall.toml"
    start, end = default_file.index("holidays = ["), default_file.index("make_up_days")
    text = default_file[:start] + 'holidays = ["2027-03-03..2027-03-05", "2027-10-01"]\n' + default_file[end:]
    before = text[text.index("make_up_days"):].splitlines()[0]
    config.write_text(text.replace(before, 'make_up_days = ["2027-03-06"]'))
    hall = new_hall(config)
    hall.go_to("2027-03-01")
    return hall.start()


def serve(hall, service, window, **finish):
    number = hall.take(service)
    hall.call("Window.Call", window=window)
    return number, hall.call("Window.Finish", window=window, **finish)["ticket"]


def paper(hall, pattern):
    wait_until(lambda: list((hall.state / "slips").glob(pattern)), pattern)
    return slip_text(next((hall.state / "slips").glob(pattern)))


def test_a_case_goes_from_the_window_to_the_archive(monday):
    hall = monday
    number, ticket = serve(hall, "minimum-living", 3, matters=[{"outcome": "accepted", "contact": CONTACT}])
    [matter] = ticket["matters"]
    case, code = matter["case"], matter["caseCode"]
    assert case == "20270301-001"
    text = paper(hall, f"acceptance-{case}-*.pdf")
    # 22 working days after Monday: without the holiday, with the Saturday.
    for words in [case, code, "最低生活保障申请", "民政局", "2027-04-02", "22 个工作日"]:
        assert words in text, text

    hall.kill()
    hall.start()
    shown = hall.call("Case.Show", case=case)["case"]
    assert (shown["state"], shown["number"], shown["firstAsked"], shown["handler"]) == ("accepted", number, "3", "3")
    assert (shown["dueOn"], shown["due"], shown["contact"]) == ("2027-04-02", "later", CONTACT)

    hall.go_to("2027-03-02")
    assert hall.hallctl("case", "move", case, "publicNotice", "--reason", "公示七天").returncode == 0
    hall.go_to("2027-03-09")
    assert [one["due"] for one in hall.call("Case.List")["cases"]] == ["suspended"]
    hall.call("Case.Move", case=case, state="investigation", reason="入户核实")
    # Three working days on which it did not run: the Saturday, Monday and Tuesday.
    assert hall.call("Case.Show", case=case)["case"]["dueOn"] == "2027-04-07"
    hall.go_to("2027-04-07")
    assert [one["case"] for one in hall.call("Case.List", due="today")["cases"]] == [case]
    hall.go_to("2027-04-08")
    assert [alarm["detail"] for alarm in hall.call("Hall.Status")["alarms"] if alarm["name"] == "overdue"] == ["1"]
    hall.call("Case.Move", case=case, state="completed")
    hall.go_to("2027-04-09")
    assert hall.call("Case.List")["cases"] == []

    ended = hall.call("Case.Show", case=case)["case"]
    assert [step["state"] for step in ended["course"]] == ["accepted", "publicNotice", "investigation", "completed"]
    assert (ended["kept"], ended["decidedOn"], ended["contact"]) == (False, "2027-04-08", CONTACT)
    table = hall.hallctl("case", "show", case)
    for words in ["completed", "公示七天", CONTACT, "2027-03-02"]:
        assert words in table.stdout, table.stdout


def test_how_somebody_can_be_reached_is_kept_apart(monday):
    hall = monday
    serve(hall, "minimum-living", 3, requestId="r", matters=[{"outcome": "accepted", "contact": CONTACT}])
    assert hall.call("Journal.Verify")["intact"]
    with sqlite3.connect(hall.state / "journal.sqlite") as journal:
        assert not [body for (body,) in journal.execute("SELECT body FROM event") if "13800001234".encode() in body]
        assert journal.execute("SELECT field, words FROM personal").fetchall() == [("opened.contact", CONTACT)]


def test_a_repeated_finish_opens_one_case(monday):
    hall = monday
    number = hall.take("minimum-living")
    hall.call("Window.Call", window=3)
    asked = {"window": 3, "requestId": "finish-1", "matters": [{"outcome": "accepted", "contact": CONTACT}]}
    first = hall.call("Window.Finish", **asked)["ticket"]
    again = hall.call("Window.Finish", **asked)["ticket"]
    assert first["number"] == number and first["matters"] == again["matters"]
    assert len(hall.call("Case.List")["cases"]) == 1


def test_what_is_missing_brings_the_same_number_back(monday):
    hall = monday
    number, ticket = serve(hall, "minimum-living", 3, matters=[{"outcome": "materialsIncomplete", "missing": [2, 3]}])
    assert ticket["returnUntil"] == "2027-03-10", "five working days after"
    text = paper(hall, f"notice-{number}-*.pdf")
    assert "户口簿" in text and "收入证明" in text and "身份证" not in text
    assert f"2027-03-10前（含当日）补齐材料，凭{number}号回来" in "".join(text.split())

    hall.go_to("2027-03-08")
    assert hall.take("minimum-living") == "B002", "B001 may come back"
    assert hall.take("minimum-living") == "B003"
    assert hall.hallctl("return", number).returncode == 0
    called = hall.call("Window.Call", window=3)["ticket"]
    assert (called["number"], called["day"]) == (number, "2027-03-01")
    hall.call("Window.Finish", window=3, outcome="done")
    with pytest.raises(Refused, match="NoReturnRight"):
        hall.call("Queue.Return", number=number)
    assert hall.call("Window.Call", window=3)["ticket"]["number"] == "B002"

    day = hall.call("Tally.Day", day="2027-03-01")
    later = hall.call("Tally.Day", day="2027-03-08")
    both = hall.call("Tally.Range", **{"from": "2027-03-01", "to": "2027-03-08"})
    assert (day["issued"], day["served"], day["returned"], day["matters"]["materialsIncomplete"]) == (1, 1, 0, 1)
    assert (later["issued"], later["returned"], later["matters"]["done"]) == (2, 1, 1)
    assert (both["issued"], both["returned"], both["served"]) == (3, 1, 1), "it stays one visit"


def test_no_denial_is_off_the_record(monday):
    hall = monday
    number = hall.take("minimum-living")
    hall.call("Window.Call", window=3)
    refused = hall.hallctl("finish", 3, "--outcome", "denied", "--reason", "不属于受理范围")
    assert refused.returncode == 1 and refused.stderr.startswith("FieldMissing")
    done = hall.hallctl("finish", 3, "--outcome", "denied", "--reason", "不属于受理范围", "--basis", "办法第十一条")
    assert done.returncode == 0 and "N20270301-001" in done.stdout
    assert hall.call("Queue.Show", number=number)["ticket"]["state"] == "served"
    text = paper(hall, "denial-N20270301-001-*.pdf")
    for words in ["不予办理告知单", "不属于受理范围", "办法第十一条", "行政复议"]:
        assert words in text, text

    hall.go_to("2027-03-02")
    assert "signOff" not in {alarm["name"] for alarm in hall.call("Hall.Status")["alarms"]}
    hall.go_to("2027-03-09")
    assert "signOff" in {alarm["name"] for alarm in hall.call("Hall.Status")["alarms"]}
    listed = hall.hallctl("case", "denials", "--open")
    assert "N20270301-001" in listed.stdout and "to be signed off" in listed.stdout
    refused = hall.hallctl("case", "sign-off", "N20270301-001", "--overturn")
    assert refused.returncode == 1 and refused.stderr.startswith("FieldMissing")
    assert hall.hallctl("case", "sign-off", "N20270301-001", "--overturn", "--reason", "政策已改").returncode == 0
    assert hall.call("Case.Denials", open=True)["denials"] == []


def test_several_matters_of_one_visit(monday):
    hall = monday
    hall.take("A")
    hall.call("Window.Call", window=1)
    done = hall.hallctl(
        "finish", 1, "--outcome", "done", "--quantity", 3, "--matter", "elder-card:handedOut:12",
        "--matter", "startup-loan:accepted")
    assert done.returncode == 0, done.stderr
    by_service = {group["key"]: group["matters"] for group in hall.call("Tally.Day", by="service")["groups"]}
    assert by_service["job-registration"]["done"] == 3
    assert by_service["elder-card"]["handedOut"] == 12
    assert by_service["startup-loan"]["accepted"] == 1
    assert hall.hallctl("finish", 1, "--matter", "elder-card").returncode == 2


def test_what_nobody_said_can_be_said_until_the_day_closes(monday):
    hall = monday
    number, ticket = serve(hall, "minimum-living", 3)
    assert ticket["matters"][0] == {
        "service": "minimum-living", "outcome": "consulted", "quantity": 1, "byDefault": True}
    assert hall.call("Tally.Day")["matters"]["byDefault"] == 1
    assert hall.hallctl("complete", number, "--outcome", "accepted").returncode == 0
    assert hall.call("Tally.Day")["matters"]["byDefault"] == 0
    hall.go_to("2027-03-02")
    late = hall.hallctl("complete", number, "--outcome", "done")
    assert late.returncode == 1 and late.stderr.startswith("UnknownTicket")


def test_a_list_as_json_is_the_reply(monday):
    hall = monday
    serve(hall, "minimum-living", 3, outcome="accepted")
    shown = hall.hallctl("--json", "case", "list", "--state", "open", "--handler", "3")
    assert [one["case"] for one in json.loads(shown.stdout)["cases"]] == ["20270301-001"]
    for wrong in [["--state", "finished"], ["--due", "tomorrow"]]:
        result = hall.hallctl("case", "list", *wrong)
        assert result.returncode == 2 and result.stderr.startswith("InvalidParameter")
    for unknown in ["20270301-002", "20270101-001"]:
        assert hall.hallctl("case", "show", unknown).returncode == 1
    assert hall.hallctl("case", "show", "7").returncode == 2
