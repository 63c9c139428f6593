"""Strips, callers, keypads and pads at the windows, on pseudo-terminals, sockets and FIFOs."""

import asyncio
import re
import subprocess
import threading

import pytest
from conftest import BINARIES, HANG_SECONDS, ROOT, preload
from lines import CallerLine, DeafServer, HangingUpServer, Keypad, Line, StripLine, devices, ff68, until, with_devices


@pytest.fixture
def strips(directory):
    return StripLine(directory / "strips")


@pytest.fixture
def with_strips(new_hall, directory, default_file, strips):
    """The demo hall with a strip at each of its six windows, on one line."""
    return new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "strips"
profile = "strip-aa"
device = "{strips.path}"
windows = [1, 2, 3, 4, 5, 6]
gap_ms = 20
""")).start()


# ---------------------------------------------------------------- displays


def test_a_strip_shows_what_its_window_does(with_strips, strips):
    strips.shows(3, "社会救助 卫生健康（生育登记）", effect=1)
    number = with_strips.take("B")
    with_strips.call("Window.Call", window=3)
    strips.shows(3, f"请{number}号", effect=7)
    with_strips.call("Window.Start", window=3)
    strips.shows(3, number, effect=8)
    with_strips.call("Window.Finish", window=3)
    strips.shows(3, "社会救助 卫生健康（生育登记）")
    with_strips.call("Window.Pause", window=3)
    strips.shows(3, "暂停服务")
    with_strips.call("Window.Close", window=3)
    strips.shows(3, "窗口未开放")
    assert devices(with_strips)["strips"]["state"] == "ok"


def test_a_recall_shows_the_same_again(new_hall, directory, default_file, strips):
    quick = default_file.replace("recall_gap_seconds_min = 5", "recall_gap_seconds_min = 0")
    hall = new_hall(with_devices(quick, directory / "hall.toml", f"""
name = "strip"
profile = "strip-aa"
device = "{strips.path}"
window = 3
""")).start()
    number = hall.take("B")
    hall.call("Window.Call", window=3)
    strips.shows(3, f"请{number}号")
    before = len(strips.frames)
    hall.call("Window.Recall", window=3)
    strips.until(lambda: len(strips.frames) > before)
    assert strips.frames[-1] == strips.frames[before - 1]


def test_many_strips_on_one_line_get_their_newest_text_and_never_mixed(with_strips, strips):
    for _ in range(40):
        with_strips.take("A")
    for _ in range(20):
        for window in [1, 2]:
            with_strips.call("Window.Call", window=window, finish=True)
    last = {window: with_strips.call("Hall.Describe")["windows"][window - 1]["current"] for window in [1, 2]}
    for window, number in last.items():
        strips.shows(window, f"请{number}号")
    # Every byte was part of a frame with a right checksum: take() has seen to it.
    assert len(strips.frames) < 40 + 12, "what nobody could read any more was left out"


def test_frames_keep_their_distance(with_strips, strips):
    def distances():
        arrivals = []
        for when, chunk in strips.arrivals:
            arrivals += [when] * chunk.count(b"\xBB\x51\x54")
        return [later - earlier for earlier, later in zip(arrivals, arrivals[1:])]

    strips.until(lambda: len(strips.shown) == 6)
    # Where this test was late to read one, the next comes close behind it, which is not the hall's doing: once more then.
    for turn in range(20):
        if min(distances()) >= 0.02:
            return
        strips.arrivals.clear()
        for window in [1, 2, 3]:
            with_strips.call("Window.Close" if turn % 2 == 0 else "Window.Open", window=window)
        strips.until(lambda: len(distances()) == 2)
    assert False, "twenty times in a row they came closer than 20 ms"


def test_a_strip_that_is_unplugged_and_replugged_elsewhere_shows_everything_again(with_strips, strips):
    number = with_strips.take("B")
    with_strips.call("Window.Call", window=3)
    strips.shows(3, f"请{number}号")
    strips.unplug()
    until(lambda: devices(with_strips)["strips"]["state"] == "absent")
    assert devices(with_strips)["strips"]["detail"], "why is told"
    until(lambda: re.search('"device":"strips".*absent', with_strips.hallctl("journal", "export").stdout))
    second = with_strips.take("A")
    assert with_strips.call("Window.Call", window=2)["ticket"]["number"] == second, "nobody waits for a strip"
    strips.plug()
    strips.shows(3, f"请{number}号")
    strips.shows(2, f"请{second}号")
    strips.shows(5, "城市管理 统计调查 其他受托事项")
    until(lambda: devices(with_strips)["strips"]["state"] == "ok")


def test_a_display_that_never_reads_is_told_and_disturbs_nobody(new_hall, directory, default_file, strips):
    deaf = DeafServer()
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "strip"
profile = "strip-aa"
device = "{strips.path}"
window = 3
gap_ms = 0
""", f"""
name = "deaf"
profile = "jqueue-0807"
address = "{deaf.address}"
window = 3
gap_ms = 0
""")).start()
    until(lambda: devices(hall)["deaf"]["state"] == "ok")
    text = "满" * 20
    # Until the sockets' buffers are full of what it does not read.
    for turn in range(2000):
        hall.call("Device.Test", device="deaf", text=f"{text}{turn}")
        if devices(hall)["deaf"]["state"] != "ok":
            break
    assert devices(hall)["deaf"]["detail"] in ("takes nothing", "took nothing until a moment ago")
    # It takes a connection again, which proves nothing.
    until(lambda: devices(hall)["deaf"]["detail"] == "took nothing until a moment ago")
    assert devices(hall)["deaf"]["state"] == "degraded"
    number = hall.take("B")
    hall.call("Window.Call", window=3)
    strips.shows(3, f"请{number}号")
    assert devices(hall)["strip"]["state"] == "ok"


def test_a_display_that_hangs_up_every_time_is_tried_less_and_less(new_hall, directory, default_file):
    rude = HangingUpServer()
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "rude"
profile = "jqueue-0807"
address = "{rude.address}"
windows = [1, 2, 3, 4, 5, 6]
gap_ms = 0
""")).start()
    until(lambda: rude.count >= 3)
    assert devices(hall)["rude"]["state"] in ("absent", "ok")
    assert hall.take("A"), "nobody else hears of it"
    assert hall.process.poll() is None


def test_a_display_that_nobody_has_plugged_in_is_absent_and_the_hall_works(new_hall, directory, default_file):
    hall = new_hall(with_devices(default_file, directory / "hall.toml", """
name = "missing"
profile = "strip-aa"
device = "/dev/serial/by-id/nothing"
window = 3
""", """
name = "nobody"
profile = "jqueue-0807"
address = "127.0.0.1:1"
window = 4
""")).start()
    until(lambda: [one["state"] for one in devices(hall).values() if one["name"] in ("missing", "nobody")] == ["absent"] * 2)
    assert "No such file" in devices(hall)["missing"]["detail"]
    assert "refused" in devices(hall)["nobody"]["detail"]
    assert hall.take("A")


def test_a_display_whose_packets_the_units_sandbox_drops_is_told_with_the_file_that_helps(new_hall, directory, default_file):
    hall = new_hall(with_devices(default_file, directory / "hall.toml", """
name = "led"
profile = "jqueue-0807"
address = "127.0.0.1:1"
window = 4
"""))
    hall.environment |= {
        "LD_PRELOAD": preload(directory, "closed_network.c"), "HALL_NETWORK": "dropped", "INVOCATION_ID": "0" * 32}
    hall.start()
    until(lambda: "network-devices.conf allows" in hall.hallctl("status").stdout)


def test_a_file_always_holds_what_the_window_shows(new_hall, directory, default_file):
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "signage"
profile = "text-file"
device = "{directory}/window-3.txt"
window = 3
""")).start()
    number = hall.take("B")
    hall.call("Window.Call", window=3)
    shown = directory / "window-3.txt"
    until(lambda: shown.exists() and shown.read_text() == f"{number} → 3\n")


# ---------------------------------------------------------------- against independent implementations


def test_a_modbus_panel_takes_its_registers(new_hall, directory, default_file):
    from pymodbus import FramerType
    from pymodbus.client import ModbusTcpClient
    from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
    from pymodbus.server import ModbusTcpServer
    store = ModbusDeviceContext(hr=ModbusSequentialDataBlock(1, [0] * 300))
    # Of its own thread: the browser's loop may be running in this one.
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()

    async def serve():
        server = ModbusTcpServer(
            ModbusServerContext(devices={3: store}, single=False), framer=FramerType.RTU, address=("127.0.0.1", 0))
        await server.serve_forever(background=True)
        return server.transport.sockets[0].getsockname()[1]

    port = asyncio.run_coroutine_threadsafe(serve(), loop).result(HANG_SECONDS)
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "panel"
profile = "led-modbus"
address = "127.0.0.1:{port}"
windows = [3, 4]
""")).start()

    reader = ModbusTcpClient("127.0.0.1", port=port, framer=FramerType.RTU)

    def text(count):
        registers = reader.read_holding_registers(0x70, count=count, device_id=3).registers
        return b"".join(register.to_bytes(2) for register in registers).decode()

    until(lambda: text(2) == "----")
    number = hall.take("B")
    hall.call("Window.Call", window=3)
    until(lambda: text(3) == f"{number}-3", "the panel never showed it")
    # Nobody has the panel of window 4.
    until(lambda: devices(hall)["panel"].get("detail") == "no answer from station 4")
    reader.close()
    loop.call_soon_threadsafe(loop.stop)


def test_an_alpha_sign_gets_the_frame_that_others_would_send(new_hall, directory, default_file):
    from alphasign.command.write_text import WriteText
    from alphasign.packet import Packet
    sign = Line(directory / "sign")
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "sign"
profile = "alpha"
device = "{sign.path}"
window = 3
station = 0
""")).start()
    number = hall.take("B")
    hall.call("Window.Call", window=3)
    hall.call("Window.Start", window=3)
    text = WriteText(number, position=WriteText.Position.middle_line, mode=b"b")
    # FF stands for a pause in that library, and is not sent.
    expected = Packet().add(text).to_bytes().replace(b"\xFF", b"")
    sign.until(lambda: expected in sign.received, expected.hex(" "))


# ---------------------------------------------------------------- trying out


def test_a_technician_sees_the_bytes_of_a_test(with_strips, strips):
    tried = with_strips.hallctl("device", "test", "strips", "--text", "您好")
    assert tried.returncode == 0, tried.stderr
    strips.shows(6, "您好")
    frame = next(frame for address, frame in reversed(strips.frames) if address == 6)
    assert frame.hex(" ").upper() in tried.stdout
    assert re.search(r"strips\s+strip-aa\s+ok", tried.stdout)
    # A change at the window goes before the test.
    with_strips.take("B")
    number = with_strips.call("Window.Call", window=3)["ticket"]["number"]
    strips.shows(3, f"请{number}号")
    # And after ten seconds the others show again what they should.
    strips.shows(6, "卫生健康（生育登记） 综治与法律服务")
    unknown = with_strips.hallctl("device", "test", "nothing")
    assert unknown.returncode == 1 and "There is no device ‘nothing’" in unknown.stderr


class Watching:
    """`hallctl device watch`, and what it has printed so far."""

    def __init__(self, hall, verb, name):
        self.process = subprocess.Popen(
            [BINARIES / "hallctl", "--socket", hall.socket, "device", verb, name], stdout=subprocess.PIPE, text=True)
        self.text = ""
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.text += line

    def until(self, pattern):
        return until(lambda: re.search(pattern, self.text), f"never printed {pattern}: {self.text}")


@pytest.fixture
def watching():
    opened = []

    def watch(hall, verb, name):
        opened.append(Watching(hall, verb, name))
        return opened[-1]

    yield watch
    for one in opened:
        one.process.terminate()
        one.process.wait(HANG_SECONDS)


def test_watch_shows_bytes_both_ways_and_what_they_mean(new_hall, directory, default_file, watching):
    line = CallerLine(directory / "callers")
    hall = new_hall(with_callers(default_file, directory, line)).start()
    line.until(lambda: len(line.displays) == 6)
    watch = watching(hall, "watch", "callers")
    watch.until("· ok")
    line.press(3, 0x01, 0x0C)
    watch.until(r"← FF 68 03 03 68 03 01 0C 10 16")
    watch.until(r"· call, station 3")
    watch.until(r"→ FF 68 03 03 68 03 01 0C 10 16\s+station 3")


def test_learn_finds_what_an_unknown_device_sends(new_hall, directory, default_file, watching):
    line = Line(directory / "unknown")
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "mystery"
profile = "unknown-serial"
device = "{line.path}"
window = 3
""")).start()
    until(lambda: devices(hall)["mystery"]["state"] == "ok")
    learn = watching(hall, "learn", "mystery")
    learn.until("· ok")
    for key in [0x01, 0x02, 0x11, 0x7F]:
        frame = bytes([0x02, 0x33, 0x10, key])
        frame += bytes([sum(frame[1:]) & 0xFF, 0x03])
        line.write(frame)
        learn.until("← " + frame.hex(" ").upper())
    learn.until(r"alike: 02 33 10 ·· ·· 03; sum of bytes 2 to 4 in byte 5")


def test_learn_names_the_keys_of_a_keypad(new_hall, directory, default_file, watching):
    keypad = Keypad(directory / "keypad")
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "keypad"
profile = "unknown-keys"
device = "{keypad.path}"
window = 3
""")).start()
    until(lambda: devices(hall)["keypad"]["state"] == "ok")
    learn = watching(hall, "learn", "keypad")
    learn.until("· ok")
    keypad.press("enter")
    learn.until("key KPENTER")


def worked_example():
    """The profile and the bytes of docs/hardware.md."""
    text = (ROOT / "docs" / "hardware.md").read_text()
    profile = re.search(r"```toml\n# /etc/halld/devices/mystery.toml\n(.*?)```", text, re.S)[1]
    return profile, {match[1]: bytes.fromhex(match[2]) for match in re.finditer(
        r"\d ([←→]) (02 33 10 0[01] 4[34] 03)", text)}


def test_the_worked_example_works(new_hall, directory, default_file):
    profile, seen = worked_example()
    line = Line(directory / "mystery")
    (directory / "devices").mkdir()
    (directory / "devices" / "mystery.toml").write_text(profile)
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "callers"
profile = "mystery"
device = "{line.path}"
windows = [1, 2]
stations = [16, 17]
""")).start()
    number = hall.take("A")
    until(lambda: devices(hall)["callers"]["state"] == "ok")
    line.write(seen["←"])
    until(lambda: state(hall, 1).get("current") == number)
    line.until(lambda: seen["→"] in line.received)


def test_what_shows_nothing_sends_nothing(new_hall, directory, default_file):
    profile, _ = worked_example()
    line = Line(directory / "mystery")
    (directory / "devices").mkdir()
    (directory / "devices" / "mystery.toml").write_text(profile)
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "callers"
profile = "mystery"
device = "{line.path}"
window = 1
station = 16
""")).start()
    hall.take("A")
    until(lambda: devices(hall)["callers"]["state"] == "ok")
    hall.call("Window.Call", window=1)
    # Nobody waits: the key is answered, after everything that the call could have sent.
    line.write(bytes.fromhex("02 33 10 02 45 03"))
    line.write(bytes.fromhex("02 33 10 01 44 03"))
    line.until(lambda: line.received)
    assert line.received.startswith(bytes.fromhex("02 33 10 00 43 03"))


def test_a_profile_that_its_own_vector_contradicts_is_told(directory, default_file):
    profile, _ = worked_example()
    (directory / "devices").mkdir()
    (directory / "devices" / "mystery.toml").write_text(profile.replace('"02 33 10 7F C2 03"', '"02 33 10 01 44 03"'))
    config = with_devices(default_file, directory / "hall.toml", '''
name = "callers"
profile = "mystery"
device = "/dev/x"
windows = [1, 2]
stations = [16, 17]
''')
    check = subprocess.run(
        [BINARIES / "halld", "check", "--config", config], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert check.returncode == 1
    assert 'profile "mystery", vector 1: means call at station 16' in check.stderr


def test_who_looks_on_is_told_why_a_key_did_nothing_and_holds_up_no_shutdown(
        new_hall, directory, default_file, watching):
    line = CallerLine(directory / "callers")
    hall = new_hall(with_callers(default_file, directory, line)).start()
    line.until(lambda: len(line.displays) == 6)
    watch = watching(hall, "watch", "callers")
    watch.until("· ok")
    line.press(3, 0x01, 0x0D)
    watch.until("· recall refused: NoTicketAtWindow")
    line.press(77, 0x01, 0x0C)
    watch.until("· station 77 has no window")
    assert hall.stop() == 0
    assert watch.process.wait(HANG_SECONDS) == 69


def test_a_profile_is_printed_to_start_from(directory):
    printed = subprocess.run([BINARIES / "halld", "profile", "strip-aa"], capture_output=True, text=True)
    assert printed.stdout == (ROOT / "devices" / "strip-aa.toml").read_text()
    unknown = subprocess.run([BINARIES / "halld", "profile", "strip"], capture_output=True, text=True)
    assert unknown.returncode != 0 and "There is no profile ‘strip’" in unknown.stderr


# ---------------------------------------------------------------- callers


def with_callers(default_file, directory, line, count=6, extra=""):
    return with_devices(default_file, directory / "hall.toml", f"""
name = "callers"
profile = "caller-ff68"
device = "{line.path}"
windows = {list(range(1, count + 1))}
{extra}
""")


@pytest.fixture
def callers(directory):
    return CallerLine(directory / "callers")


def state(hall, window):
    return hall.call("Hall.Describe")["windows"][window - 1]


def tickets(hall):
    return {one["number"]: one for one in hall.call("Queue.List")["tickets"]}


def test_a_clerk_works_a_day_with_keys_alone(new_hall, directory, default_file, callers):
    quick = default_file.replace("no_show_gap_seconds_min = 15", "no_show_gap_seconds_min = 0").replace(
        "no_show_call_count_min = 2", "no_show_call_count_min = 1").replace(
        "recall_gap_seconds_min = 5", "recall_gap_seconds_min = 0")
    hall = new_hall(with_callers(quick, directory, callers)).start()
    for _ in range(5):
        hall.take("B")
    # How many wait, and no number.
    callers.until(lambda: callers.displays.get(3) == (bytes([10, 10, 5]), bytes([10, 10, 10])))
    callers.press(3, 0x01, 0x0C)
    callers.heard(3, 0x01, 0x0C)
    callers.until(lambda: callers.displays[3] == (bytes([10, 10, 4]), bytes([0, 0, 1])))
    callers.until(lambda: callers.beeps(3) == 1)
    assert state(hall, 3).get("current") == "B001"
    callers.press(3, 0x01, 0x0D)  # recall
    until(lambda: tickets(hall)["B001"]["state"] == "called" and callers.beeps(3) == 2)
    callers.press(3, 0x01, 0x00, 0x0F)  # hang
    until(lambda: tickets(hall)["B001"]["state"] == "parked")
    callers.press(3, 0x01, 0x00, 0x04, 0x0C)  # call 4
    until(lambda: state(hall, 3).get("current") == "B004")
    callers.press(3, 0x01, 0x06, 0x0F)  # abandon
    until(lambda: tickets(hall)["B004"]["state"] == "noShow")
    callers.press(3, 0x01, 0x03, 0x0F)  # call back
    until(lambda: state(hall, 3).get("current") == "B001")
    callers.press(3, 0x01, 0x06, 0x13)  # transfer to window 6
    until(lambda: tickets(hall)["B001"]["state"] == "waiting")
    callers.press(6, 0x01, 0x0C)
    until(lambda: state(hall, 6).get("current") == "B001")
    callers.press(6, 0x01, 0x0B)  # evaluate
    until(lambda: tickets(hall)["B001"]["state"] == "served")
    callers.until(lambda: callers.frames.count((6, b"\x01\x0b")) >= 2, "acknowledged, and the pad asked")
    callers.press(6, 0x11, 0x01)  # the second rating key
    callers.heard(6, 0x01, 0x01)
    until(lambda: tickets(hall)["B001"].get("score") == 4 or '"score":4' in hall.hallctl("journal", "export").stdout)
    callers.press(3, 0x01, 0x12)
    until(lambda: state(hall, 3)["state"] == "paused")
    callers.press(3, 0x01, 0x12)


def test_what_cannot_be_done_beeps_twice_and_changes_nothing(new_hall, directory, default_file, callers):
    hall = new_hall(with_callers(default_file, directory, callers)).start()
    callers.until(lambda: len(callers.displays) == 6)
    callers.press(2, 0x01, 0x0D)
    callers.heard(2, 0x01, 0x0D)
    callers.until(lambda: callers.beeps(2) == 2)
    assert state(hall, 2).get("current") is None


def test_a_bus_of_thirty_callers(new_hall, directory, default_file, callers):
    windows = "".join(f'\n[[window]]\nnumber = {number}\nprimary = ["A"]\n' for number in range(7, 31))
    hall = new_hall(with_callers(default_file + windows, directory, callers, 30, "gap_ms = 1")).start()
    for window in range(7, 31):
        hall.call("Window.Open", window=window)
    for _ in range(30):
        hall.take("A")
    # What has waited for three seconds is too late, and a slow machine carries out one after the other.
    for first in [7, 15, 23]:
        for window in range(first, first + 8):
            callers.press(window, 0x01, 0x0C)
        until(lambda: all(state(hall, window).get("current") for window in range(first, first + 8)))
    for window in range(7, 31):
        ordinal = [int(digit) for digit in state(hall, window)["current"][1:]]
        callers.until(lambda: callers.displays[window][1] == bytes(ordinal), f"window {window}")
        callers.heard(window, 0x01, 0x0C)


def test_a_key_that_bounces_or_is_sent_again_is_pressed_once(new_hall, directory, default_file, callers):
    hall = new_hall(with_callers(default_file, directory, callers)).start()
    for _ in range(4):
        hall.take("B")
    # Together: what comes later than a bounce is another press.
    callers.write(ff68(3, 0x01, 0x0C) * 3)
    callers.until(lambda: callers.frames.count((3, b"\x01\x0c")) == 3, "each is acknowledged")
    callers.until(lambda: callers.beeps(3) >= 1)
    assert state(hall, 3).get("current") == "B001"
    assert tickets(hall)["B002"]["state"] == "waiting"


def test_an_adapter_that_hears_itself_presses_no_keys(new_hall, directory, default_file, callers):
    callers.echoes = True
    hall = new_hall(with_callers(default_file, directory, callers)).start()
    for _ in range(3):
        hall.take("B")
    callers.until(lambda: callers.displays.get(3) == (bytes([10, 10, 3]), bytes([10, 10, 10])))
    callers.press(3, 0x01, 0x0C)
    callers.until(lambda: callers.beeps(3) == 1)
    callers.press(3, 0x01, 0x00, 0x0F)
    callers.until(lambda: callers.beeps(3) == 2)
    assert callers.frames.count((3, b"\x01\x0c")) == 1, "acknowledged once"
    assert tickets(hall)["B001"]["state"] == "parked" and tickets(hall)["B002"]["state"] == "waiting"


def test_noise_and_wrong_checksums_do_nothing(new_hall, directory, default_file, callers):
    hall = new_hall(with_callers(default_file, directory, callers)).start()
    hall.take("B")
    callers.until(lambda: len(callers.displays) == 6)
    good = bytes.fromhex("FF 68 03 03 68 03 01 0C 10 16")
    for place in range(len(good)):
        callers.write(good[:place] + bytes([good[place] ^ 0x40]) + good[place + 1:])
    callers.write(good[:6])  # and a half one
    callers.write(bytes(range(256)) * 16)
    assert state(hall, 3).get("current") is None
    # A key of a window that the line does not have.
    callers.press(77, 0x01, 0x0C)
    callers.press(3, 0x01, 0x0C)
    until(lambda: state(hall, 3).get("current") == "B001")
    callers.heard(3, 0x01, 0x0C)


def test_a_caller_that_is_unplugged_in_the_middle_of_a_frame_begins_anew(new_hall, directory, default_file, callers):
    hall = new_hall(with_callers(default_file, directory, callers)).start()
    number = hall.take("B")
    callers.until(lambda: len(callers.displays) == 6)
    callers.write(bytes.fromhex("FF 68 03 03 68 03"))
    callers.unplug()
    until(lambda: devices(hall)["callers"]["state"] == "absent")
    callers.plug()
    callers.until(lambda: len(callers.displays) == 6)
    # The other half belongs to nothing now.
    callers.write(bytes.fromhex("01 0C 10 16"))
    callers.press(3, 0x01, 0x0C)
    until(lambda: state(hall, 3).get("current") == number)
    assert hall.call("Hall.Status")["waiting"] == 0


class RelayLine(Line):
    """Relays on a Modbus line, which repeat what they were told: when they are let."""

    held = None

    def forget(self):
        self.coils = {}

    def hold(self):
        self.held = []

    def let_go(self):
        answers, self.held = self.held, None
        for frame in answers:
            self.write(frame)

    def take(self):
        while len(self.rest) >= 8:
            frame, self.rest = self.rest[:8], self.rest[8:]
            assert frame[1:4] == b"\x05\x00\x00", f"no frame: {frame.hex(' ')}"
            self.coils[frame[0]] = frame[4] == 0xFF
            self.write(frame) if self.held is None else self.held.append(frame)


def test_a_bus_that_answers_late_is_told_and_believed_again(new_hall, directory, default_file):
    line = RelayLine(directory / "relays")
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "lamps"
profile = "relay-modbus"
device = "{line.path}"
windows = [3, 4]
""")).start()
    until(lambda: line.coils == {3: False, 4: False} and devices(hall)["lamps"]["state"] == "ok")
    hall.take("B")
    line.hold()
    hall.call("Window.Call", window=3)
    until(lambda: devices(hall)["lamps"].get("detail") == "no answer from station 3")
    assert line.coils[3], "it is lit all the same"
    line.let_go()
    until(lambda: devices(hall)["lamps"]["state"] == "ok", "its answer came, late as it was")


def test_a_flood_of_keys_does_no_harm(new_hall, directory, default_file, callers):
    hall = new_hall(with_callers(default_file, directory, callers)).start()
    hall.take("B")
    flood = bytes.fromhex("FF 68 03 03 68 03 01 0D 11 16") * 300
    for _ in range(20):
        callers.write(flood)
    assert hall.take("A"), "others are served meanwhile"
    number = hall.call("Window.Call", window=1)["ticket"]["number"]
    callers.until(lambda: callers.displays.get(1, (0, b""))[1] == bytes(int(digit) for digit in number[1:]))


def test_a_second_press_behind_typed_digits_is_no_other_command(new_hall, directory, default_file):
    keypad = Keypad(directory / "keypad")
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "keypad-3"
profile = "keypad-usb"
device = "{keypad.path}"
window = 3
""")).start()
    until(lambda: devices(hall)["keypad-3"]["state"] == "ok")
    for _ in range(3):
        hall.take("B")
    keypad.press("2", "enter", "enter")
    until(lambda: state(hall, 3).get("current") == "B002")
    keypad.press("tab")
    until(lambda: tickets(hall)["B002"]["state"] == "parked")
    assert tickets(hall)["B001"]["state"] == "waiting"


def test_three_hundred_keypads_leave_threads_for_slips(new_hall, directory, default_file):
    pads = [Keypad(directory / f"pad-{index}") for index in range(300)]
    hall = new_hall(with_devices(default_file, directory / "hall.toml", *(
        f'name = "pad-{index}"\nprofile = "pad-usb"\ndevice = "{pad.path}"\nwindow = {index % 6 + 1}\n'
        for index, pad in enumerate(pads)))).start()
    until(lambda: sum(one["state"] == "ok" for name, one in devices(hall).items() if name.startswith("pad")) == 300)
    hall.take("A")
    until(lambda: list((hall.state / "slips").glob("*.pdf")), "no slip was printed")
    assert hall.stop() == 0


def test_a_line_that_reads_as_nothing_is_absent_and_spins_nowhere(new_hall, directory, default_file):
    hall = new_hall(with_devices(default_file, directory / "hall.toml", """
name = "nothing"
profile = "keypad-usb"
device = "/dev/null"
window = 3
""")).start()
    until(lambda: devices(hall).get("nothing", {}).get("state") == "absent")
    assert devices(hall)["nothing"]["detail"] == "it has gone"


def test_a_keypad_signs_in_calls_and_rates(new_hall, directory, default_file):
    keypad, pad = Keypad(directory / "keypad"), Keypad(directory / "pad")
    hall = new_hall(with_devices(default_file, directory / "hall.toml", f"""
name = "keypad-3"
profile = "keypad-usb"
device = "{keypad.path}"
window = 3
""", f"""
name = "pad-3"
profile = "pad-usb"
device = "{pad.path}"
window = 3
scores = "5 4 2 1"
""")).start()
    until(lambda: {devices(hall)[name]["state"] for name in ["keypad-3", "pad-3"] if name in devices(hall)} == {"ok"})
    for _ in range(3):
        hall.take("B")
    keypad.press("9", "numlock")
    until(lambda: state(hall, 3).get("staff") == "9", "the demo's own clerk is relieved")
    keypad.press("2", "enter")
    until(lambda: state(hall, 3).get("current") == "B002")
    keypad.press("dot")
    until(lambda: tickets(hall)["B002"]["state"] == "served")
    pad.press("3")
    until(lambda: '"score":2' in hall.hallctl("journal", "export").stdout)
    assert '"device":"pad-3"' in hall.hallctl("journal", "export").stdout


# ---------------------------------------------------------------- hall.toml


@pytest.mark.parametrize("table, told", [
    ('profile = "strip-aa"\ndevice = "/dev/x"\nwindow = 1', "device[1].name: is missing"),
    ('name = "a"\nprofile = "strip"\ndevice = "/dev/x"\nwindow = 1', 'there is no device profile "strip"'),
    ('name = "a"\nprofile = "cups"\ndevice = "/dev/x"\nwindow = 1', "is a profile of a printer: bind it by [[printer]]"),
    ('name = "a"\nprofile = "strip-aa"\nwindow = 1', "device: is missing; expected a path"),
    ('name = "a"\nprofile = "strip-aa"\ndevice = "/dev/x"\nwindow = 77', "there is no window 77"),
    ('name = "a"\nprofile = "strip-aa"\ndevice = "/dev/x"', "window: is missing"),
    ('name = "a"\nprofile = "strip-aa"\ndevice = "/dev/x"\nwindows = [1, 2]\nstations = [1]', "has 1 addresses for 2 windows"),
    ('name = "a"\nprofile = "strip-aa"\ndevice = "/dev/x"\nwindows = [1, 2]\nstations = [7, 7]', "7 is there twice"),
    ('name = "a"\nprofile = "keypad-usb"\naddress = "127.0.0.1:1"\nwindow = 1', "does not go with profile"),
    ('name = "a"\nprofile = "pad-usb"\ndevice = "/dev/x"\nwindow = 1\nscores = "6"', "expected levels from 5 to 1"),
    ('name = "a"\nprofile = "pad-usb"\ndevice = "/dev/x"\nwindow = 1\nscores = "5, 4, 3"', "expected levels from 5 to 1"),
    ('name = "a"\nprofile = "strip-aa"\ndevice = "/dev/x"\nwindow = 1\nscores = "5"', "has no rating keys"),
    ('name = "a"\nprofile = "pad-usb"\ndevice = "/dev/x"\nwindows = [1, 2]', "a keypad is one window's"),
    ('name = "a"\nprofile = "strip-aa"\ndevice = "/dev/x"\nwindow = 1\nstation = 300', "300 is no address of this hardware"),
    ('name = "a"\nprofile = "strip-aa"\ndevice = "/dev/x"\nwindow = 1\nbaud = 12345', "expected one of 1200, 2400"),
    ('name = "a"\nprofile = "caller-ff68"\ndevice = "/dev/x"\nwindow = 1\n[[device]]\nname = "b"\nprofile = "strip-aa"\n'
     'device = "/dev/x"\nwindow = 1\n[[device]]\nname = "c"\nprofile = "caller-ff68"\ndevice = "/dev/x"\nwindow = 2\n'
     'station = 1', "1 is device \"a\"'s already"),
])
def test_a_binding_that_cannot_be_is_told_with_its_line(directory, default_file, table, told):
    config = with_devices(default_file, directory / "hall.toml", table + "\n")
    check = subprocess.run(
        [BINARIES / "halld", "check", "--config", config], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert check.returncode == 1 and told in check.stderr, check.stderr
    assert re.search(r"hall\.toml:\d+: ", check.stderr)
