"""A real day's arrivals and calls, by the keys of callers on one line, with a strip at each window on another, and a
loudspeaker that chimes."""

import itertools
import json
import re
from collections import defaultdict

import pytest

import real_day
from conftest import ROOT
from lines import CallerLine, StripLine, until

pytestmark = pytest.mark.skipif(not real_day.DATA.exists(), reason=f"the real queue's log is not at {real_day.DATA}")
WINDOWS = 30


def day_file(rows, directory, strips, callers):
    # The day passes faster than a key bounces.
    (directory / "devices").mkdir()
    caller = (ROOT / "devices" / "caller-ff68.toml").read_text()
    (directory / "devices" / "caller-fast.toml").write_text(caller.replace("debounce_ms = 700", "debounce_ms = 0"))
    own = sorted(real_day.servers(rows).values())
    windows = [*own, real_day.SPARE_WINDOW, *range(101, 101 + WINDOWS - 1 - len(own))]
    everything = ", ".join(f'"{service}"' for service in real_day.SERVICES)
    more = "".join(f'[[window]]\nnumber = {window}\nprimary = [{everything}]\nsigned_in = "W{window}"\n'
                   for window in windows if window > 100)
    config = directory / "hall.toml"
    config.write_text(real_day.hall_file(rows) + more + f"""
[voice]
speaks = []
player = "cat"

[[device]]
name = "strips"
profile = "strip-aa"
device = "{strips.path}"
windows = {windows}
gap_ms = 0
baud = 921600

[[device]]
name = "callers"
profile = "caller-fast"
device = "{callers.path}"
windows = {windows}
gap_ms = 0
baud = 921600
""")
    return config, windows


def number_on(picture):
    """Called, and then, when the hall infers that the visit has begun, in hand; nothing where the strip shows none."""
    found = re.fullmatch(r"(?:请(?=.*号))?([A-Z]\d+)号?", picture)
    return found[1] if found else None


def called_by_the_journal(hall):
    """Per window, in order."""
    calls = defaultdict(list)
    for line in hall.hallctl("journal", "export").stdout.splitlines():
        event = json.loads(line)
        if event["kind"] == "ticketCalled":
            body = event["body"]
            calls[body["window"]].append(body["ticket"].split("/")[1])
    return calls


def test_every_number_called_on_a_real_day_was_on_its_windows_strip(new_hall, directory):
    rows = list(real_day.read("2010-08-02"))
    strips, callers = StripLine(directory / "strips"), CallerLine(directory / "callers")
    config, windows = day_file(rows, directory, strips, callers)
    assert len(windows) == WINDOWS
    hall = new_hall(config).start()
    strips.until(lambda: len(strips.shown) == len(windows))
    callers.until(lambda: len(callers.displays) == len(windows))
    connection = hall.connect()
    turn = itertools.cycle(windows)
    for _, what, row in real_day.steps(rows):
        if what == "take":
            connection.call("Queue.Take", service=row.service, print=False)
        elif what == "call" and row.server:
            window = next(turn)
            before = number_on(strips.shown[window][1])
            callers.press(window, 0x01, 0x0C)
            strips.until(lambda: number_on(strips.shown[window][1]) not in (before, None), f"window {window}")
    calls = called_by_the_journal(hall)
    shown = defaultdict(list)
    for address, frame in strips.frames:
        number = number_on(frame[11:-1].decode("gbk"))
        if number and shown[address][-1:] != [number]:
            shown[address].append(number)
    assert sum(map(len, calls.values())) == sum(1 for row in rows if row.server)
    assert {window: numbers for window, numbers in shown.items() if numbers} == dict(calls)
    until(lambda: {one["state"] for one in hall.call("Device.List")["devices"]} == {"ok"})
    assert hall.call("Journal.Verify")["intact"]
