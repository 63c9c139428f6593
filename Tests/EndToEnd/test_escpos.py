"""ESC/POS printers: what they are sent, what they say of themselves, and what the hall makes of it."""

import os

import pytest
from escpos.constants import QR_ECLEVEL_M, QR_MODEL_2
from escpos.printer import Dummy
from PIL import Image

from disks import rounds, seeded
from lines import Line
from paper import Interpreter, RollPrinter, device, jobs, states, wait_until


@pytest.fixture
def roll():
    made = []

    def make(**options):
        made.append(RollPrinter(**options))
        return made[-1]

    yield make
    for printer in made:
        printer.stop()


@pytest.fixture
def hall_with(new_hall, directory, default_file):
    """A hall whose slip printer is at `place`, with a profile of the shipped ones or one of the test's own."""

    def make(place, profile="escpos-80-text", patience=2, extra=""):
        config = directory / "hall.toml"
        text = default_file.replace("patience_seconds = 20", f"patience_seconds = {patience}")
        config.write_text(f'{text}\n[[printer]]\nprofile = "{profile}"\n{place}\n{extra}')
        return new_hall(config)

    return make


def at(printer):
    return f'address = "127.0.0.1:{printer.port}"'


def printed(hall, count):
    wait_until(lambda: [job["state"] for job in jobs(hall).values()].count("printed") == count, "printing")


# ---------------------------------------------------------------- bytes


def test_a_slip_as_text_is_what_an_independent_library_would_send(hall_with, roll):
    printer = roll()
    hall = hall_with(at(printer)).start()
    ticket = hall.call("Queue.Take", service="A")["ticket"]
    printed(hall, 1)
    slip = printer.slips[0]
    assert printer.interpreter.unknown == []
    assert b"\x1b@" in slip.data, "initialised"
    words = slip.words()
    for word in ["示范社区一站式服务大厅", "A001", "就业失业登记", "您前面还有 0 人", "免费", "过号"]:
        assert word in words
    number = next(line for line in slip.lines if line[0] == b"A001")
    assert number[1] >= 6 and number[2] >= 5 and number[4] == 1, "large and centred"
    # 24 dots a line, of which a digit's ink takes four fifths, at 203 dots an inch.
    assert number[2] * 24 * 0.8 / 203 * 25.4 >= 15, "15 mm high"
    expected = Dummy()
    expected.set(align="center", bold=True, custom_size=True, width=number[1], height=number[2])
    for command in [expected.output[:3], expected.output[3:6], expected.output[6:9]]:
        assert command in slip.data
    code = Dummy()
    module = slip.data[slip.data.index(b"\x1d(k\x03\x001C") + 7]
    code.qr(slip.qr, ec=QR_ECLEVEL_M, size=module, model=QR_MODEL_2, native=True)
    assert code.output in slip.data
    assert slip.qr.startswith(f"{ticket['day']}/A001 ")
    cut = Dummy()
    cut.cut(feed=False)
    assert slip.data.endswith(cut.output)


@pytest.mark.parametrize("profile, dots", [("escpos-58-raster", 384), ("escpos-80-raster", 576)])
def test_a_slip_as_a_picture_is_what_an_independent_library_would_send(hall_with, roll, profile, dots):
    printer = roll()
    hall = hall_with(at(printer), profile).start()
    hall.take("A")
    printed(hall, 1)
    slip = printer.slips[0]
    assert slip.row_bytes * 8 == dots
    height = len(slip.rows) // slip.row_bytes
    picture = Image.frombytes("1", (dots, height), bytes(255 - byte for byte in slip.rows))
    expected = Dummy()
    expected.image(picture, impl="bitImageRaster", fragment_height=255)
    assert expected.output in slip.data
    dark = sum(bin(byte).count("1") for byte in slip.rows) / (dots * height)
    assert 0.03 < dark < 0.4, "there is something on it, and paper around it"


def test_a_low_end_printer_gets_simplified_chinese_and_no_character_it_lacks(hall_with, roll):
    printer = roll(automatic=False)
    hall = hall_with(at(printer), "escpos-58-gb2312").start()
    hall.call("Queue.Take", service="A", language="zh-Hant")
    printed(hall, 1)
    # No knife: the slip ends with its feed.
    wait_until(lambda: "免费" in printer.interpreter.slip.words("gb2312"), "the slip")
    slip = printer.interpreter.slip
    words = slip.words("gb2312")
    assert "您前面还有" in words and "\ufffd" not in words and "〓" not in words
    assert slip.qr is None and slip.rows, "its QR code is a picture"
    assert all(len(line) * wide <= 32 for line, wide, *_ in slip.lines), "no line is wider than the roll"


def test_a_profile_says_how_paper_is_cut_and_fed(hall_with, roll, new_hall, directory, default_file):
    printer = roll()
    hall = hall_with(at(printer), "escpos-58-raster", extra="width_mm = 60").start()
    hall.take("A")
    printed(hall, 1)
    assert printer.slips[0].row_bytes * 8 == 400, "50 mm of a roll of 60"


class SerialPrinter(Line):
    """A roll printer at the end of a serial line, always ready."""

    def forget(self):
        self.interpreter = Interpreter()

    def take(self):
        self.interpreter.feed(self.rest)
        self.rest = b""
        for question in self.interpreter.questions:
            self.write({b"\x1da": RollPrinter.READY, b"\x1dr": b"\x00"}.get(question[:2], b"\x12"))
        self.interpreter.questions.clear()


def test_a_serial_line_gets_the_same_bytes(hall_with, directory):
    printer = SerialPrinter(directory / "printer")
    hall = hall_with(f'device = "{printer.path}"\nbaud = 115200', "escpos-58-text").start()
    hall.take("A")
    printed(hall, 1)
    assert "A001" in printer.interpreter.slips[0].words()
    assert printer.interpreter.unknown == []


# ---------------------------------------------------------------- what the printer says


@pytest.mark.parametrize("status, trouble, notices", [
    ([0x10, 0, 0, 0], None, []), ([0x18, 0, 0, 0], "offline", []), ([0x38, 0, 0, 0], "cover-open", []),
    ([0x10, 4, 0, 0], "media-jam", []), ([0x10, 8, 0, 0], "cutter-error", []), ([0x10, 0x20, 0, 0], "other", []),
    ([0x10, 0, 3, 0], None, ["media-low"]), ([0x18, 0, 0x0C, 0], "media-empty", []),
])
def test_what_it_tells_by_itself_shows_in_the_status(hall_with, roll, status, trouble, notices):
    printer = roll()
    printer.answers = {}
    hall = hall_with(at(printer)).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    printer.say(bytes([0x38, 0, 0, 0]))
    wait_until(lambda: device(hall).get("trouble") == "cover-open", "another status before")
    printer.say(bytes(status))
    wait_until(lambda: device(hall).get("trouble") == trouble, trouble)
    assert device(hall)["notices"] == notices
    assert device(hall)["state"] == ("degraded" if trouble else "ok")


@pytest.mark.parametrize("answers, trouble, notices", [
    ({1: 0x12, 2: 0x12, 4: 0x12}, None, []), ({1: 0x1A, 2: 0x12, 4: 0x12}, "offline", []),
    ({1: 0x1A, 2: 0x16, 4: 0x12}, "cover-open", []), ({1: 0x1A, 2: 0x32, 4: 0x72}, "media-empty", []),
    ({1: 0x1A, 2: 0x52, 4: 0x12}, "other", []), ({1: 0x12, 2: 0x12, 4: 0x1E}, None, ["media-low"]),
])
def test_what_it_answers_when_asked_shows_in_the_status(hall_with, roll, answers, trouble, notices):
    printer = roll(automatic=False)
    printer.answers = answers
    hall = hall_with(at(printer), "escpos-58-gb2312").start()
    wait_until(lambda: device(hall).get("notices") == notices and device(hall).get("trouble") == trouble, "the status")


def test_a_printer_that_says_nothing_prints_all_the_same(hall_with, roll):
    printer = roll(automatic=False, confirms=False)
    printer.answers = {}
    hall = hall_with(at(printer)).start()
    hall.take("A")
    printed(hall, 1)
    assert device(hall)["notices"] == ["state-unknown"]
    assert "does not tell its state" in hall.hallctl("device", "list").stdout


def test_a_printer_that_once_spoke_and_now_is_silent_prints_for_nobody(hall_with, roll):
    printer = roll()
    hall = hall_with(at(printer), patience=1).start()
    hall.take("A")
    printed(hall, 1)
    # Switched off behind an adapter that keeps the line up.
    printer.confirms = printer.automatic = False
    printer.answers = {}
    hall.take("A")
    wait_until(lambda: states(hall)["A002"] == "failed", "the failure")
    assert jobs(hall)["A002"]["trouble"] == "unreachable"
    wait_until(lambda: device(hall)["state"] == "absent", "its absence")
    printer.confirms = printer.automatic = True
    printer.answers = None
    wait_until(lambda: device(hall)["state"] == "ok", "its return")


def test_a_printer_that_takes_nothing_is_told_to_everybody(hall_with, roll):
    printer = roll(automatic=False, confirms=False)
    printer.answers = {}
    hall = hall_with(at(printer), "escpos-80-raster", patience=4).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    printer.reads = False
    for _ in range(10):
        hall.take("A")
    wait_until(lambda: "takes nothing" in device(hall).get("detail", ""), "the stall")
    assert "takes nothing" in hall.hallctl("status").stdout
    assert "There is no slip (offline)" in hall.hallctl("take", "A").stdout
    wait_until(lambda: "requested" not in states(hall).values(), "everybody told")


def test_a_file_in_the_place_of_a_device_is_left_alone(hall_with, directory):
    precious = directory / "precious"
    precious.write_text("keep")
    hall = hall_with(f'device = "{precious}"', patience=1).start()
    wait_until(lambda: device(hall).get("state") == "absent", "the refusal")
    assert "is no device" in device(hall)["detail"] and precious.read_text() == "keep"
    gone = hall_with(f'device = "{directory}/none"', patience=1).start()
    wait_until(lambda: device(gone).get("state") == "absent", "the refusal")
    assert "No such file" in device(gone)["detail"]


def test_paper_that_runs_out_during_a_slip_fails_it_and_the_next_attempt_is_a_copy(hall_with, roll):
    printer = roll(confirms=False)
    hall = hall_with(at(printer), patience=1).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    printer.reads = False
    hall.take("A")
    wait_until(lambda: states(hall)["A001"] == "sending", "the slip on its way")
    printer.become(RollPrinter.PAPER_OUT)
    wait_until(lambda: states(hall)["A001"] == "failed", "the failure")
    assert jobs(hall)["A001"]["trouble"] == "media-empty"
    told = hall.call("Queue.Take", service="A")["ticket"]
    assert told["slip"] == {"job": 2, "state": "failed", "copy": False, "trouble": "media-empty"}
    printer.status = RollPrinter.READY
    printer.reads = True
    wait_until(lambda: device(hall)["state"] == "ok", "new paper")
    hall.call("Print.Retry", job=1)
    hall.call("Print.Retry", job=2)
    printed(hall, 2)
    whole = [slip for slip in printer.slips if "免费" in slip.words()]
    first = [slip for slip in whole if "A001" in slip.words()]
    assert [slip.is_copy for slip in first][-1:] == [True], "something of it may have been on paper"
    assert [slip.is_copy for slip in whole if "A002" in slip.words()] == [False], "nothing of it was ever sent"


def test_a_cover_that_is_open_holds_slips_for_as_long_as_the_hall_is_patient(hall_with, roll):
    printer = roll()
    hall = hall_with(at(printer), patience=60).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    hall.take("A")
    printed(hall, 1)
    printer.become(RollPrinter.COVER_OPEN)
    hall.take("A")
    wait_until(lambda: device(hall).get("trouble") == "cover-open", "the cover")
    assert states(hall)["A002"] in ("requested", "sending", "printed")
    printer.become(RollPrinter.READY)
    printed(hall, 2)
    assert not any(slip.is_copy for slip in printer.slips)


# ---------------------------------------------------------------- a printer that is away


def test_an_absent_printer_costs_nobody_anything_and_comes_back_by_itself(hall_with, roll):
    gone = roll()
    port = gone.port
    gone.stop()
    hall = hall_with(f'address = "127.0.0.1:{port}"', patience=1).start()
    assert [hall.take("A") for _ in range(3)] == ["A001", "A002", "A003"]
    wait_until(lambda: set(states(hall).values()) == {"failed"}, "the failures")
    assert {job["trouble"] for job in jobs(hall).values()} == {"unreachable"}
    assert device(hall)["state"] == "absent" and "refused" in device(hall)["detail"]
    back = roll(port=port)
    wait_until(lambda: device(hall)["state"] == "ok", "its return")
    hall.take("A")
    printed(hall, 1)
    assert [slip.is_copy for slip in back.slips] == [False]
    changes = [event for event in events(hall) if event["kind"] == "deviceChanged"]
    assert [event["body"]["state"] for event in changes][:1] == ["absent"], "the journal knows"


def events(hall):
    import json
    out = hall.hallctl("journal", "export").stdout
    return [json.loads(line) for line in out.splitlines()]


def test_a_printer_that_hangs_up_in_the_middle_of_a_slip(hall_with, roll):
    printer = roll()
    hall = hall_with(at(printer), "escpos-80-raster", patience=2).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    printer.hang_up_after = len(printer.received) + 200
    hall.take("A")
    wait_until(lambda: states(hall)["A001"] == "failed", "the failure")
    assert jobs(hall)["A001"]["trouble"] == "unreachable"
    wait_until(lambda: device(hall)["state"] == "ok", "the line's return")
    hall.call("Print.Retry", job=1)
    printed(hall, 1)
    assert jobs(hall)["A001"]["copy"] is True


def test_a_slip_that_is_given_up_while_it_is_sent_holds_nobody(hall_with, roll):
    printer = roll()
    hall = hall_with(at(printer), "escpos-80-raster", patience=600).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    printer.reads = False
    hall.take("A")
    wait_until(lambda: states(hall)["A001"] == "sending", "the slip on its way")
    hall.call("Print.Void", job=1)
    printer.reads = True
    hall.take("A")
    wait_until(lambda: states(hall)["A002"] == "printed", "the next")
    assert states(hall)["A001"] == "voided"


def test_three_hundred_at_once_come_out_in_order_and_no_take_waits(hall_with, roll):
    # A printer that takes 2 s a slip needs ten minutes: HALL_SLIP_SECONDS=2 HALL_HANG_SECONDS=900.
    printer = roll(seconds_a_slip=float(os.environ.get("HALL_SLIP_SECONDS", 0.02)))
    hall = hall_with(at(printer), patience=600).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    for _ in range(300):
        hall.take("A")
    assert len(printer.slips) < 300, "takes went ahead of the paper"
    printed(hall, 300)
    numbers = [next(line[0] for line in slip.lines if line[0].startswith(b"A")).decode() for slip in printer.slips]
    assert numbers == [f"A{n:03}" for n in range(1, 301)]


def test_several_printers_each_get_their_own(new_hall, directory, default_file, roll):
    printers = {"kiosk": roll(), "desk": roll()}
    config = directory / "hall.toml"
    config.write_text(default_file + "".join(
        f'\n[[printer]]\nname = "{name}"\nprofile = "escpos-80-text"\n{at(printer)}\n'
        for name, printer in printers.items()))
    hall = new_hall(config).start()
    hall.take("A")
    hall.take("A", printer="desk")
    printed(hall, 2)
    assert ["A001" in slip.words() for slip in printers["kiosk"].slips] == [True]
    assert ["A002" in slip.words() for slip in printers["desk"].slips] == [True]
    hall.call("Queue.Reprint", number="A002")
    wait_until(lambda: len(printers["desk"].slips) == 2, "the copy, where its slip came from")
    refused = hall.hallctl("print", "poster")
    assert refused.returncode == 1 and "NoPrinter" in refused.stderr
    printers["kiosk"].become(RollPrinter.PAPER_OUT)
    # It reads nothing then, and may be taken for one that is away.
    wait_until(lambda: device(hall, "kiosk")["state"] != "ok", "no paper")
    assert hall.call("Queue.Take", service="A", printer="desk")["ticket"]["slip"]["state"] != "failed"
    # A reload that takes a printer away sends its jobs to the first of the role.
    config.write_text(config.read_text().replace('name = "kiosk"', 'name = "door"'))
    printers["kiosk"].become(RollPrinter.READY)
    hall.call("Hall.Reload")
    wait_until(lambda: device(hall, "door").get("state") == "ok", "the renamed printer")
    assert not device(hall, "kiosk")
    again = hall.call("Queue.Reprint", number="A001")["ticket"]["slip"]
    assert again["state"] != "failed"
    wait_until(lambda: jobs(hall)["A001"]["state"] == "printed", "the copy")
    assert jobs(hall)["A001"]["printer"] == "door", "the list tells where it came out"


def test_a_printer_that_a_reload_renamed_is_not_told_of_under_its_old_name(hall_with, roll):
    printer = roll()
    hall = hall_with(at(printer), "escpos-80-raster", patience=600, extra='name = "old"').start()
    wait_until(lambda: device(hall, "old").get("state") == "ok", "the printer")
    printer.reads = False
    hall.take("A")
    wait_until(lambda: device(hall, "old").get("trouble") == "offline", "the stall")
    hall.config.write_text(hall.config.read_text().replace('name = "old"', 'name = "new"'))
    hall.call("Hall.Reload")
    wait_until(lambda: not device(hall, "old"), "the old name's end")
    printer.reads = True
    printed(hall, 1)
    wait_until(lambda: device(hall, "new").get("state") == "ok", "the new name")
    assert not device(hall, "old")
    assert not any(slip.is_copy for slip in printer.slips)


# ---------------------------------------------------------------- crashes


@pytest.mark.parametrize("profile, wait_for", [
    ("escpos-80-text", "nothing"), ("escpos-80-text", "sending"), ("escpos-80-text", 1), ("escpos-80-text", 300),
    ("escpos-80-raster", 1), ("escpos-80-raster", 5000), ("escpos-80-raster", 20000), ("escpos-80-text", "slip"),
    ("escpos-80-text", "printed"),
])
def test_a_kill_between_take_and_printed_never_makes_two_unmarked_slips(hall_with, roll, profile, wait_for):
    printer = roll()
    hall = hall_with(at(printer), profile, patience=600).start()
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    before = len(printer.received)
    if wait_for == "sending":
        printer.reads = False
    if wait_for == "slip" or isinstance(wait_for, int):
        printer.confirms = False
    if isinstance(wait_for, int):
        # Takes that much, and then nothing more.
        printer.hang_up_after = None
        original = printer.take

        def take(data):
            original(data)
            printer.reads = len(printer.received) - before < wait_for

        printer.take = take
    hall.take("A")
    match wait_for:
        case "nothing": pass
        case "sending": wait_until(lambda: states(hall)["A001"] == "sending", "sending")
        case "slip": wait_until(lambda: len(printer.slips) == 1, "the whole slip")
        case "printed": printed(hall, 1)
        case count: wait_until(lambda: len(printer.received) - before >= count, "the bytes")
    hall.kill()
    if isinstance(wait_for, int):
        printer.take = original
    printer.reads = True
    printer.confirms = True
    hall.start()
    printed(hall, 1)
    whole = [slip for slip in printer.slips if b"\x1b@" in slip.data]
    assert whole, "somebody has a slip"
    if profile == "escpos-80-text":
        assert [slip.is_copy for slip in whole].count(False) <= 1
    if wait_for in ("sending", "slip") or isinstance(wait_for, int):
        assert jobs(hall)["A001"]["copy"] is True and jobs(hall)["A001"]["attempts"] == 2
    assert hall.call("Journal.Verify")["intact"]


def test_kills_at_random_moments_never_make_two_unmarked_slips(hall_with, roll):
    import time
    moments = seeded()
    printer = roll(seconds_a_slip=0.005)
    hall = hall_with(at(printer), patience=600)
    taken = 0
    for _ in range(rounds(12, 100)):
        hall.start()
        for _ in range(moments.randrange(1, 6)):
            hall.take("A")
            taken += 1
        time.sleep(moments.random() * 0.15)
        hall.kill()
    hall.start()
    printed(hall, taken)
    unmarked = {}
    for slip in printer.slips:
        if b"\x1b@" in slip.data and not slip.is_copy:
            number = next(line[0] for line in slip.lines if line[0].startswith(b"A"))
            unmarked[number] = unmarked.get(number, 0) + 1
    assert max(unmarked.values()) == 1, unmarked
    seen = {next(line[0] for line in slip.lines if line[0].startswith(b"A")) for slip in printer.slips if slip.lines}
    assert len(seen) == taken, "every number came out"
