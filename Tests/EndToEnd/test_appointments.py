"""Appointments through the real daemon: a table, the kiosk, the figures. 1 March 2027 is a Monday."""

import pytest
from browser import check, fits
from conftest import Refused
from playwright.sync_api import expect
from web import address_of

TABLE = """\ufeff日期,时间,事项,优先对象,编号,姓名,电话
2027/3/1,10:30,pension-certification,elderly,P-1,"王, 秀英",13800001234
2027-03-01,11:00,B,,P-2,李明,
2027-03-02,9:00-9:30,elder-card,,P-3,赵六,
"""


@pytest.fixture
def office(new_hall, default_file, directory):
    """The demo hall with office hours, at ten on a Monday."""
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("hours = []", 'hours = ["08:30-12:00", "13:30-17:30"]', 1)
        .replace('day_end = "carry"', 'day_end = "void"', 1))
    hall = new_hall(config, web="127.0.0.1:0")
    hall.go_to("2027-03-01", hour=10)
    hall.start()
    hall.address = address_of(hall)
    return hall


def imported(hall, directory, table=TABLE):
    (directory / "table.csv").write_text(table)
    return hall.hallctl("appointment", "import", str(directory / "table.csv"))


def test_a_table_is_booked_whole_and_once(office, directory):
    assert imported(office, directory).returncode == 0
    again = imported(office, directory)
    assert again.returncode == 0 and again.stdout.strip() == "Booked 0; 3 were known already, 0 are over."
    listed = office.call("Appointment.List", day="2027-03-01")["appointments"]
    assert [(one["time"], one["service"], one["name"], one.get("contact")) for one in listed] == [
        ("10:30", "pension-certification", "王, 秀英", "13800001234"), ("11:00", "minimum-living", "李明", None)]
    office.stop()
    office.start()
    assert [one["name"] for one in office.call("Appointment.List")["appointments"]] == ["王, 秀英", "李明", "赵六"]


def test_every_fault_of_a_table_is_told_and_nothing_is_booked(office, directory):
    bad = TABLE + "2027-03-01,25:00,A,,P-4,,\n2027-03-01,12:30,A,,P-5,,\n2027-03-03,10:00,nothing,,P-6,,\n"
    refused = imported(office, directory, bad)
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "BadTable: The table is wrong; nothing has been booked:", "Line 5: ‘25:00’ is no time.",
        "Line 6: No tickets are given for ‘job-registration’ now. Next: 13:30.", "Line 7: There is no service ‘nothing’. ‘hallctl services’ lists them."
    ], refused.stderr
    assert office.call("Appointment.List")["appointments"] == []
    assert "no column ‘service’" in imported(office, directory, "day,time\n2027-03-01,10:00\n").stderr
    twice = imported(office, directory, "日期,预约日期,时间,事项\n2027-03-01,2027-03-02,10:00,A\n")
    assert "‘日期’ and ‘预约日期’ would both be read as day" in twice.stderr and twice.returncode == 1
    assert "No column is called ‘wish’" in imported(office, directory, "day,time,service,wish\n").stderr
    (directory / "broken.csv").write_bytes(b"\xff\xfe\x00")
    assert "CSV UTF-8" in office.hallctl("appointment", "import", str(directory / "broken.csv")).stderr


def test_a_repeated_request_answers_with_what_it_made_itself(office):
    """Its answer was lost; meanwhile somebody else asked for much the same."""
    when = {"day": "2027-03-02", "time": "10:00"}
    requests = [
        ("Appointment.Book", {"service": "A", "name": "张三", **when}, {"service": "B", "name": "李四", **when}),
        ("Appraisal.Record", {"origin": "suggestion", "words": "多放几把椅子"}, {"origin": "suggestion", "words": "太冷"}),
        ("Print.Document", {"document": "poster"}, {"document": "poster"}),
    ]
    answers = []
    for number, (operation, one, other) in enumerate(requests):
        answers.append(office.call(operation, requestId=f"one-{number}", **one))
        assert office.call(operation, requestId=f"other-{number}", **other) != answers[-1]

    def ids(answer):
        [about] = answer.values()
        return {key: about[key] for key in ["appointment", "name", "code", "service", "followUp", "words", "job"] if key in about}

    for restart in [False, True]:
        if restart:
            office.kill()
            office.start()
        for number, (operation, one, _) in enumerate(requests):
            assert ids(office.call(operation, requestId=f"one-{number}", **one)) == ids(answers[number]), operation


def test_a_table_may_be_what_a_clerk_makes(office, directory):
    """GB18030 as spreadsheets on Chinese Windows save it, names instead of codes, rows of yesterday."""
    names = {one["code"]: one["name"]["zhHans"] for one in office.call("Hall.Describe")["services"]}
    table = f"日期,时间,事项,优先对象,编号\n2027年3月2日,9:30,{names['elder-card']},老年人,P-9\n2027/2/26,9:30,A,,P-8\n"
    (directory / "gbk.csv").write_bytes(table.encode("gb18030"))
    done = office.hallctl("appointment", "import", str(directory / "gbk.csv"))
    assert done.returncode == 0 and "Booked 1; 0 were known already, 1 are over." in done.stdout, done.stderr
    booked = office.call("Appointment.List")["appointments"][0]
    assert (booked["service"], booked["priority"], booked["day"]) == ("elder-card", "elderly", "2027-03-02")
    # Cancelled, it does not come back the next morning.
    office.call("Appointment.Cancel", appointment=booked["appointment"], requestId="c1")
    assert "0; 1 were known" in office.hallctl("appointment", "import", str(directory / "gbk.csv")).stdout
    office.go_to("2027-03-03")
    with pytest.raises(Refused, match="UnknownAppointment"):
        office.call("Appointment.Cancel", appointment=booked["appointment"], requestId="c1")


def test_whoever_booked_takes_their_number_at_the_kiosk_by_code_alone(office, directory, pages):
    imported(office, directory)
    code = office.call("Appointment.List")["appointments"][0]["code"]
    for _ in range(2):
        office.take("pension-certification")
    path = office.call("Device.AddToken", name="kiosk-1", kind="kiosk")["path"]
    kiosk = pages(f"{office.address}{path}", (1080, 1920))
    kiosk.click("[data-do='appointment']")
    expect(kiosk.locator("h2")).to_contain_text("我有预约")
    check(kiosk, "kiosk-appointment")
    fits(kiosk)
    for letter in "222222":
        kiosk.click(f"[data-do='type {letter}']")
    kiosk.click("[data-do='checkIn']")
    expect(kiosk.locator(".problem")).to_contain_text("没有这个取号码")
    for _ in range(6):
        kiosk.click("[data-do='erase']")
    kiosk.keyboard.type(code.lower())
    kiosk.keyboard.press("Enter")
    expect(kiosk.locator(".done .number")).to_have_text("A003")
    assert office.call("Window.Call", window=1)["ticket"]["number"] == "A001", "it is not their time yet"
    office.shift_clock(minutes=31)
    assert office.call("Window.Call", window=1, finish=True)["ticket"]["number"] == "A003"
    spread = office.call("Tally.Day", by="priority")
    assert spread["appointments"] == {"booked": 2, "kept": 1, "missed": 0, "cancelled": 0}
    waits = {group["key"]: group.get("wait") for group in spread["groups"]}
    assert 0 <= waits["elderly"]["max"] < 120, "from the later of the time and the coming"


def test_who_does_not_come_is_missed_and_who_was_not_called_last_is_carried(office, directory, pages):
    imported(office, directory)
    first, second = (office.take("A") for _ in range(2))
    office.go_to("2027-03-01", hour=17)
    office.shift_clock(minutes=35)
    path = office.call("Device.AddToken", name="board-1", kind="display")["path"]
    board = pages(f"{office.address}{path}", (1920, 1080))
    board.goto(f"{office.address}/board")
    expect(board.locator(".last-call")).to_contain_text(f"{first} {second}")
    check(board, "board-last-call")
    assert office.hallctl("last-call").stdout.strip() == f"Last call for {first} {second}"
    office.call("Window.Call", window=1)
    office.call("Window.Finish", window=1)
    expect(board.locator(".last-call")).to_contain_text(second)
    office.go_to("2027-03-02", hour=9)
    day = office.call("Tally.Day", day="2027-03-01")
    assert day["appointments"] == {"booked": 2, "kept": 0, "missed": 2, "cancelled": 0}
    assert (day["served"], day["voided"], day["carriedOut"]) == (1, 1, 0)
    with pytest.raises(Refused, match="AppointmentNotToday|AppointmentEnded|UnknownAppointment"):
        office.call("Queue.CheckIn", appointment="Y20270301-001")
